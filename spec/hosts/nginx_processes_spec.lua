-- nginx's processes: a master that makes the client, workers that use it,
-- reloads, ends, and requests whose client goes away.

local calls = require "spec.support.nginx_calls"
local process = require "spec.support.process"
local simulator = require "spec.support.simulator"
local slow = require "spec.support.slow"

local function is_running(pid)
    return process.signal("0", pid)
end

local function is_gone(pid)
    return calls.eventually(function()
        return not is_running(pid)
    end)
end

-- The folder of the Unix socket that a worker listens on
local function folder_of(pid)
    local listed = process.run { "sh", "-c", ([[
        ls -l /proc/%s/fd | sed -n 's/.*socket:\[\([0-9]*\)\]$/ \1 /p' |
            grep -F -f - /proc/net/unix]]):format(pid) }
    return listed.stdout:match "(/%S*/whatsapp%-%w+)/bell"
end

local function kilobytes(pid)
    local file = assert(io.open("/proc/" .. pid .. "/status"))
    local text = file:read "*a"
    file:close()
    return tonumber(text:match "VmRSS:%s+(%d+)")
end

describe("a client that nginx's master made", function()
    local sim, front

    local LOCATIONS = [[
        location /register {
            content_by_lua_block {
                local calls = require "calls"
                calls.say(calls.client:register { pin = "071934",
                    phone_number_id = ngx.var.arg_number })
            }
        }
        location /started {
            content_by_lua_block {
                local ok, err = pcall(calls_started.poll, calls_started, 0)
                ngx.say(tostring(ok), " ", err.kind, " ", err.message)
            }
        }
    ]]

    setup(function()
        sim = simulator.start()
        front = calls.start(sim, LOCATIONS, { workers = 2, init = [[
            assert(calls.client:phone_number())
            calls_started = calls.client:start "phone_number"
        ]] })
    end)

    teardown(function()
        front:stop()
        sim:stop()
    end)

    local function register_200(first)
        local sockets, numbers = {}, {}
        for i = 1, 200 do
            numbers[i] = ("%d"):format(first + i)
            sim:set_number(numbers[i], { code_verification_status = "VERIFIED",
                name_status = "APPROVED" })
        end
        for i = 1, 200 do
            sockets[i] = front:begin("/register?number=" .. numbers[i], 1)[1]
        end
        assert.same({ success = 200 }, front:finish(sockets))
        local arrived = {}
        for _, request in ipairs(sim:received { operation = "register" }) do
            arrived[#arrived + 1] = request.id
        end
        table.sort(arrived)
        assert.same(numbers, arrived)
    end

    it("was used there once, and registers 200 numbers in two workers",
        function()
            assert.is_true(#sim:received { operation = "phone_number" } >= 1)
            register_200(206540352243000)
        end)

    it("does so after a reload", function()
        sim:forget_received()
        local before = front:state().pid
        front:signal "HUP"
        assert.is_truthy(is_gone(before))
        register_200(306540352243000)
    end)

    it("says of a call that is under way there that it can't be finished here",
        function()
            assert.matches("^false invalid_request .*before a fork",
                front:ask "/started")
            assert.is_truthy(sim:received()[1])
        end)
end)

describe("nginx with calls in flight", function()
    local upstream, front, sockets, worker

    before_each(function()
        upstream = slow.start(math.huge)
        front = calls.start(upstream, "")
        worker = front:state().pid
        sockets = front:begin("/call", 10)
        assert.is_truthy(calls.eventually(function()
            return upstream:counted() == 10
        end))
    end)

    after_each(function()
        front:stop()
        upstream:stop()
    end)

    it("reloads, and the old worker ends with its last answer", function()
        front:signal "HUP"
        assert.is_truthy(calls.eventually(function()
            return front:state().pid ~= worker
        end))
        assert.is_true(is_running(worker))
        upstream:let_go()
        assert.same({ success = 10 }, front:finish(sockets))
        assert.is_truthy(is_gone(worker))
        assert.equal("success", front:ask "/call")
        assert.equal(11, (upstream:counted()))
    end)

    it("quits with its last answer, and leaves no file", function()
        local folder = folder_of(worker)
        assert.equal(0, process.run({ "test", "-d", folder }).code)
        front:signal "QUIT"
        upstream:let_go()
        assert.same({ success = 10 }, front:finish(sockets))
        assert.equal(0, front.child:wait(60))
        assert.equal(1, process.run({ "test", "-e", folder }).code)
        assert.equal(10, (upstream:counted()))
    end)
end)

for _, check in ipairs { "on", "off" } do
    describe("with lua_check_client_abort " .. check, function()
        local upstream, front

        setup(function()
            upstream = slow.start(0.3)
            front = calls.start(upstream,
                "lua_check_client_abort " .. check .. ";")
        end)

        teardown(function()
            front:stop()
            upstream:stop()
        end)

        local function abort(count)
            local before = upstream:counted()
            local sockets = front:begin("/call", count)
            assert.is_truthy(calls.eventually(function()
                return upstream:counted() == before + count
            end))
            for _, socket in ipairs(sockets) do
                socket:close()
            end
        end

        it("requests whose client is gone leave nothing behind", function()
            -- Kept for the next: a connection and two ends of a line each
            local most = front:state().descriptors + 3 * 50 + 10
            local states, memory = {}, {}
            for round = 1, 32 do -- the first twenty warm up
                abort(50)
                assert.is_truthy(calls.eventually(function()
                    states[round] = front:state()
                    return states[round].requests == 1 -- this one
                        and states[round].descriptors <= most
                end), "requests or descriptors are left")
                memory[round] = kilobytes(states[round].pid)
            end
            assert.equal(states[1].pid, states[32].pid)
            assert.is_truthy(calls.eventually(function()
                return front:state().threads <= states[1].threads
            end), "threads are left")
            assert.is_true(memory[32] < memory[20] + 1024)
            assert.equal("success", front:ask "/call")
        end)
    end)
end
