--- Accounts and numbers that follow a pattern: `made_numbers` of them in each
-- of `made_accounts`. Each is made when it is asked for, and kept only if a
-- request has changed it. So a hundred thousand take no memory.
-- @module whatsapp.registration.simulator.made

local fixtures = require "whatsapp.registration.simulator.fixtures"
local merged = require "whatsapp.registration.simulator.merged"
local number = require "whatsapp.registration.simulator.number"

local made = { MOST_ACCOUNTS = 9999, MOST_NUMBERS = 999999 }

-- The place of the account, and that of the number in it
local ACCOUNT_ID, NUMBER_ID = "3%014d", "4%04d%010d"
local ACCOUNT_PARTS = "^3(%d%d%d%d%d%d%d%d%d%d%d%d%d%d)$"
local NUMBER_PARTS = "^4(%d%d%d%d)(%d%d%d%d%d%d%d%d%d%d)$"

local DISPLAYED = "+49 15%04d %06d"

local function is_in(place, count)
    return place ~= nil and place >= 1 and place <= count
end

function made.account_id(account)
    return ACCOUNT_ID:format(account)
end

function made.number_id(account, place)
    return NUMBER_ID:format(account, place)
end

--- The place of an account that follows the pattern.
-- @param id anything
-- @treturn ?number nil if it is none of them
function made.account_of(model, id)
    local account = tonumber(type(id) == "string" and id:match(ACCOUNT_PARTS)
        or nil)
    return model.options.made_numbers > 0
        and is_in(account, model.options.made_accounts) and account or nil
end

--- The places of a number's account and of the number in it.
-- @param id anything
-- @treturn ?number nil if it is none of them
-- @treturn ?number
function made.places_of(model, id)
    local account, place
    if type(id) == "string" then
        account, place = id:match(NUMBER_PARTS)
    end
    account, place = tonumber(account), tonumber(place)
    if is_in(account, model.options.made_accounts)
        and is_in(place, model.options.made_numbers) then
        return account, place
    end
    return nil
end

--- Makes an account.
-- @param id anything
-- @treturn ?table nil if it is none of them
function made.account(model, id)
    local account = made.account_of(model, id)
    return account and { id = id, name = ("Account %d"):format(account),
        is_subscribed = false }
end

--- Makes a number in the state of one of the documented numbers, which the
-- option `made_like` lists and which take turns.
-- @param id anything
-- @treturn ?table nil if it is none of them
function made.number(model, id)
    local account, place = made.places_of(model, id)
    if not account then
        return nil
    end
    local like = model.options.made_like
    return assert(number.new(merged(
        model.documented[like[(place - 1) % #like + 1]], {
            id = id,
            waba_id = made.account_id(account),
            display_phone_number = DISPLAYED:format(account, place),
        })))
end

--- The fields of the documented numbers, by id.
-- @tparam number now the model's time
function made.documented(now)
    local by_id = {}
    for _, fields in ipairs(fixtures.numbers(now)) do
        by_id[fields.id] = fields
    end
    return by_id
end

local function added_to(model, waba_id)
    local ids, places = {}, {}
    for _, id in ipairs(model.number_order) do
        if model.numbers[id].waba_id == waba_id then
            ids[#ids + 1] = id
            places[id] = #ids
        end
    end
    return ids, places
end

--- Lists an account's numbers.
-- @treturn table `count`; `at(index)`, which returns a number; `index_of(id)`,
--   nil for a number that is not the account's
function made.listing(model, waba_id)
    local account = made.account_of(model, waba_id)
    local before = account and model.options.made_numbers or 0
    local added, places = added_to(model, waba_id)
    local self = { count = before + #added }
    function self.at(index)
        return model.numbers[index <= before
            and made.number_id(account, index) or added[index - before]]
    end
    function self.index_of(id)
        local of, place = made.places_of(model, id)
        if of then
            return of == account and place or nil
        end
        return places[id] and before + places[id]
    end
    return self
end

return made
