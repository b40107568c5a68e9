-- What a fork, and the end of either process, leaves of clients and calls.

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local slow = require "spec.support.slow"
local system = require "spec.support.system"

local SUCCESS = '{"success":true}'
local ANSWER = raw.response(200, SUCCESS)

-- Answers the first request after a while, in which a loaded machine forks too
local SLOW = {
    { "read", { pause = 1 }, { send = ANSWER }, "read", { send = ANSWER } },
    otherwise = { loop = true, "read", { send = ANSWER } },
}
local STALL = { otherwise = { "read", "stall" } }

-- A connection that may have been idle for a second is used by a read: with
-- some libcurls a change takes another one then.
--
-- With an address in place of a name: the thread of a lookup would run on while
-- the process forks, and sanitizers are not ready for that.
local FORKING = [[
server.base_url = server.base_url:gsub("localhost", "127.0.0.1")
local function started(client, options)
    local call = client:start("register", options or PIN)
    call:poll(0.05)
    return call
end
-- In a child: gives files of its own the numbers of all that it inherited
local function take_descriptors()
    for descriptor = 3, 60 do
        system.close(descriptor)
    end
    local files = {}
    for i = 1, 40 do
        files[i] = assert(io.open "/dev/null")
    end
    return files
end
local function check_descriptors()
    for descriptor = 3, 42 do
        assert(system.is_open(descriptor), descriptor)
    end
end
]]

local function check(server, code)
    system.check_forking(server, FORKING .. code)
end

describe("a client made and used before a fork", function()
    local server = served()

    local KINDS = {
        ["that waits in the core"] = [[
            local function make(client)
                assert(client:phone_number().success)
            end
        ]],
        ["that has started calls"] = [[
            local function make(client)
                assert(support.wait(client:start "phone_number"):result()
                    .success)
            end
        ]],
    }

    for kind, code in pairs(KINDS) do
        it(kind .. " works in both processes at once", function()
            server:json(200, SUCCESS)
            check(server, code .. [[
                local client = new()
                make(client)
                local function make_many()
                    for _ = 1, 10 do
                        make(client)
                    end
                end
                local children = { in_child(make_many), in_child(make_many) }
                make_many()
                for _, child in ipairs(children) do
                    assert(system.wait(child) == 0)
                end
                make_many()
            ]])
            assert.equal(41, #server:received())
            -- Nobody has ended the parent's.
            assert.equal(3, (server:connections()))
        end)
    end

    it("is closed in the child without a word on its connection", function()
        server:json(200, SUCCESS)
        check(server, [[
            local client = new()
            assert(client:register(PIN).success)
            local child = in_child(function()
                client:close()
                client = nil
                collectgarbage()
                collectgarbage()
            end)
            assert(system.wait(child) == 0)
            assert(client:phone_number().success)
        ]])
        assert.equal(2, #server:received())
        assert.equal(1, (server:connections()))
    end)

    it("closes nothing of a child that has descriptors of its own", function()
        server:json(200, SUCCESS)
        check(server, [[
            local client = new()
            assert(client:register(PIN).success)
            local child = in_child(function()
                local files = take_descriptors()
                client = nil
                collectgarbage()
                collectgarbage()
                new()
                for i = 1, 40 do
                    assert(files[i]:read "*a" == "")
                end
                check_descriptors()
            end)
            assert(system.wait(child) == 0)
        ]])
    end)

    it("closes nothing of such a child that makes calls in a loop", function()
        server:json(200, SUCCESS)
        check(server, [[
            local cqueues = require "cqueues"
            local loops = {} -- which would close descriptors of theirs
            local function read(client)
                local loop = cqueues.new()
                loops[#loops + 1] = loop
                loop:wrap(function()
                    assert(client:phone_number().success)
                end)
                assert(loop:loop())
            end
            local client = new()
            read(client)
            local child = in_child(function()
                local files = take_descriptors()
                read(new())
                collectgarbage()
                collectgarbage()
                check_descriptors()
                assert(files[40]:read "*a" == "")
            end)
            assert(system.wait(child) == 0)
        ]])
    end)

    -- Else it would stay open after the parent's end.
    it("is not held open by a child, nor by a program that runs", function()
        server:json(200, SUCCESS)
        check(server, [[
            local function sockets_of(process)
                local pipe = io.popen("ls -l /proc/" .. process
                    .. "/fd 2>/dev/null | grep -c socket")
                local count = pipe:read "*n"
                pipe:close()
                return count
            end
            local client = new()
            local before = { sockets_of "$PPID", sockets_of "self" }
            assert(client:register(PIN).success)
            assert(sockets_of "$PPID" == before[1] + 1)
            assert(sockets_of "self" == before[2])
            local child = in_child(function()
                assert(sockets_of "$PPID" == before[1])
            end)
            assert(system.wait(child) == 0)
        ]])
    end)
end)

describe("a call started before a fork", function()
    local server = served()

    local KINDS = {
        ["in the background"] = { "", '"poll", "cancel", "fd"' },
        ["while it is polled"] = { 'host = "blocking"', '"poll", "cancel"' },
    }

    for kind, given in pairs(KINDS) do
        it(kind .. " says so in the child, and goes on in the parent",
            function()
                server:script(SLOW)
                check(server, ([[
                    local client, METHODS = new { %s }, { %s }
                    local call = started(client)
                    local child = in_child(function()
                        for _, method in ipairs(METHODS) do
                            local err = support.error_of(call[method], call)
                            assert(err.kind == "invalid_request", err)
                            assert(err.message:find("before a fork", 1, true))
                        end
                        getmetatable(call).__close(call) -- says nothing
                        assert(client:register(PIN).success)
                        call, client = nil, nil
                        collectgarbage()
                        collectgarbage()
                    end)
                    assert(support.wait(call):result().success)
                    assert(system.wait(child) == 0)
                    assert(client:phone_number().success)
                ]]):format(given[1], given[2]))
                assert.equal(3, #server:received())
                assert.equal(2, (server:connections()))
            end)
    end

    it("does not wake the parent by what the child does", function()
        server:script(STALL)
        check(server, [[
            local call = started(new { timeout = 60 })
            local descriptor = call:fd()
            local child = in_child(function()
                pcall(call.poll, call)
                pcall(call.cancel, call)
                call = nil
                collectgarbage()
                collectgarbage()
            end)
            assert(system.wait(child) == 0)
            assert(not system.is_readable(descriptor, 0))
            call:cancel()
            assert(system.is_readable(descriptor, 0))
        ]])
    end)

    for _, ending in ipairs { "os.exit(0)", "os.exit(0, true)" } do
        it("is not disturbed by a child's " .. ending, function()
            server:script(SLOW)
            check(server, ([[
                local client = new()
                local call = started(client)
                local child = system.fork()
                if child == 0 then
                    %s
                end
                assert(system.wait(child) == 0)
                assert(support.wait(call):result().success)
                assert(client:phone_number().success)
            ]]):format(ending))
            assert.equal(2, #server:received())
            assert.equal(1, (server:connections()))
        end)
    end

    it("may be answered at that very moment, a hundred times", function()
        server:json(200, SUCCESS)
        check(server, [[
            local client = new { timeout = 60 }
            local children = {}
            for i = 1, 100 do
                local calls = {}
                for j = 1, 3 do
                    calls[j] = client:start("register", PIN)
                end
                calls[1]:poll(i % 10 / 5000)
                local child = in_child(function()
                    if i % 4 == 0 then
                        assert(client:register(PIN).success)
                    end
                end)
                for j = 1, 3 do
                    assert(support.wait(calls[j]):result().success)
                end
                assert(system.wait(child) == 0, i)
            end
        ]])
        assert.equal(325, #server:received())
    end)
end)

describe("the end of a process", function()
    it("with calls in flight comes at once, in parent and child", function()
        local server = slow.start(60)
        finally(function()
            server:stop()
        end)
        for i = 1, 100 do
            local ending = i % 2 == 0 and "os.exit(7)" or "os.exit(7, true)"
            local result = system.run(server, ([[
                local client = new { timeout = 60 }
                local calls = {}
                local function start()
                    for i = 1, 3 do
                        calls[#calls + 1] = client:start("register", PIN)
                    end
                    calls[1 + #calls - 3]:poll(%f)
                end
                start()
                local child = system.fork()
                if child == 0 then
                    start()
                    %s
                end
                assert(system.wait(child) == 7)
                %s
            ]]):format(i % 5 / 1000, ending, ending),
                { timeout = 60, env = system.forking() })
            assert.same({ code = 7, stdout = "", stderr = "" }, result)
        end
    end)
end)
