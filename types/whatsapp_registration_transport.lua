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
---@return whatsapp.registration.transport.Call? call not started
---@return boolean|whatsapp.registration.transport.Refusal|nil force the option, or the refusal
---@return boolean|number|nil reconcile the option
function Client:prepare(operation, options, like) end

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
---@return boolean? done nil: another process started it
---@return integer? status and what else `answer` returns, if it is done
---@return string? body
---@return table? response
function Call:poll(seconds) end

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

---@param most integer bytes of each text at the most
---@param ... any
---@return string? ... each without the secrets that the call sent; nil for what is no text
function Call:redact(most, ...) end

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
