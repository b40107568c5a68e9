---@meta whatsapp.registration.core

-- For editors: the C functions on which the Lua layer stands, as far as they
-- need no libcurl. They are not part of the public interface.

---@class whatsapp.registration.core
---@field version string
local core = {}

---@class whatsapp.registration.core.Explanation
---@field kind string
---@field next_action string
---@field hint string
---@field turn "you"|"owner"|"meta"
---@field setting? string the page of Meta's to look at
---@field field? string the option at fault
---@field retry_after? integer seconds

---@class whatsapp.registration.core.Operation
---@field name string
---@field is_read boolean
---@field spends_attempt boolean
---@field answers_success boolean
---@field answers_id boolean
---@field sends_pin boolean the number's own, or one that it is to have
---@field read_back boolean the number is read if the outcome is unknown

---@param code number?
---@param subcode? number
---@param operation? string
---@param text? string the server's words
---@return whatsapp.registration.core.Explanation
function core.explain(code, subcode, operation, text) end

---@param subcode number
---@return boolean is_known whether it says what is wrong without a code
function core.is_known(subcode) end

---@param err table
---@param operation? string
---@param code? number that explains an error without one
---@return "refused"|"unknown"|"not_sent" became what became of the request
function core.complete(err, operation, code) end

---@return table<string, whatsapp.registration.core.Explanation>
function core.kinds() end

---@param text string
---@return string? id
---@return whatsapp.registration.transport.Refusal?
function core.phone_number_id(text) end

---@param lines string a header, from its status line on
---@param ... string names of the fields that are wanted, in lower case; none: all
---@return table<string, string> by names in lower case
function core.headers(lines, ...) end

---@param text string JSON
---@param most integer
---@return boolean? may_have_null nil if it is no object, or has more members
---@return boolean? may_lose whether a decoder may lose something else
function core.look_at_json(text, most) end

---@param text string JSON
---@return table? value nil if it may be none, or a decoder has to read it
function core.read_plain_json(text) end

---@param text string
---@return string text with strings in the place of what a decoder would lose
function core.keep_in_json(text) end

---@return string the decimal point of the process's locale
function core.decimal_point() end

---@return { code: string, name: string, area: string }[]
function core.regions() end

---@return table<string, whatsapp.registration.core.Operation>
function core.operations() end

---@param text string
---@param other string
---@return boolean same compared in a time that does not say where they differ
function core.is_same(text, other) end

---@param message string
---@param secret string
---@param digits string hexadecimal, in small letters
---@return boolean signed whether they are its HMAC-SHA256 by the secret
function core.is_signed(message, secret, digits) end

---@return number from 0 to 2^32 - 1
function core.random() end

---@return number seconds of a clock that never goes back
function core.now() end

---@return number seconds since the epoch, with their fractions
function core.time() end

---@class whatsapp.registration.core.FirstAttempts
local FirstAttempts = {}

---@param number string
---@param operation string
---@param now number
---@param serial integer
---@param older whatsapp.registration.core.FirstAttempts
---@return string? id nothing if the number has an attempt here or there
function FirstAttempts:take(number, operation, now, serial, older) end

---@param number string
---@param id string
---@param state string
---@param now number
---@param code? number
---@param retry_after? number
---@return true? settled nothing if it is not the number's only attempt, pending
function FirstAttempts:settle(number, id, state, now, code, retry_after) end

---@param number string
---@param is_code boolean
---@return table? attempt
function FirstAttempts:get(number, is_code) end

---@param number string
---@param is_code boolean
---@return table? attempt the same, which is kept elsewhere from now on
function FirstAttempts:set_apart(number, is_code) end

---@return integer serial of an attempt that is kept elsewhere
function FirstAttempts:next_serial() end

--- Forgets the older ones; the younger are these now.
function FirstAttempts:renew() end

---@return string[] numbers with an attempt that is no code request
function FirstAttempts:numbers() end

---@return whatsapp.registration.core.FirstAttempts
function core.first_attempts() end

---@param seconds number a second at the most
function core.sleep(seconds) end

---@param path string a shared object, for require to find it mapped
function core.map(path) end

---@return integer number of the process
function core.process_id() end

return core
