--- What the control API shows and changes of a business account.
-- @module whatsapp.registration.simulator.accounts

local json = require "whatsapp.registration.simulator.json"
local made = require "whatsapp.registration.simulator.made"
local parameters = require "whatsapp.registration.simulator.parameters"
local usage = require "whatsapp.registration.simulator.usage"
local webhooks = require "whatsapp.registration.simulator.webhooks"

local accounts = {}

local FIELDS = { name = "string", is_subscribed = "boolean",
    removed = "boolean", usage = "number" }

--- All fields of an account.
function accounts.dump(account, model)
    return {
        id = account.id,
        name = account.name,
        is_subscribed = account.is_subscribed,
        removed = account.removed == true,
        usage = usage.of(model, account.id),
        numbers = made.listing(model, account.id).count,
    }
end

--- The accounts that are there: those that follow a pattern, only if a request
-- has changed them.
function accounts.dump_all(model)
    local list = {}
    for _, id in ipairs(model.account_order) do
        list[#list + 1] = accounts.dump(model.wabas[id], model)
    end
    return json.list(list)
end

local function check(changes)
    for field, value in pairs(changes) do
        local wanted = FIELDS[field]
        if not wanted then
            return nil, "an account has no field " .. tostring(field)
        elseif type(value) ~= wanted
            or wanted == "number" and not parameters.is_number(value) then
            return nil, ("%s must be a %s"):format(field, wanted)
        end
    end
    return true
end

-- The business takes the account away from the app, or shares it again.
local function share(model, account, is_removed)
    if is_removed == (account.removed == true) then
        return
    end
    if is_removed then
        webhooks.tell_of_removal(model, account)
    end
    account.removed = is_removed
    account.is_subscribed = account.is_subscribed and not is_removed
end

--- Changes fields of an account; all or none.
-- @treturn ?table the account
-- @treturn ?string what is wrong with them
function accounts.change(model, account, changes)
    local ok, problem = check(changes)
    if not ok then
        return nil, problem
    end
    model:keep_account(account)
    account.name = changes.name or account.name
    if changes.is_subscribed ~= nil then
        account.is_subscribed = changes.is_subscribed
    end
    if changes.usage then
        usage.set(model, account.id, changes.usage)
    end
    if changes.removed ~= nil then
        share(model, account, changes.removed)
    end
    return account
end

return accounts
