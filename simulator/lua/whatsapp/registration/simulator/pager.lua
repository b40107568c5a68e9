--- Parts of a long list on a page, with links to the others.
-- @module whatsapp.registration.simulator.pager

local html = require "whatsapp.registration.simulator.html"

local pager = {}

local SIZE = 25

local function changed(query, name, value)
    local copy = {}
    for each, old in pairs(query) do
        copy[each] = old
    end
    copy[name] = value
    return copy
end

--- The part that a query asks for.
-- @tparam table query of the page
-- @tparam string name of the field that has the part's place
-- @tparam number count of the whole list
-- @treturn number the first entry
-- @treturn number the last entry
-- @treturn string links to the part before and the part after
function pager.part(query, name, count)
    local parts = math.max(1, math.ceil(count / SIZE))
    local asked = tonumber((query[name] or ""):match("^%d+$"))
    local place = math.max(1, math.min(asked or 1, parts))
    local first = (place - 1) * SIZE + 1
    local last = math.min(count, place * SIZE)
    local links = {}
    if place > 1 then
        links[1] = html.link("before", changed(query, name, place - 1))
    end
    links[#links + 1] = count == 0 and "none"
        or ("%d to %d of %d"):format(first, last, count)
    if place < parts then
        links[#links + 1] = html.link("after", changed(query, name, place + 1))
    end
    return first, last, "<p>" .. table.concat(links, " &middot; ") .. "</p>"
end

return pager
