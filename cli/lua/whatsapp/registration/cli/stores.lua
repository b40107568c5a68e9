--- Opens the journal and the PIN store: in the file that an option names, in
-- the Redis of --redis, or else in the folder of this command.
-- @module whatsapp.registration.cli.stores

local errors = require "whatsapp.registration.errors"
local state = require "whatsapp.registration.cli.state"

local stores = {}

-- By the option that names the file: its usual name, how it is opened, the
-- option that does without, and what an error adds
local KINDS = {
    journal = {
        file = "attempts.db",
        open = function(path)
            return require("whatsapp.registration.journal.sqlite")
                .try_open(path)
        end,
        left_out = "no_journal",
        homeless = "Nothing was sent: there is no place for the journal of "
            .. "attempts.",
        remedy = "without_journal",
    },
    pin_store = {
        file = "pins",
        open = function(path)
            return require("whatsapp.registration.pin_store.file")
                .try_new(path)
        end,
        left_out = "no_pin_store",
        homeless = "Nothing was sent: PINs have no place. --no-pin-store "
            .. "goes on without keeping them.",
    },
}

local function open_file(kind, path)
    local problem
    if not path then
        path, problem = state.path(kind.file)
    end
    if not path then
        return nil, errors.stopped { kind = "unavailable",
            message = problem, hint = kind.homeless }
    end
    local store, err = kind.open(path)
    return store, err, path
end

--- Opens one of them.
-- @tparam string name "journal" or "pin_store"
-- @tparam table given the options
-- @treturn ?table|boolean false for none
-- @treturn ?table an error
-- @treturn ?string where it is
function stores.open(name, given)
    local kind, path = KINDS[name], given[name]
    local store, err, place
    if given[kind.left_out] then
        return false
    elseif given.redis and not path then
        store, err = require("whatsapp.registration.cli.redis")[name](
            given.redis)
        place = given.redis
    else
        store, err, place = open_file(kind, path)
        if err then
            err.field = path and name
        end
    end
    if err and err.kind ~= "invalid_request" then
        err.remedy = kind.remedy
    end
    return store, err, place
end

return stores
