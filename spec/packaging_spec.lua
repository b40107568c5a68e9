local interpreter = require "spec.support.interpreter"

local function shell(command)
    local all = ("(%s\n) 2>&1; printf '\n%%s' $?"):format(command)
    local pipe = assert(io.popen(all))
    local output, status = pipe:read("*a"):match("^(.*)\n(%d+)$")
    pipe:close()
    return output, tonumber(status)
end

local function lines_of(command)
    local found = {}
    local output, status = shell(command)
    assert(status == 0, output)
    for line in output:gmatch("[^\n]+") do
        found[#found + 1] = line
    end
    return found
end

local function read(path)
    local file = assert(io.open(path))
    local text = file:read("*a")
    file:close()
    return text
end

local function rockspec()
    local path = lines_of("ls ./*.rockspec")[1]
    local spec = {}
    local chunk = assert(loadfile(path, "t", spec))
    if setfenv then -- luacheck: ignore 113
        setfenv(chunk, spec) -- luacheck: ignore 113
    end
    chunk()
    return spec
end

describe("the rockspec", function()
    local spec = rockspec()

    it("lists every C source, and no other", function()
        local listed = spec.build.modules["whatsapp.registration.core"].sources
        table.sort(listed)
        assert.same(lines_of("LC_ALL=C ls src/*.c"), listed)
    end)

    it("lists every Lua file under its module's name, and no other", function()
        local expected = { ["whatsapp.registration.core"] = "C" }
        for _, path in ipairs(lines_of("find lua -name '*.lua'")) do
            local name = path:match("^lua/(.*)%.lua$"):gsub("/init$", "")
            expected[name:gsub("/", ".")] = path
        end
        local listed = {}
        for name, source in pairs(spec.build.modules) do
            listed[name] = type(source) == "table" and "C" or source
        end
        assert.same(expected, listed)
    end)

    it("is of the version that the changelog and the C code name", function()
        local in_c = read("src/transport.h"):match('WA_VERSION "(.-)"')
        assert.equal(in_c, read("CHANGELOG.md"):match("\n## %[(.-)%]"))
        local released = spec.version:match("^(%d.*)%-%d+$")
        assert.equal(in_c, released or in_c)
    end)

    it("is one that luarocks lint has nothing against", function()
        local output, status = shell("luarocks lint ./*.rockspec")
        assert.equal(0, status, output)
    end)
end)

describe("luarocks make", function()
    local scratch, output, status
    local version = _VERSION:match("%d+%.%d+")

    setup(function()
        scratch = os.tmpname() .. ".d"
        -- lua-cjson comes from the system, where LuaRocks does not see it
        output, status = shell(([[
            mkdir %s && cp -R bin completions lua man src ./*.rockspec %s &&
            cd %s &&
            echo 'rocks_provided = { ["lua-cjson"] = "2.1.0-1" }' >config.lua &&
            LUAROCKS_CONFIG=config.lua \
                luarocks --lua-version %s make --tree tree
        ]]):format(scratch, scratch, scratch, version))
    end)

    teardown(function()
        os.execute("rm -rf " .. scratch .. " " .. scratch:gsub("%.d$", ""))
    end)

    it("installs without a flag for libcurl or its headers", function()
        assert.equal(0, status, output)
    end)

    it("leaves no object where the next interpreter would load it", function()
        assert.same({}, lines_of(("cd %s && find . -path ./tree -prune "
            .. "-o -name '*.*o' -print"):format(scratch)))
    end)

    it("installs a module that loads with nothing else in the path", function()
        local tree = ("%s/tree/share/lua/%s/?.lua;;"):format(scratch, version)
        local lib = ("%s/tree/lib/lua/%s/?.so;;"):format(scratch, version)
        local loaded, exit = shell(([[
            unset LUA_PATH_5_3 LUA_PATH_5_4 LUA_CPATH_5_3 LUA_CPATH_5_4
            cd / && LUA_PATH='%s' LUA_CPATH='%s' %s -e '
                io.write(type(require "whatsapp.registration"))'
        ]]):format(tree, lib, interpreter()))
        assert.equal(0, exit, loaded)
        assert.equal("table", loaded)
    end)

    it("installs a command that runs from anywhere", function()
        local said, exit = shell(("unset LUA_PATH LUA_CPATH LUA_PATH_5_3 "
            .. "LUA_PATH_5_4 LUA_CPATH_5_3 LUA_CPATH_5_4; cd / && "
            .. "%s/tree/bin/whatsapp-registration explain 133016 --json")
            :format(scratch))
        assert.equal(0, exit, said)
        assert.matches('"kind":"registration_limit"', said, 1, true)
    end)

    it("installs the manual page and the completion scripts", function()
        local find = "cd %s/tree && find . -name '*whatsapp-registration*' "
            .. "-path '*/rocks-*' -type f"
        local found = table.concat(lines_of(find:format(scratch)), " ")
        for _, name in ipairs { "/man/whatsapp-registration.1",
            "/completions/whatsapp-registration.bash",
            "/completions/_whatsapp-registration" } do
            assert.is_truthy(found:find(name, 1, true), name)
        end
    end)
end)

describe("the checkout", function()
    it("has no built object outside of build/", function()
        assert.same({}, lines_of([[
            find . -path ./build -prune -o -path ./lua_modules -prune -o \
                -name .git -prune -o -name '*.so' -print -o -name '*.o' -print
        ]]))
    end)
end)
