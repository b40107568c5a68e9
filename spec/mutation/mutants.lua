-- Writes mutants of a C file: copies with one change each, for spec/mutation.sh
-- to see whether a spec fails.
--
--     lua mutants.lua FILE.c DIRECTORY
--
-- Mutant N goes to DIRECTORY/N/FILE.c. A line for each is printed: N, the line
-- it is on, and the change, with tabs between.

local read = require("spec.support.files").read

local path, directory = arg[1], arg[2]
local name = path:match "[^/]+$"

-- What is put in place of an operator
local OPERATORS = {
    ["<"] = "<=", ["<="] = "<", [">"] = ">=", [">="] = ">",
    ["=="] = "!=", ["!="] = "==", ["&&"] = "||", ["||"] = "&&",
}

local source = read(path)

-- The source with comments, strings and lines of the preprocessor (but for
-- defined numbers) blanked, so that positions stay
local function code_only(text)
    local function blank(part)
        return (part:gsub("[^\n]", " "))
    end
    text = text:gsub("/%*.-%*/", blank)
    text = text:gsub('"[^"\n]*"', function(string)
        return '"' .. blank(string:sub(2, -2)) .. '"'
    end)
    return (text:gsub("#[^\n]*", function(line)
        return line:match "^#define %u[%u_]+ [%d(]" and line or blank(line)
    end))
end

local code = code_only(source)
local found = {}

local function add(first, last, with)
    found[#found + 1] = { first = first, last = last, with = with }
end

-- Everywhere that a pattern with one capture matches
local function each(pattern, make)
    for first, text, behind in code:gmatch("()" .. pattern .. "()") do
        make(first, behind - 1, text)
    end
end

-- Both neighbours of the number
local function add_neighbours(first, last, text)
    add(first, last, tostring(tonumber(text) + 1))
    if tonumber(text) > 0 then
        add(first, last, tostring(tonumber(text) - 1))
    end
end

-- A limit, an index or a length: what is compared, added, passed on or given
-- a name; not what a function returns or a table holds
local function is_bound(first, last)
    local before = code:sub(1, first - 1)
    return before:find "[<>=!][<>=]? $" or before:find "[%w%])] [+-] $"
        or before:find "#define %u[%u_]+ %(?$"
        or before:find "[%w%]]%[$" and not before:find "sizeof%([%w]+%[$"
        or before:find ", $" and code:find("^%)", last + 1)
end

local function add_numbers(first, last, text)
    local before = code:sub(first - 1, first - 1)
    if before:find "[%w_.']" or code:find("^[%w.']", last + 1)
        or not is_bound(first, last) then
        return
    elseif text:find "^0x" then
        add(first, last, ("0x%x"):format(tonumber(text) + 1))
    else
        add_neighbours(first, last, text)
    end
end

local function mutate_code()
    each("([<>=!&|]+)", function(first, last, operator)
        local spaced = code:sub(first - 1, first - 1):find "%s"
            and code:sub(last + 1, last + 1):find "%s"
        if spaced and OPERATORS[operator] then
            add(first, last, OPERATORS[operator])
        end
    end)
    each("(%d[%xx]*)", add_numbers)
    each("[^%w_](%d*%.%d+)", function(_, last, text)
        add(last - #text + 1, last, tostring(tonumber(text) / 2))
    end)
    each("'([%w%p ])'", function(first, last, letter)
        add(first + 1, last - 1, string.char(letter:byte() + 1))
    end)
end

-- Flags and rules of a row of fields
local function mutate_flags()
    for _, flag in ipairs { "WA_REQUIRED", "WA_SECRET", "WA_WITH_SIBLINGS",
        "WA_SPENDS_ATTEMPT", "WA_ANSWERS_SUCCESS", "WA_READ_BACK",
        "WA_SENDS_PIN", "WA_ANSWERS_ID" } do
        each("(%f[%w_]" .. flag .. "%f[^%w_])", function(first, last)
            add(first, last, "0")
        end)
    end
    each("[^%[](%f[%w_]WA_RULE_[%u_]+)", function(_, last, rule)
        if rule ~= "WA_RULE_ANY" then
            add(last - #rule + 1, last, "WA_RULE_ANY")
        end
    end)
    each("([,{]%s*)%f[%w_]WA_POST,", function(_, last)
        add(last - 7, last - 1, "WA_GET")
    end)
    each("([,{]%s*)%f[%w_]WA_GET,", function(_, last)
        add(last - 6, last - 1, "WA_POST")
    end)
end

-- How a row begins: CODE(190), RANGE(200, 299) or PAIR(190, 463), and its kind
local ROW = "()(%u+)%((%d+),? ?(%d*)%)(), ()(WA_[%u_]+)(),"

-- Other codes than those of a row
local OTHER_CODES = {
    CODE = function(only)
        return { "CODE(%d + 1)", "RANGE(%d, %d + 1)", "RANGE(%d - 1, %d)" },
            only, only
    end,
    RANGE = function(low, high)
        return { "CODE(%d + 1)", "RANGE(%d + 1, %d)", "RANGE(%d - 1, %d)",
            "RANGE(%d, %d - 1)", "RANGE(%d, %d + 1)" }, low, high
    end,
    PAIR = function(first, second)
        return { "PAIR(%d + 1, %d)", "PAIR(%d, %d + 1)", "CODE(%d)" }, first,
            second
    end,
}

local function add_codes(first, last, form, one, two)
    local others, low, high = OTHER_CODES[form](one, two)
    for _, other in ipairs(others) do
        add(first, last, other:format(low, high))
    end
end

-- Codes, kind, wait and words of each row of the error table
local function mutate_rows()
    for first, form, one, two, last, kind_at, kind, kind_end
        in code:gmatch(ROW) do
        add_codes(first, last - 1, form, tonumber(one), tonumber(two))
        add(kind_at, kind_end - 1,
            kind == "WA_API" and "WA_POLICY" or "WA_API")
    end
    each("%.wait = (%d+)", function(_, last, wait)
        add(last - #wait + 1, last, tostring(tonumber(wait) + 1))
    end)
    each("%.text = ([^,}]*[^,}%s])", function(_, last, text)
        add(last - #text + 1, last, "NULL")
        add(last - #text + 1, last, '"another word"')
    end)
end

local function line_of(position)
    local _, breaks = source:sub(1, position - 1):gsub("\n", "")
    return breaks + 1
end

local function squeeze(text)
    return (text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""))
end

-- The line around a position, with what stands at it changed
local function line_with(mutant, text)
    local before = source:sub(1, mutant.first - 1):match "[^\n]*$"
    local after = source:sub(mutant.last + 1):match "^[^\n]*"
    return squeeze(before .. text .. after)
end

local function write(number, mutant)
    local place = ("%s/%d"):format(directory, number)
    assert(os.execute("mkdir -p '" .. place .. "'"))
    local file = assert(io.open(place .. "/" .. name, "wb"))
    file:write(source:sub(1, mutant.first - 1), mutant.with,
        source:sub(mutant.last + 1))
    file:close()
    print(table.concat({ number, line_of(mutant.first),
        line_with(mutant, source:sub(mutant.first, mutant.last)),
        line_with(mutant, mutant.with) }, "\t"))
end

if name:find "^error_codes" then
    mutate_rows()
else
    mutate_code()
    mutate_flags()
end
for number, mutant in ipairs(found) do
    write(number, mutant)
end
