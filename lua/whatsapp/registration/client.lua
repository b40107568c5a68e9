--- A client: a configuration, checked once, and the operations on it.
-- Functions here return `nil, err`; what raises is put on top by the face.
-- @module whatsapp.registration.client

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local hosts = require "whatsapp.registration.hosts"
local blocking = require "whatsapp.registration.hosts.blocking"
local prepared = require "whatsapp.registration.prepared"
local retries = require "whatsapp.registration.retries"

local client = {}

-- What keeps attempts and PINs: loaded where it is asked for
local function add_safeguards(self, config)
    local err
    if config.journal ~= false then
        self.guard = require "whatsapp.registration.guard"
        self.journal, err = self.guard.journal(config.journal)
    end
    if not err and config.pin_store ~= nil then
        local pins = require "whatsapp.registration.pins"
        self.pins, err = pins.new(config.pin_store)
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
    local made, refusal = core.client(config)
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
    return not err and self or nil, err
end

--- Does an operation and waits for its outcome, as the host does.
-- @tparam table self
-- @tparam string name of the operation
-- @tparam ?table options
-- @tparam ?function watch of a read: told what came, result and error, it
--   returns the seconds after which to read again, or nil when that will do
-- @treturn ?table the result
-- @treturn ?table an error
function client.perform(self, name, options, watch)
    local host = hosts.here(self.host)
    if host == blocking and not watch and self.core
        and prepared.is_simple(self, name) then
        local result, err, started = prepared.try(self, name, options)
        if not started then
            return result, err
        end
        blocking.wait(started)
        return call.outcome(started)
    end
    local with, refusal = hosts.ready(host)
    if not with then
        return nil, refusal
    end
    local started, err = call.start(self, name, options, host.in_background)
    if not started then
        if with ~= true then
            with:close()
        end
        return nil, err
    end
    started.watch = watch
    host.wait(started, with)
    return call.outcome(started)
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

-- A number's id as the journal has it; of the client where none is given
local function number_of(self, number)
    if not self.core then
        return nil, errors.refused { message = "the client is closed" }
    end
    local probe, refusal = self.core:prepare("phone_number",
        { phone_number_id = number, access_token = "none" })
    if not probe then
        return nil, errors.refused(refusal)
    end
    return probe:phone_number_id()
end

local function ask_journal(self, question, number, ...)
    local id, err = number_of(self, number)
    if not id then
        return nil, err
    end
    if not self.journal then
        return nil, errors.refused { field = "journal",
            message = "journal: this client has none" }
    end
    local answer, problem = self.journal[question](self.journal, id, ...)
    if not answer then
        return nil, self.guard.unavailable(problem, id)
    end
    return answer
end

--- What is left of the ten requests in 72 hours.
-- @tparam table self
-- @tparam ?string number
-- @tparam[opt="register"] string operation, for a journal that counts register
--   and deregister apart
-- @treturn ?table `limit`, `used`, `left`, and where they are known `next_at`
--   and `blocked_until`
-- @treturn ?table an error
function client.budget(self, number, operation)
    return ask_journal(self, "budget", number, operation or "register")
end

--- The attempts for a number, newest first.
-- @tparam table self
-- @tparam ?string number
-- @treturn ?table a list of `id`, `operation`, `state`, `reserved_at`,
--   `settled_at`, `code`, `retry_after` (seconds from `settled_at`)
-- @treturn ?table an error
function client.attempts(self, number)
    return ask_journal(self, "attempts", number)
end

--- Settles what a killed process left pending; see `reconcile.run`.
function client.settle_open(self, number)
    local id, err
    if number ~= nil or not self.core then
        id, err = number_of(self, number)
    end
    if not err and not self.journal then
        err = errors.refused { field = "journal",
            message = "journal: this client has none" }
    end
    if err then
        return nil, err
    end
    return require("whatsapp.registration.reconcile").run(self, id)
end

--- Ends the client; calls that are under way go on.
function client.close(self)
    if self.core then
        self.core:close()
        self.core = nil
    end
end

return client
