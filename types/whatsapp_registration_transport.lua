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
---@return whatsapp.registration.transport.Call? call not started
---@return whatsapp.registration.transport.Refusal?
function Client:prepare(operation, options) end

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
---@return boolean done
function Call:poll(seconds) end

-- An answer: status, body, header lines, elapsed seconds, tries. A failure:
-- nil, kind, message, status, body.
function Call:answer() end

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

---@param text string
---@return string without the secrets that the call sent
function Call:redact(text) end

---@return string?
function Call:phone_number_id() end

function Call:close() end

---@param config table
---@return whatsapp.registration.transport.Client?
---@return whatsapp.registration.transport.Refusal?
function transport.client(config) end

return transport
