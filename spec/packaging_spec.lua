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

local FOLDERS = { ["whatsapp-registration"] = ".",
    ["whatsapp-registration-cli"] = "cli",
    ["whatsapp-registration-simulator"] = "simulator" }

local function rockspec(path)
    local spec = {}
    local chunk = assert(loadfile(path, "t", spec))
    if setfenv then -- luacheck: ignore 113
        setfenv(chunk, spec) -- luacheck: ignore 113
    end
    chunk()
    return spec
end

local function of_version(package, version)
    return ("%s/%s-%s.rockspec"):format(FOLDERS[package], package, version)
end

for package, folder in pairs(FOLDERS) do
    describe("the rockspec of " .. package, function()
        local path = of_version(package, "scm-1")
        local spec = rockspec(path)

        it("lists every Lua file under its module's name, and no other",
            function()
                local expected = {}
                local all = lines_of("cd " .. folder .. " && find lua -type f")
                for _, file in ipairs(all) do
                    local name = file:match "^lua/(.*)%.lua$"
                    expected[name:gsub("/", ".")] = file
                end
                local listed = {}
                for name, source in pairs(spec.build.modules) do
                    listed[name] = type(source) == "string" and source or nil
                end
                assert.same(expected, listed)
            end)

        it("is one that luarocks lint has nothing against", function()
            local output, status = shell("luarocks lint " .. path)
            assert.equal(0, status, output)
        end)
    end)
end

describe("the library's rockspec", function()
    it("lists every C source, and no other", function()
        local spec = rockspec(of_version("whatsapp-registration", "scm-1"))
        local listed = spec.build.modules["whatsapp.registration.core"].sources
        table.sort(listed)
        assert.same(lines_of("LC_ALL=C ls src/*.c"), listed)
    end)
end)

describe("the version", function()
    it("is the same in the changelog and in the C code", function()
        local in_c = read("src/transport.h"):match('WA_VERSION "(.-)"')
        assert.equal(in_c, read("CHANGELOG.md"):match("\n## %[(.-)%]"))
    end)
end)

describe("luarocks make", function()
    local scratch, output, status
    local version = _VERSION:match("%d+%.%d+")

    setup(function()
        scratch = os.tmpname() .. ".d"
        -- What the rocks need comes from the system, where LuaRocks does not
        -- see it.
        output, status = shell(([[
            mkdir %s && cp -R cli lua simulator src types ./*.rockspec %s &&
            cd %s &&
            for rock in . cli simulator; do
                (cd $rock && luarocks --lua-version %s make \
                    --tree %s/tree --deps-mode none) || exit
            done
        ]]):format(scratch, scratch, scratch, version, scratch))
    end)

    teardown(function()
        os.execute("rm -rf " .. scratch .. " " .. scratch:gsub("%.d$", ""))
    end)

    -- With nothing of the checkout in the path
    local function run(command)
        return shell(([[
            unset LUA_PATH_5_3 LUA_PATH_5_4 LUA_CPATH_5_3 LUA_CPATH_5_4
            tree=%s/tree version=%s
            export LUA_PATH="$tree/share/lua/$version/?.lua;;"
            export LUA_CPATH="$tree/lib/lua/$version/?.so;;"
            cd / && %s
        ]]):format(scratch, version, command))
    end

    it("installs each rock without a flag for libcurl or its headers",
        function()
            assert.equal(0, status, output)
        end)

    it("leaves no object where the next interpreter would load it", function()
        assert.same({}, lines_of(("cd %s && find . -path ./tree -prune "
            .. "-o -name '*.*o' -print"):format(scratch)))
    end)

    it("installs a module that loads with nothing else in the path", function()
        local loaded, exit = run(interpreter() .. [[ -e '
            io.write(type(require "whatsapp.registration"))']])
        assert.equal(0, exit, loaded)
        assert.equal("table", loaded)
    end)

    it("installs a command that runs from anywhere", function()
        local said, exit =
            run "$tree/bin/whatsapp-registration explain 133016 --json"
        assert.equal(0, exit, said)
        assert.matches('"kind":"registration_limit"', said, 1, true)
    end)

    it("installs a simulator that runs from anywhere", function()
        local said, exit = run("timeout --preserve-status 2 "
            .. "$tree/bin/whatsapp-simulator --no-tls")
        assert.equal(0, exit, said)
        assert.matches('"base_url":"http://localhost:', said, 1, true)
    end)

    it("installs manual page, completion scripts and types", function()
        local found = table.concat(lines_of("cd " .. scratch
            .. "/tree && find . -path '*/rocks-*' -type f"), " ")
        for _, name in ipairs { "/man/whatsapp-registration.1",
            "/completions/whatsapp-registration.bash",
            "/completions/_whatsapp-registration",
            "/types/whatsapp_registration.lua" } do
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
