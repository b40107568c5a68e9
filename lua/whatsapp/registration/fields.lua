--- The fields that a read asks for. Graph refuses a whole read because of one
-- field that it does not know or does not show to this app; then the number is
-- read again without that field.
-- @module whatsapp.registration.fields

local fields = {}

-- Splits at the commas that stand outside of braces and parentheses.
local function items_of(list)
    local items, depth, start = {}, 0, 1
    for position, mark in list:gmatch "()([{}(),])" do
        if mark == "," and depth == 0 then
            items[#items + 1] = list:sub(start, position - 1)
            start = position + 1
        elseif mark == "{" or mark == "(" then
            depth = depth + 1
        elseif mark ~= "," then
            depth = depth - 1
        end
    end
    items[#items + 1] = list:sub(start)
    return items
end

-- What is left of one item; nil if nothing is
local function trim(item, name)
    local inner = item:match "%b{}"
    if item:match "^[%w_]+" == name then
        return nil
    elseif not inner then
        return item
    end
    local left = fields.without(inner:sub(2, -2), name)
    return left and item:gsub("%b{}", "{" .. left .. "}", 1) or nil
end

--- A list of fields without one of them, at any depth.
-- @tparam string list such as "id,status,health_status{entities}"
-- @tparam string name
-- @treturn ?string nil when nothing is left
function fields.without(list, name)
    local kept = {}
    for _, item in ipairs(items_of(list)) do
        kept[#kept + 1] = trim(item, name)
    end
    return #kept > 0 and table.concat(kept, ",") or nil
end

local function is_at_top(list, name)
    for _, item in ipairs(items_of(list)) do
        if item:match "^[%w_]+" == name then
            return true
        end
    end
    return false
end

-- The field that made the server refuse a read; nil if it is not in the list.
-- The server refuses an id of another kind of object in the same words: then
-- the id is wrong, not the field.
local function refused_by(err, list)
    local said = err.origin == "server" and err.message or ""
    local name = said:match "accessing nonexisting field %(([%w_]+)%)"
    if not name or fields.without(list, name) == list then
        return nil
    end
    local node = said:match "on node type %(([%w_]+)%)"
    local is_number = not node or node:find("PhoneNumber", 1, true)
    return (is_number or not is_at_top(list, name)) and name or nil
end

--- The default fields of a read that the server has not refused to a client.
-- @tparam table client
-- @tparam string list
-- @treturn string
-- @treturn ?table the names of those that are left out; nil for none
function fields.shown_to(client, list)
    local left_out
    for _, name in ipairs(client.fields_refused) do
        local left = fields.without(list, name)
        if left ~= list then
            left_out = left_out or {}
            list, left_out[#left_out + 1] = left, name
        end
    end
    return list, left_out
end

--- Remembers the field that made the server refuse a read, so that the client
-- does not ask for it again.
-- @tparam table client
-- @tparam string list the fields that were asked for, which nobody named
-- @tparam table err the answer
-- @treturn boolean whether there is one, and another field to ask for
function fields.refuse(client, list, err)
    local name = refused_by(err, list)
    if not name or not fields.without(list, name) then
        return false
    end
    client.fields_refused = client.fields_refused or {}
    table.insert(client.fields_refused, name)
    return true
end

return fields
