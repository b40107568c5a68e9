--- When a request is sent again by itself: after how long, and without which
-- field, as Graph refuses a whole read because of one field that it does not
-- know or does not show to this app.
-- @module whatsapp.registration.retries

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"

local retries = {}

local DEFAULT = { max = 2, base = 0.5, cap = 8 }
local NEVER = { max = 0, base = 0, cap = 0 }
local LIMITS = { max = 10, base = 60, cap = 300 }

-- A wrong certificate stays wrong, so `tls` is not among them.
local KINDS = { unavailable = true, network = true, timeout = true }

local function check(key, value)
    local field = "retries." .. tostring(key)
    if not LIMITS[key] then
        return errors.refused {
            field = field,
            message = field .. ": expected one of max, base, cap",
        }
    end
    if type(value) ~= "number" or not (value >= 0 and value <= LIMITS[key])
        or key == "max" and value % 1 ~= 0 then
        return errors.expected(field, "a number from 0 to " .. LIMITS[key],
            value)
    end
    return nil
end

--- Reads the `retries` of a configuration.
-- @tparam table|boolean given `{ max =, base =, cap = }`: how often at most,
--   the first delay and the longest in seconds; false for never
-- @treturn ?table a policy
-- @treturn ?table an error
function retries.policy(given)
    if given == false then
        return NEVER
    elseif type(given) ~= "table" then
        return nil, errors.expected("retries", "a table or false", given)
    end
    local policy = { max = DEFAULT.max, base = DEFAULT.base,
        cap = DEFAULT.cap }
    for key, value in next, given do
        local err = check(key, value)
        if err then
            return nil, err
        end
        policy[key] = value
    end
    return policy
end

local function backoff(policy, tries)
    local delay = math.min(policy.cap, policy.base * 2 ^ (tries - 1))
    return delay * (0.5 + core.random() / 2 ^ 33)
end

--- Whether sending the same again is safe and can help. A request that may have
-- been applied is sent again only if that changes nothing and costs no attempt:
-- a PIN that is set twice is the same PIN.
-- @tparam table err how the last try ended
-- @tparam table operation a row of core.operations()
-- @tparam string became what became of the request
-- @treturn ?boolean
function retries.may_help(err, operation, became)
    if became == "unknown" and operation.sends_pin
        and not operation.spends_attempt then
        return err.kind ~= "cancelled"
    end
    return err.retryable and KINDS[err.kind]
end

--- How long to wait before the request is sent again. If the server asks for a
-- wait, this waits that long; if it asks for none, this still waits, to avoid
-- a busy loop.
-- @tparam ?table policy nil for the default
-- @tparam table err how the last try ended; sending the same again may help
-- @tparam number tries how many there were
-- @tparam number time_left seconds until the call's timeout
-- @treturn ?number seconds; nil: not at all
function retries.delay(policy, err, tries, time_left)
    policy = policy or DEFAULT
    if tries > policy.max then
        return nil
    end
    local delay = math.max(err.retry_after or 0, backoff(policy, tries))
    if delay > policy.cap or delay >= time_left then
        return nil
    end
    return delay
end

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
    local left = retries.fields_without(inner:sub(2, -2), name)
    return left and item:gsub("%b{}", "{" .. left .. "}", 1) or nil
end

--- A list of fields without one of them, at any depth.
-- @tparam string list such as "id,status,health_status{entities}"
-- @tparam string name
-- @treturn ?string nil when nothing is left
function retries.fields_without(list, name)
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
    if not name or retries.fields_without(list, name) == list then
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
function retries.fields_shown_to(client, list)
    local left_out
    for _, name in ipairs(client.fields_refused) do
        local left = retries.fields_without(list, name)
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
function retries.refuse_field(client, list, err)
    local name = refused_by(err, list)
    if not name or not retries.fields_without(list, name) then
        return false
    end
    client.fields_refused = client.fields_refused or {}
    table.insert(client.fields_refused, name)
    return true
end

return retries
