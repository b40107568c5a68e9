---@meta whatsapp.registration.transport

-- For editors: clients and calls over libcurl, in C. Not part of the public
-- interface.

---@class whatsapp.registration.transport
local transport = {}

---@return string version of the libcurl that runs, as it names itself
function transport.libcurl() end

---@class whatsapp.registration.transport.Refusal
---@field message string
---@field field? string

---@class whatsapp.registration.transport.Client
local Client = {}

---@param operation string
---@param options? table
---@param like? whatsapp.registration.transport.Call for its number, by its token, unless the options name others
---@param first? whatsapp.registration.core.FirstAttempts in which it is counted if it can be
---@param may_start? boolean whether it is sent at once unless something else has to count it
---@return whatsapp.registration.transport.Call? call
---@return boolean|whatsapp.registration.transport.Refusal is_sent whether it was sent, or the refusal
---@return boolean? force the option
---@return boolean|number|nil reconcile the option
function Client:prepare(operation, options, like, first, may_start) end

---@param operation string
---@param options? table
---@return boolean? ok
---@return whatsapp.registration.transport.Refusal?
function Client:check(operation, options) end

---@return string
function Client:api_version() end

---@return string?
function Client:phone_number_id() end

function Client:close() end

---@class whatsapp.registration.transport.Call
local Call = {}

function Call:start() end

---@param seconds? number
---@param journal? whatsapp.registration.core.FirstAttempts|false in which a success may be settled; nil if Lua has to know first
---@return boolean|"settled"|nil done nil: another process started it; "settled": it has succeeded, and is closed
---@return table? result if the answer says no more than success
---@return integer? status else, and what `answer` returns besides
---@return string? body
---@return table? response
function Call:poll(seconds, journal) end

---@return string? id of the first attempt that it has taken
function Call:attempt_id() end

---@param first whatsapp.registration.core.FirstAttempts
---@param state string
---@param code? number
---@param retry_after? number
---@return true? settled nothing if it has taken none, or `first` has it no more
function Call:settle(first, state, code, retry_after) end

---@return integer? status nothing if it failed
---@return string? body
---@return table? response
function Call:answer() end

---@return string kind
---@return string message
---@return string? field the option at fault, "" for none
---@return integer? status
---@return string? body
function Call:failure() end

---@return "no"|"maybe"|"yes"
function Call:sent() end

---@return number elapsed seconds
---@return integer tries
function Call:elapsed_and_tries() end

---@return number seconds
function Call:time_left() end

---@param delay number seconds
function Call:again(delay) end

function Call:cancel() end

---@param most integer bytes of the text at the most
---@param text any
---@return string? text without the secrets that the call sent; nil for what is no text
function Call:redact(most, text) end

---@param record? table an error object of Graph's; nil: the answer as it came
---@return table? err for core.complete; nil if a decoder has to read the answer
function Call:refusal(record) end

---@return string?
function Call:phone_number_id() end

function Call:close() end

---@param config table
---@return whatsapp.registration.transport.Client?
---@return whatsapp.registration.transport.Refusal?
function transport.client(config) end

---@param calls table calls of this process and false; false is left of each that may go on
---@param seconds number to wait for one at the most
---@return boolean has_calls
function transport.wait(calls, seconds) end

return transport
