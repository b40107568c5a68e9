--- The functions of a client that use its journal: they say how many attempts
-- are left, list the attempts, and settle those that are open. Functions here
-- return `nil, err`; the module raises.
-- @module whatsapp.registration.questions

local call = require "whatsapp.registration.call"
local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local read_back = require "whatsapp.registration.read_back"

local questions = {}

-- The id of the number: the client's if none is given
local function number_of(self, given)
    if not self.core then
        return nil, errors.closed()
    end
    local is_fine, number = self.core:check("phone_number",
        { phone_number_id = given, access_token = "none" })
    if not is_fine then
        return nil, errors.refused(number)
    end
    return number
end

local ASKED = { phone_number_id = true, operation = true }

-- The number and the operation of a question to the journal, given as an id or
-- as a table
local function read_question(given, operation)
    if type(given) ~= "table" then
        return given, operation
    end
    local asked = call.copy(given)
    for key in next, asked do
        if not ASKED[key] then
            local field = tostring(key)
            return nil, nil, errors.refused { field = field, message = field
                .. ": expected phone_number_id or operation" }
        end
    end
    return asked.phone_number_id, asked.operation or operation
end

local function check_operation(operation)
    local row = core.operations()[operation]
    if row and row.is_counted then
        return nil
    end
    return errors.refused { field = "operation", message = "operation: "
        .. "expected \"register\", \"deregister\" or \"request_code\"" }
end

local function no_journal(self)
    return not self.journal and errors.refused { field = "journal",
        message = "journal: this client has none" } or nil
end

local function ask_journal(self, question, given, operation)
    local number, asked, err = read_question(given, operation)
    err = err or asked ~= nil and check_operation(asked)
    local id
    if not err then
        id, err = number_of(self, number)
    end
    err = err or no_journal(self)
    if err then
        return nil, err
    end
    local answer, problem = self.journal[question](self.journal, id, asked)
    if not answer then
        return nil, errors.journal_failed(problem, id)
    end
    return answer
end

--- How many of the ten requests in 72 hours are left.
-- @tparam table self
-- @tparam ?string|table number its id, or `{ phone_number_id =, operation = }`
-- @tparam[opt="register"] string operation: "request_code" for the requests
--   for a code; "deregister" for a journal that counts register and deregister
--   apart
-- @treturn ?table `limit`, `used`, `left`, and `next_at` and `blocked_until` if
--   they are known
-- @treturn ?table an error
function questions.budget(self, number, operation)
    return ask_journal(self, "budget", number, operation or "register")
end

--- The attempts for a number, newest first.
-- @tparam table self
-- @tparam ?string|table number its id, or `{ phone_number_id =, operation = }`
-- @tparam ?string operation "request_code" for the requests for a code; else
--   register and deregister are listed
-- @treturn ?table a list of `id`, `operation`, `state`, `reserved_at`,
--   `settled_at`, `code`, `retry_after` (seconds from `settled_at`)
-- @treturn ?table an error
function questions.attempts(self, number, operation)
    return ask_journal(self, "attempts", number, operation)
end

-- Reads a number that has open attempts, and settles them by what the read
-- shows
local function look_at(self, id, report)
    local attempts, err = read_back.open(self, id)
    if not attempts then
        return err
    end
    local shown
    shown, err = client.perform(self, "phone_number", { phone_number_id = id })
    if not shown then
        return err
    end
    return read_back.settle(self, id, shown, report)
end

-- Numbers with something pending, and the client's own
local function numbers_of(self)
    local own = self.core:phone_number_id()
    local pending, problem = self.journal:pending()
    if not pending then
        return nil, errors.journal_failed(problem)
    end
    local numbers, seen = {}, {}
    local function add(id)
        if id and not seen[id] then
            numbers[#numbers + 1], seen[id] = id, true
        end
    end
    for _, each in ipairs(pending) do
        add(each.phone_number_id)
    end
    add(own)
    return numbers
end

--- Settles attempts that are pending or unknown, by reading their numbers:
-- killed processes left them, or a call could not find out. It sends only
-- reads, so it costs no attempt.
-- @tparam table self
-- @tparam ?string|table number only this one: its id, or
--   `{ phone_number_id = }`; else all that have something pending, and the
--   client's own
-- @treturn ?table what was looked at: a list of `phone_number_id`,
--   `operation`, `id`, `state` and `reserved_at`
-- @treturn ?table the first error, of a number that could not be read: its
--   attempts stay as they were; `settled` is the list of the others
function questions.reconcile(self, number)
    local given, _, err = read_question(number)
    err = err or not self.core and errors.closed() or no_journal(self)
    if err then
        return nil, err
    end
    local numbers
    if given ~= nil then
        given, err = number_of(self, given)
        numbers = { given }
    else
        numbers, err = numbers_of(self)
    end
    if err then
        return nil, err
    end
    local report = {}
    for _, id in ipairs(numbers) do
        local problem = look_at(self, id, report)
        err = err or problem
    end
    if err then
        err.settled = report
        return nil, err
    end
    return report
end

return questions
