--- The numbers of an account in their order, without making all of them: first
-- those that follow the pattern, then those that were added.
-- @module whatsapp.registration.simulator.listing

local made = require "whatsapp.registration.simulator.made"

local listing = {}

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
function listing.of(model, waba_id)
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

return listing
