-- Writes what follows from the tree into the rockspecs: the Lua modules and C
-- files into those of the checkout (scm-1), and from each of these the one of
-- the version that the changelog names first:
--
--     lua5.4 spec/support/rockspecs.lua [FOLDER]    the checkout by default

local files = require "spec.support.files"

local ROCKS = { ["whatsapp-registration"] = ".",
    ["whatsapp-registration-cli"] = "cli",
    ["whatsapp-registration-simulator"] = "simulator" }

local CHECKOUT = '%-%- Nothing but `luarocks make`.-source = {.-\n}\n'
local ARCHIVE = [[
-- The archive of the release, which lies beside this file
source = {
    url = "whatsapp-registration-%s.tar.gz",
    dir = "%s",
}
]]

local function lines_of(command)
    local lines, pipe = {}, assert(io.popen(command))
    for line in pipe:lines() do
        lines[#lines + 1] = line
    end
    pipe:close()
    return lines
end

local function modules_of(folder)
    local lines = lines_of("cd " .. folder .. " && find lua -name '*.lua'")
    for index, path in ipairs(lines) do
        local name = path:match "^lua/(.*)%.lua$":gsub("/", ".")
        lines[index] = ('        ["%s"] =\n            "%s",\n')
            :format(name, path)
    end
    table.sort(lines)
    return table.concat(lines)
end

-- They stand together, after the modules in C
local function with_modules(text, modules)
    local line = '        %["[%w._]+"%] =\n            "lua/[%w/_]+%.lua",\n'
    local first = assert(text:find(line))
    return text:sub(1, first - 1) .. modules
        .. text:sub(first):gsub(line, "")
end

local SOURCES = "(sources = {\n)(.-)(\n? *},)"

local function occurrences(text, pattern)
    local _, found = text:gsub(pattern, "")
    return found
end

-- A new C file belongs to the C module with the most files of its folder.
local function module_for(modules, path)
    local folder, best, most = path:match "^.*/":gsub("%p", "%%%0"), nil, 0
    for index, list in ipairs(modules) do
        local count = occurrences(list, '"' .. folder .. '[^/"]+"')
        if count > most then
            best, most = index, count
        end
    end
    return best
end

-- The C modules' lists with what is new in the tree, without what has gone
local function with_sources(text, tree)
    local modules, there = {}, {}
    for _, list, _ in text:gmatch(SOURCES) do
        modules[#modules + 1] = list
    end
    for _, path in ipairs(tree) do
        local index = not text:find('"' .. path .. '"', 1, true)
            and module_for(modules, path)
        if index then
            modules[index] = modules[index] .. '\n"' .. path .. '",'
        end
        there[path] = true
    end
    local done = 0
    return (text:gsub(SOURCES, function(head, _, tail)
        local kept = {}
        done = done + 1
        for path in modules[done]:gmatch '"([^"]+)"' do
            kept[#kept + 1] = there[path] and (" "):rep(16) .. '"' .. path
                .. '",' or nil
        end
        table.sort(kept)
        return head .. table.concat(kept, "\n") .. tail
    end))
end

local function of_version(text, version, folder)
    local dir = ("whatsapp-registration-%s/%s"):format(version, folder)
        :gsub("/%.$", "")
    local archive = ARCHIVE:format(version, dir)
    local made, count = text:gsub(CHECKOUT, (archive:gsub("%%", "%%%%")))
    assert(count == 1, "the rockspec's source is not as expected")
    return (made:gsub('version = "scm%-1"', 'version = "' .. version .. '-1"')
        :gsub('== scm"', "== " .. version .. '"'))
end

local root = arg[1] or "."
local version = files.read "CHANGELOG.md":match "\n## %[(%d[%d.]*)%]"
for rock, folder in pairs(ROCKS) do
    local path = ("%s/%s-"):format(folder, rock)
    local text = with_modules(files.read(path .. "scm-1.rockspec"),
        modules_of(folder))
    text = with_sources(text, lines_of("cd " .. folder
        .. " && find src -name '*.c' 2>/dev/null | LC_ALL=C sort"))
    files.write(("%s/%sscm-1.rockspec"):format(root, path), text)
    files.write(("%s/%s%s-1.rockspec"):format(root, path, version),
        of_version(text, version, folder))
end
