--- A client: a configuration, checked once, and the operations on it.
-- Functions here return `nil, err`; the module raises.
-- @module whatsapp.registration.client

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local hosts = require "whatsapp.registration.hosts"
local retries = require "whatsapp.registration.retries"
local transport = require "whatsapp.registration.transport"

local client = {}

-- The module that keeps attempts and PINs, loaded if it is asked for
local function add_safeguards(self, config)
    local attempt = require "whatsapp.registration.attempt"
    local err
    if config.journal ~= false then
        self.journal, err = attempt.journal(config.journal)
    end
    if not err and config.pin_store ~= nil then
        self.pin_store, err = attempt.pin_store(config.pin_store)
    end
    return err
end

--- Makes a client.
-- @tparam table config
-- @treturn ?table
-- @treturn ?table an error that names the field
function client.new(config)
    if type(config) ~= "table" then
        return nil, errors.expected("config", "a table", config)
    end
    config = call.raw_copy(config) -- the transport reads it raw as well
    local made, refusal = transport.client(config)
    if not made then
        return nil, errors.refused(refusal)
    end
    local policy, err = retries.policy(config.retries)
    if err then
        return nil, err
    end
    local host
    host, err = hosts.choose(config.host)
    if err then
        return nil, err
    end
    local self = {
        core = made,
        phone_number_id = made:phone_number_id(), -- for the caller to read
        host = host,
        retries = policy,
        on_event = config.on_event,
        patience = config.reconcile == nil or config.reconcile,
    }
    err = add_safeguards(self, config)
    self.is_careful = self.journal ~= nil or self.pin_store ~= nil
    -- Whether functions of the program run within a call
    self.is_watched = config.on_event ~= nil or config.pin_store ~= nil
        or config.journal ~= nil and config.journal ~= false
    return not err and self or nil, err
end

--- Does an operation and waits for its outcome, as the host does.
-- @tparam table self
-- @tparam string name of the operation
-- @tparam ?table options
-- @tparam ?function watch as `call.start` takes it
-- @treturn ?table the result
-- @treturn ?table an error
function client.perform(self, name, options, watch)
    local host, with, err = hosts.ready(self.host)
    if not host then
        return nil, err
    end
    local started
    started, err = call.start(self, name, options, host.in_background, watch)
    if not started then
        if with ~= true then
            with:close()
        end
        return nil, err
    end
    host.wait(started, with)
    return started.result_value, started.err
end

--- Checks the options of an operation without sending anything.
-- @treturn ?boolean true
-- @treturn string|table the id of the phone number that it is about, or an
--   error
function client.check(self, name, options)
    local ok, number = self.core:check(name, options)
    if not ok then
        return nil, errors.refused(number, name)
    end
    return true, number
end

local function closed()
    return errors.refused { message = "the client is closed" }
end

-- The id of the number: the client's if none is given
local function number_of(self, given)
    if not self.core then
        return nil, closed()
    end
    local is_fine, number = self.core:check("phone_number",
        { phone_number_id = given, access_token = "none" })
    if not is_fine then
        return nil, errors.refused(number)
    end
    return number
end

local ASKED = { phone_number_id = true, operation = true }

-- What a question to the journal is about, given as a number's id or as a table
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
        local attempt = require "whatsapp.registration.attempt"
        return nil, attempt.journal_failed(problem, id)
    end
    return answer
end

--- What is left of the ten requests in 72 hours.
-- @tparam table self
-- @tparam ?string|table number its id, or `{ phone_number_id =, operation = }`
-- @tparam[opt="register"] string operation: "request_code" for the requests
--   for a code; "deregister" for a journal that counts register and deregister
--   apart
-- @treturn ?table `limit`, `used`, `left`, and `next_at` and `blocked_until` if
--   they are known
-- @treturn ?table an error
function client.budget(self, number, operation)
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
function client.attempts(self, number, operation)
    return ask_journal(self, "attempts", number, operation)
end

-- Reads a number that has open attempts, and settles them by what the read
-- shows
local function look_at(self, id, report)
    local read_back = require "whatsapp.registration.read_back"
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
        local attempt = require "whatsapp.registration.attempt"
        return nil, attempt.journal_failed(problem)
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

--- Settles attempts that are pending or unknown by reading their numbers: what
-- killed processes left, and what a call could not find out. Reads
-- only: it costs no attempt.
-- @tparam table self
-- @tparam ?string|table number only this one: its id, or
--   `{ phone_number_id = }`; else all that have something pending, and the
--   client's own
-- @treturn ?table what was looked at: a list of `phone_number_id`,
--   `operation`, `id`, `state` and `reserved_at`
-- @treturn ?table the first error, of a number that could not be read: its
--   attempts stay as they were; `settled` is the list of the others
function client.reconcile(self, number)
    local given, _, err = read_question(number)
    err = err or not self.core and closed() or no_journal(self)
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

--- Ends the client; calls that are under way go on.
function client.close(self)
    if self.core then
        self.core:close()
        self.core = nil
    end
end

return client
