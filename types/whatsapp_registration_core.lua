---@meta whatsapp.registration.core

-- For editors: the C functions on which the Lua layer stands. They are not
-- part of the public interface.

---@class whatsapp.registration.core
---@field version string
local core = {}

---@class whatsapp.registration.core.Refusal
---@field message string
---@field field? string

---@class whatsapp.registration.core.Explanation
---@field kind string
---@field next_action string
---@field hint string
---@field turn "you"|"owner"|"meta"
---@field setting? string the page of Meta's to look at
---@field field? string the option at fault
---@field retry_after? integer seconds
---@field is_known? boolean whether the table of codes has it
---@field is_failure? boolean the server failed, and may have acted

---@class whatsapp.registration.core.Operation
---@field name string
---@field is_read boolean
---@field spends_attempt boolean
---@field answers_success boolean
---@field sends_pin boolean the number's own, or one that it is to have
---@field read_back boolean the number is read where the outcome is unknown

---@class whatsapp.registration.core.Client
local Client = {}

---@param operation string
---@param options? table
---@return whatsapp.registration.core.Call? call not started
---@return whatsapp.registration.core.Refusal?
function Client:prepare(operation, options) end

---@param operation string
---@param options? table
---@return boolean? ok
---@return whatsapp.registration.core.Refusal?
function Client:check(operation, options) end

---@return string
function Client:api_version() end

---@return string?
function Client:phone_number_id() end

function Client:close() end

---@class whatsapp.registration.core.Call
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
---@return whatsapp.registration.core.Client?
---@return whatsapp.registration.core.Refusal?
function core.client(config) end

---@param code number?
---@param subcode? number
---@param operation? string
---@param text? string the server's words
---@return whatsapp.registration.core.Explanation
function core.explain(code, subcode, operation, text) end

---@return table<string, whatsapp.registration.core.Explanation>
function core.kinds() end

---@param lines string a header, from its status line on
---@return table<string, string> by names in lower case
function core.headers(lines) end

---@return string the decimal point of the process's locale
function core.decimal_point() end

---@return { code: string, name: string, area: string }[]
function core.regions() end

---@return table<string, whatsapp.registration.core.Operation>
function core.operations() end

---@return number from 0 to 2^32 - 1
function core.random() end

---@return number seconds of a clock that never goes back
function core.now() end

---@param path string
---@param is_named? boolean by a person: it may be a link, a pipe, or root's
---@return string? text nil where there is no such file
---@return string? problem also where others than the owner can read it
function core.private_read(path, is_named) end

---@param path string
---@param text string
---@return boolean? done when it is on the disk
---@return string? problem
function core.private_write(path, text) end

---@class whatsapp.registration.core.Lock
local Lock = {}

function Lock:close() end

---@param path string
---@param seconds number to wait if somebody else has it
---@return whatsapp.registration.core.Lock?
---@return string? problem
---@return boolean? is_held by somebody else
function core.private_lock(path, seconds) end

---@param path string a file, made if it is missing, never opened if it is there
---@return boolean? done
---@return string? problem
function core.private_create(path) end

---@param path string
---@return string? identity which no other file has; nil if there is no file
function core.file_identity(path) end

---@return integer number of the process
function core.process_id() end

---@param path string
---@return boolean? done
---@return string? problem
function core.private_directory(path) end

-- SIGINT, SIGTERM, SIGHUP and SIGQUIT are noted from then on; a second one ends
-- the program. SIGPIPE does not end it any more.
function core.catch_interrupts() end

---@return integer? signal
function core.interrupted() end

---@param prompt string
---@return string? line that was typed without being shown
---@return string? problem
function core.terminal_ask(prompt) end

---@param descriptor integer
---@return integer? columns nil where it is no terminal
function core.terminal_width(descriptor) end

-- Descriptors 0, 1 and 2 are taken from then on, closed or not.
---@return boolean? done
---@return string? problem
function core.standard_take() end

---@param descriptor integer
---@param text string
---@return boolean? done
---@return string? problem where nobody reads any more, it is noted as SIGPIPE
function core.standard_write(descriptor, text) end

return core
