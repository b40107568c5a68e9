local process = require "spec.support.process"

local unpack = table.unpack or unpack

local function sh(script, ...)
    return { "sh", "-c", script, "sh", ... }
end

local function is_running(pid)
    return process.signal("0", pid)
end

describe("process.run", function()
    it("returns the exit code and what was printed", function()
        local result = process.run(sh("echo out; echo err >&2; exit 7"))
        assert.are.same(
            { code = 7, stdout = "out\n", stderr = "err\n" }, result)
    end)

    it("hands over arguments as they are", function()
        local odd = { "", "it's", "a b", "$HOME", "`id`", "\\", "\n", "*" }
        local result = process.run(sh('printf "<%s>" "$@"', unpack(odd)))
        assert.are.equal("<" .. table.concat(odd, "><") .. ">", result.stdout)
    end)

    it("feeds binary input", function()
        local result = process.run({ "cat" }, { input = "a\0b\255\n" })
        assert.are.equal("a\0b\255\n", result.stdout)
    end)

    it("sets and unsets environment variables", function()
        local result = process.run(sh('echo "$A|${HOME-none}"'), {
            env = { A = "x'y z", HOME = false },
        })
        assert.are.equal("x'y z|none\n", result.stdout)
    end)

    it("ends a command that takes too long", function()
        local result = process.run({ "sleep", "20" }, { timeout = 0.1 })
        assert.are.equal(124, result.code)
    end)
end)

describe("process.start", function()
    after_each(process.stop_all)

    it("returns once the first line stands on stdout", function()
        local child = process.start(sh("echo err >&2; echo up; sleep 20"))
        assert.are.equal("up", child.first_line)
        assert.is_true(child:alive())
        assert.is_true(is_running(child.pid))
    end)

    it("raises with stderr when the child dies before its first line",
        function()
            assert.has_error(function()
                process.start(sh("echo 'no port' >&2; exit 3"))
            end, "sh ended with code 3: no port\n")
        end)

    it("raises when the program does not exist", function()
        assert.error_matches(function()
            process.start { "/nonexistent" }
        end, "^/nonexistent ended with code 127")
    end)

    it("raises and ends a child that prints nothing in time", function()
        assert.error_matches(function()
            process.start({ "sleep", "20" }, { timeout = 0.1 })
        end, "^sleep printed no line in 0.1 s")
    end)

    it("does not wait for a line if asked not to", function()
        local child = process.start({ "sleep", "20" }, { wait = false })
        assert.is_nil(child.first_line)
        assert.is_true(child:alive())
    end)

    it("knows the exit code of a child that ended by itself", function()
        local child = process.start(sh("echo up; exit 4"))
        assert.are.equal(4, child:wait())
        assert.is_false(child:alive())
        child:stop()
        assert.are.equal(4, child:wait())
    end)
end)

describe("child:stop", function()
    it("ends the child, keeps its output, and may be called twice",
        function()
            local child = process.start(sh("echo err >&2; echo up; sleep 20"))
            child:stop()
            child:stop()
            assert.is_false(child:alive())
            assert.is_false(is_running(child.pid))
            assert.are.same({ "up\n", "err\n" }, { child:output() })
        end)

    -- Told to by itself, and as one of its group
    it("lets the child clean up", function()
        local child = process.start(sh("trap 'trap \"\" TERM; echo bye; "
            .. "exit 0' TERM; echo up; sleep 20 & wait"))
        child:stop()
        assert.are.equal("up\nbye\n", (child:output()))
        assert.are.equal(0, child:wait())
    end)

    it("ends the child's children", function()
        local child = process.start(sh("sleep 20 & echo $!; wait"))
        child:stop()
        local state = process.run {
            "sh", "-c", "cut -d' ' -f3 /proc/" .. child.first_line .. "/stat",
        }
        -- Gone, or dead and waiting for init.
        assert.is_truthy(state.code ~= 0 or state.stdout:find("^Z?\n?$"))
    end)

    it("removes its files", function()
        local child = process.start(sh("echo up; sleep 20"))
        child:stop()
        assert.is_nil(io.open(child.base))
        assert.is_nil(io.open(child.base .. ".state"))
    end)
end)

describe("process.stop_all", function()
    it("ends every child", function()
        local one = process.start(sh("echo up; sleep 20"))
        local two = process.start(sh("echo up; sleep 20"))
        process.stop_all()
        assert.is_false(is_running(one.pid))
        assert.is_false(is_running(two.pid))
    end)
end)

describe("a process that dies", function()
    it("takes the children it started along", function()
        local parent = process.start({
            arg[-1] or "lua5.4", "-e", [[
                local process = require "spec.support.process"
                local child = process.start { "sh", "-c", "echo up; sleep 20" }
                print(child.pid)
                io.stdout:flush()
                os.execute("kill -KILL $PPID")
            ]],
        }, { env = { LUA_PATH = package.path, LUA_CPATH = package.cpath } })
        local pid = parent.first_line
        parent:wait()
        for _ = 1, 3000 do
            if not is_running(pid) then
                break
            end
            process.sleep(0.01)
        end
        assert.is_false(is_running(pid))
        parent:stop()
    end)
end)
