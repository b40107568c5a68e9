--- Modules that a successful call does not need. Their text is read at once,
-- and compiled when they are first used, because compiling takes most of the
-- time of a start. The text is read at once because later no file may be open
-- to the process, or the files may be of another version.
-- @module whatsapp.registration.lazy

local PREFIX = "whatsapp.registration."

-- The folder of this file and of all modules; nil if a program has no `debug`,
-- or loads files in another way
local FOLDER = debug and debug.getinfo(1, "S").source:match "^@(.*)lazy%.lua$"

local loaded = package.loaded

local compile = rawget(_G, "loadstring") or load

-- The text of a module's file, and its path; nil if there is none
local function text_of(each)
    local path = FOLDER .. each:gsub("%.", "/") .. ".lua"
    local file = io.open(path, "rb")
    if not file then
        return nil
    end
    local text = file:read "*a"
    file:close()
    return text, path
end

-- From the first use on, has everything that the module has.
local function stand_in(name, text, path)
    return setmetatable({}, { __index = function(self, key)
        local module = assert(compile(text, "@" .. path))(name, path)
        for field, value in next, module do
            rawset(self, field, value)
        end
        setmetatable(self, nil)
        return module[key]
    end })
end

--- Makes `require` return a table that becomes the module when it is first
-- used.
-- @tparam table names of modules that have no other state than their functions
return function(names)
    for _, each in ipairs(FOLDER and names or {}) do
        local name = PREFIX .. each
        local text, path
        if loaded[name] == nil and not package.preload[name] then
            text, path = text_of(each)
        end
        if text then
            loaded[name] = stand_in(name, text, path)
        end
    end
end
