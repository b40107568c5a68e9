local interpreter = require "spec.support.interpreter"
local read = require("spec.support.files").read

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

local FOLDERS = { ["whatsapp-registration"] = ".",
    ["whatsapp-registration-cli"] = "cli",
    ["whatsapp-registration-simulator"] = "simulator" }

-- What the changelog names first
local VERSION = read "CHANGELOG.md":match "\n## %[(.-)%]"

local function each_rockspec(use)
    for package, folder in pairs(FOLDERS) do
        for _, version in ipairs { "scm", VERSION } do
            use(("%s/%s-%s-1.rockspec"):format(folder, package, version))
        end
    end
end

local function evaluated(path)
    local spec = {}
    local chunk = assert(loadfile(path, "t", spec))
    if setfenv then -- luacheck: ignore 113
        setfenv(chunk, spec) -- luacheck: ignore 113
    end
    chunk()
    return spec
end

describe("the rockspecs", function()
    it("list all Lua files, and are the same for a release", function()
        local made = os.tmpname() .. ".d"
        shell(("mkdir -p %s/cli %s/simulator"):format(made, made))
        local output, status = shell(interpreter()
            .. " spec/support/rockspecs.lua " .. made)
        assert.equal(0, status, output)
        each_rockspec(function(path)
            assert.is_true(read(made .. "/" .. path) == read(path),
                path .. ": run make rockspecs")
        end)
        shell("rm -r " .. made .. " " .. made:gsub("%.d$", ""))
    end)

    it("list every C source, and no other", function()
        local listed = {}
        each_rockspec(function(path)
            for _, module in pairs(evaluated(path).build.modules) do
                for _, source in ipairs(module.sources or {}) do
                    listed[path:match "^[^/]*/" .. source] = true
                end
            end
        end)
        local expected = {}
        for _, path in ipairs(lines_of "find ./src cli -name '*.c'") do
            expected[path] = true
        end
        assert.same(expected, listed)
    end)

    it("are such that luarocks lint has nothing against them", function()
        each_rockspec(function(path)
            local output, status = shell("luarocks lint " .. path)
            assert.equal(0, status, output)
        end)
    end)

    it("are of the version that the C code names", function()
        assert.equal(require "whatsapp.registration.core".version, VERSION)
    end)
end)

describe("luarocks make", function()
    local scratch, output, status
    local version = _VERSION:match("%d+%.%d+")

    setup(function()
        scratch = os.tmpname() .. ".d"
        -- The system has what the rocks need: LuaRocks does not see that.
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
            unset LUA_PATH_5_3 LUA_PATH_5_4 LUA_PATH_5_5
            unset LUA_CPATH_5_3 LUA_CPATH_5_4 LUA_CPATH_5_5
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

    -- Others could be taken for those of another library in the process.
    -- What a linker adds to each module begins with an underscore.
    it("installs modules that show nothing but how to open them", function()
        local shown = lines_of("find " .. scratch .. "/tree -name '*.so' "
            .. "-exec nm -D --defined-only {} + "
            .. "| sed -n 's/.* [A-Z] //p' | grep -v '^_' | sort")
        assert.same({ "luaopen_whatsapp_registration_cli_terminal",
            "luaopen_whatsapp_registration_core",
            "luaopen_whatsapp_registration_posix",
            "luaopen_whatsapp_registration_transport" }, shown)
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

    it("installs manual page and types", function()
        local found = table.concat(lines_of("cd " .. scratch
            .. "/tree && find . -path '*/rocks-*' -type f"), " ")
        for _, name in ipairs { "/man/whatsapp-registration.1",
            "/types/whatsapp_registration.lua" } do
            assert.is_truthy(found:find(name, 1, true), name)
        end
    end)
end)

describe("a release", function()
    it("is installed from a rockspec and the archive beside it", function()
        local folder = os.tmpname() .. ".d"
        local output, status = shell(([[
            set -e
            mkdir %s
            tar -czf %s/whatsapp-registration-%s.tar.gz \
                --transform 's,^,whatsapp-registration-%s/,' cli simulator
            cp cli/*.rockspec simulator/*.rockspec %s
            cd %s
            for rock in cli simulator; do
                luarocks --lua-version 5.4 build --tree tree --deps-mode none \
                    whatsapp-registration-$rock-%s-1.rockspec
            done
            tree/bin/whatsapp-simulator --help
        ]]):format(folder, folder, VERSION, VERSION, folder, folder, VERSION))
        shell("rm -r " .. folder .. " " .. folder:gsub("%.d$", ""))
        assert.equal(0, status, output)
        assert.matches("Usage: whatsapp-simulator ", output, 1, true)
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
