--- Keeps what a JSON decoder loses: an empty list, which becomes the same empty
-- table as an empty object, and the digits of an integer that a double does not
-- hold, such as an id that is sent as a number. The text is changed before it
-- is decoded, and the lists are made after.
-- @module whatsapp.registration.json_exact

local json_exact = {}

local List = {}

-- Stands for an empty list in the changed text
local EMPTY = "\0empty list"
local ENCODED_EMPTY = '"\\u0000empty list"'

-- From 2^53 on, a double can stand for several integers.
local FIRST_INEXACT = 2 ^ 53
local DIGITS = ("%.0f"):format(FIRST_INEXACT)

local LONGEST = 64 * 1024

local ESCAPES = { ['"'] = "\\u0022", ["\\"] = "\\u005c" }

--- Marks a table as a list, which counts when it is empty.
-- @tparam table list
-- @treturn table the same
function json_exact.list(list)
    return setmetatable(list, List)
end

--- Whether a table was marked as a list.
-- @tparam table value
-- @treturn boolean
function json_exact.is_list(value)
    return getmetatable(value) == List
end

--- Whether a text is short enough to be changed: the host waits meanwhile.
-- @tparam string text
-- @treturn boolean
function json_exact.is_short(text)
    return #text <= LONGEST
end

local function quoted_if_inexact(number)
    local digits = number:match "^%-?([1-9]%d*)$"
    local is_exact = not digits or #digits < #DIGITS
        or #digits == #DIGITS and digits < DIGITS
    return not is_exact and '"' .. number .. '"' or nil
end

local function changed(outside, inside)
    return outside:gsub("[%-%d][%d%.eE+%-]*", quoted_if_inexact)
        :gsub("%[%s*%]", ENCODED_EMPTY) .. inside
end

--- The text to decode in the place of another: integers that a double does not
-- hold are strings in it, and so are empty lists.
-- @tparam string text JSON
-- @treturn string
function json_exact.prepare(text)
    -- After this a string ends at the next quote.
    text = text:gsub('\\(["\\])', ESCAPES)
    return (text:gsub('([^"]*)("?[^"]*"?)', changed))
end

--- Makes the empty lists of what was decoded.
-- @tparam table value
-- @treturn table the same
function json_exact.restore(value)
    for key, member in pairs(value) do
        if member == EMPTY then
            value[key] = json_exact.list {}
        elseif type(member) == "table" then
            json_exact.restore(member)
        end
    end
    return value
end

return json_exact
