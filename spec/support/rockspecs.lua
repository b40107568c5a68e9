-- Writes what follows from the tree into the rockspecs: the Lua modules into
-- those of the checkout (scm-1), and from each of these the one of the version
-- that the changelog names first:
--
--     lua5.4 spec/support/rockspecs.lua [FOLDER]    the checkout by default

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

local function read(path)
    local file = assert(io.open(path))
    local text = file:read "*a"
    file:close()
    return text
end

local function write(path, text)
    local file = assert(io.open(path, "w"))
    file:write(text)
    assert(file:close())
end

local function modules_of(folder)
    local lines = {}
    local files = assert(io.popen("cd " .. folder
        .. " && find lua -name '*.lua'"))
    for path in files:lines() do
        local name = path:match "^lua/(.*)%.lua$":gsub("/", ".")
        lines[#lines + 1] = ('        ["%s"] =\n            "%s",\n')
            :format(name, path)
    end
    files:close()
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
local version = read "CHANGELOG.md":match "\n## %[(%d[%d.]*)%]"
for rock, folder in pairs(ROCKS) do
    local path = ("%s/%s-"):format(folder, rock)
    local text = with_modules(read(path .. "scm-1.rockspec"),
        modules_of(folder))
    write(("%s/%sscm-1.rockspec"):format(root, path), text)
    write(("%s/%s%s-1.rockspec"):format(root, path, version),
        of_version(text, version, folder))
end
