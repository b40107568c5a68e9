-- Makes the tables of doc/reference.md from what types/ says to editors and
-- from the C core's table of operations:
--
--     lua5.4 spec/support/reference.lua          writes them (make reference)
--
-- The page names what stands where: a line `<!-- NAME: ARGUMENTS -->` opens
-- the place of a table, the next `<!-- -->` closes it. All else on the page
-- is written by hand. Specs require this module to see that nothing is
-- missing.

local files = require "spec.support.files"

local reference = {}

local PAGE = "doc/reference.md"
local TYPES = "types/whatsapp_registration%s.lua"

--- The names of options that the table of operations has, as keys. Those of an
-- object ("backup.data") count as one.
function reference.fields_sent()
    local names = {}
    for name in files.read "src/graph/operations.c":gmatch
        '{ "([%w_]+)[%w_.]*",%s+WA_[IN][NO]' do
        names[name] = true
    end
    return names
end

-- The type at the start of a text, and what follows it: spaces end a type only
-- outside of parentheses, and "fun(...): type" has one after its colon.
local function split_type(text)
    local depth, at = 0, 1
    while at <= #text do
        local char = text:sub(at, at)
        if char:find "[%({<]" then
            depth = depth + 1
        elseif char:find "[%)}>]" then
            depth = depth - 1
        elseif char == " " and depth == 0
            and text:sub(at - 1, at - 1) ~= ":" then
            break
        end
        at = at + 1
    end
    return text:sub(1, at - 1), text:sub(at + 1)
end

local function field_of(line)
    local name, optional, rest = line:match "^%-%-%-@field ([%w_]+)(%??) (.*)$"
    if not name then
        return nil
    end
    local kind, meaning = split_type(rest)
    return { name = name, needed = optional == "", kind = kind,
        meaning = meaning }
end

local function class_of(line)
    local name, parent = line:match "^%-%-%-@class ([%w_.]+):? ?([%w_.]*)"
    return name and { name = name, parent = parent, fields = {} }
end

-- "client:register": an object has the name of its class
local function shown_name(name)
    return name:find ":" and name:gsub("^%u", string.lower) or name
end

local function read_functions(text, on_function)
    local says, optional, types = {}, {}, {}
    for line in text:gmatch "([^\n]*)\n" do
        local param, mark, kind = line:match "^%-%-%-@param ([%w_]+)(%??) (%S+)"
        local name, list = line:match "^function ([%w_.:]+)(%b())"
        if param then
            optional[param], types[param] = mark == "?", kind
        elseif name then
            on_function { name = name, shown = shown_name(name),
                list = list:sub(2, -2), optional = optional, types = types,
                says = table.concat(says, " ") }
        elseif line:find "^%-%-%-[^@|]" then
            says[#says + 1] = line:sub(4)
        end
        if not line:find "^%-%-%-" then
            says, optional, types = {}, {}, {}
        end
    end
end

--- Reads a file of types.
-- @tparam string part "" or the end of its name, such as "_fleet"
-- @treturn table `classes` by name, `functions`, a list of `name`, `shown` (as
--   the page names it), `says` ("" if nothing is said), `list` (its
--   parameters), `optional` and `types` by parameter
function reference.types(part)
    local text, found = files.read(TYPES:format(part)), { classes = {},
        functions = {} }
    local class
    for line in text:gmatch "[^\n]+" do
        class = class_of(line) or class
        if class_of(line) then
            found.classes[class.name:match "[%w_]+$"] = class
        end
        local field = field_of(line)
        if field then
            class.fields[#class.fields + 1] = field
        end
    end
    read_functions(text, function(read_function)
        found.functions[#found.functions + 1] = read_function
    end)
    return found
end

-- Those of the classes that it is made from come last.
local function fields_of(types, name, until_class)
    local fields = {}
    local class = types.classes[name]
    while class and class.name:match "[%w_]+$" ~= until_class do
        for _, field in ipairs(class.fields) do
            fields[#fields + 1] = field
        end
        class = types.classes[class.parent:match "[%w_]*$"]
    end
    return fields
end

--- The operations in their order: `name`, and `request`, such as
-- "POST /{id}/register".
function reference.operations()
    local operations = {}
    for name, method, path in files.read "src/graph/operations.c":gmatch
        '\n    { "([%l_]+)",%s+WA_(%u+),%s+"([^"]+)"' do
        operations[#operations + 1] = { name = name, request = method .. " "
            .. path:gsub("{phone_number_id}", "{id}") }
    end
    return operations
end

-- "name(a [, b])"; a table of options goes without saying
local function signature(read_function)
    local first = read_function.list:match "[%w_]*"
    if first == "options" and not read_function.list:find "," then
        return ""
    end
    local shown, closing = "", ""
    for name in read_function.list:gmatch "[%w_]+" do
        local comma = shown ~= "" and ", " or ""
        if read_function.optional[name] then
            shown = shown .. (comma ~= "" and " [, " or "[") .. name
            closing = closing .. "]"
        else
            shown = shown .. comma .. name
        end
    end
    return "(" .. shown .. closing .. ")"
end

local function row(...)
    local line = "| " .. table.concat({ ... }, " | ") .. " |"
    return (line:gsub(" +|", " |"))
end

local function head(...)
    return row(...) .. "\n" .. row(...):gsub("[^|]+", " --- ")
end

local function find_function(types, name)
    for _, each in ipairs(types.functions) do
        if each.name == name then
            return each
        end
    end
    error("types/ has no function " .. name)
end

local function add_all(list, types, class)
    for _, each in ipairs(types.functions) do
        if each.name:sub(1, #class) == class then
            list[#list + 1] = each.name
        end
    end
end

-- "operations" stands for all of them, and "fleet.*" for all of fleet's.
local function names_in(types, text)
    local list = {}
    for word in text:gmatch "%S+" do
        if word == "operations" then
            for _, operation in ipairs(reference.operations()) do
                list[#list + 1] = "Client:" .. operation.name
            end
        elseif word:find "%*$" then
            add_all(list, types, word:sub(1, -2))
        else
            list[#list + 1] = word
        end
    end
    return list
end

local tables = {}

--- Fields of a class, of a configuration with the environment.
function tables.keys(types, class)
    local lines, has_variables = {}, false
    for _, field in ipairs(fields_of(types, class)) do
        local meaning, variable = field.meaning:match
            "^(.*); (WHATSAPP_[%u_]+)$"
        has_variables = has_variables or variable ~= nil
        lines[#lines + 1] = { "`" .. field.name .. "`",
            meaning or field.meaning, variable and "`" .. variable .. "`"
                or "" }
    end
    for index, cells in ipairs(lines) do
        lines[index] = row(cells[1], cells[2], has_variables and cells[3]
            or nil)
    end
    table.insert(lines, 1, has_variables
        and head("key", "meaning", "environment") or head("key", "meaning"))
    return lines
end

--- Functions
function tables.functions(types, text)
    local lines = { head("function", "what it does") }
    for _, name in ipairs(names_in(types, text)) do
        local each = find_function(types, name)
        lines[#lines + 1] = row("`" .. each.shown .. signature(each) .. "`",
            each.says)
    end
    return lines
end

--- The operations with their requests
function tables.requests(types)
    local lines = { head("method", "what it does", "request") }
    for _, operation in ipairs(reference.operations()) do
        local each = find_function(types, "Client:" .. operation.name)
        lines[#lines + 1] = row("`" .. each.shown .. "`", each.says,
            operation.request)
    end
    return lines
end

local function options_class(types, name)
    local class = find_function(types, name).types.options
    return class and class:match "[%w_]+$"
end

-- Each option once, if it means the same to all functions that take it
local function collect_options(types, text)
    local found, by_text = {}, {}
    for _, name in ipairs(names_in(types, text)) do
        for _, field in ipairs(fields_of(types, options_class(types, name),
            "CallOptions")) do
            local key = field.name .. "\0" .. field.meaning
            local option = by_text[key]
            if not option then
                option = { field = field, takers = {} }
                by_text[key], found[#found + 1] = option, option
            end
            local taker = "`" .. name:match "[%w_]+$" .. "`"
            option.takers[#option.takers + 1] = field.needed
                and "**" .. taker .. "**" or taker
        end
    end
    return found
end

--- The names of the options of a function, as keys.
function reference.options(types, name)
    local names, class = {}, options_class(types, name)
    for _, field in ipairs(class and fields_of(types, class) or {}) do
        names[field.name] = true
    end
    return names
end

--- Options of functions: in bold who needs them.
function tables.options(types, text)
    local lines = { head("option", "meaning", "taken by (in bold: needed)") }
    for _, option in ipairs(collect_options(types, text)) do
        lines[#lines + 1] = row("`" .. option.field.name .. "`",
            option.field.meaning, table.concat(option.takers, ", "))
    end
    return lines
end

local PLACE = "(<!%-%- (%l+)(%S*): ([^>]-) %-%->\n\n).-(\n\n<!%-%- %-%->)"

--- The page with its tables made anew.
-- @treturn string
function reference.page(text)
    return (text:gsub(PLACE,
        function(opening, kind, part, arguments, closing)
            local lines = tables[kind](reference.types(part), arguments)
            return opening .. table.concat(lines, "\n") .. closing
        end))
end

if arg and arg[0] and arg[0]:find "reference%.lua$" then
    files.write(PAGE, reference.page(files.read(PAGE)))
end

return reference
