-- The host that a program runs in is found by itself; and who needs a thread.

local behaviour = require "spec.support.host_behaviour"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local slow = require "spec.support.slow"
local support = require "spec.support.client"

local SUCCESS = raw.response(200, '{"success":true}')

local COUNT_THREADS = [[
    local function threads()
        local pipe = io.popen "ls /proc/$PPID/task | wc -l"
        local count = tonumber((pipe:read "*a"))
        pipe:close()
        return count
    end
]]

local NEW_CLIENT = [[
    local support = require "spec.support.client"
    local function new_client(host)
        return support.client_for({ base_url = arg[1], ca_file = arg[2] },
            { host = host })
    end
]]

-- A lookup of a name would have a thread of its own, for a moment.
local function run(server, code)
    local base_url = server.base_url:gsub("localhost", "127.0.0.1")
    local ended = process.run({ interpreter(), "-e", "arg = { '" .. base_url
        .. "', '" .. server.ca_file .. "' }" .. COUNT_THREADS .. NEW_CLIENT
        .. code })
    assert.equal("", ended.stderr)
    return ended.stdout
end

for _, library in ipairs { "luv", "cqueues", "copas" } do
    if behaviour.has(library) then
        describe('host = "auto" in ' .. library, function()
            local server
            local where = { loop = library, host = "auto" }

            setup(function()
                server = slow.start(0.05)
            end)

            teardown(function()
                server:stop()
            end)

            it("lets other coroutines go on", function()
                assert.is_true(support.in_time(0.05, function(seconds)
                    local late = slow.start(seconds)
                    local outcome = behaviour.run("fifty", where, late)
                    late:stop()
                    assert.equal(100, outcome.succeeded, outcome.stderr)
                    assert.equal(2, outcome.threads)
                    return outcome.ticks >= 2
                end))
            end)

            it("refuses a call if it can't yield, and blocks if no "
                .. "loop runs", function()
                local outcome = behaviour.run("refusals", where, server)
                for _, place in ipairs { "require", "sort" } do
                    assert.equal("host", outcome[place].field)
                    assert.equal("no", outcome[place].sent)
                end
                assert.is_true(outcome.outside.success)
                assert.is_true(outcome.inside.success)
            end)
        end)
    end
end

-- Whether those that have to be there are
local function have_all(...)
    for _, library in ipairs { ... } do
        if not behaviour.has(library) then
            return false
        end
    end
    return true
end

-- Copas does from 2.0.2 on.
local function copas_tells_that_it_runs()
    return process.run({ interpreter(), "-e",
        "assert(require 'copas'.running ~= nil)" },
        { env = behaviour.ENVIRONMENT }).code == 0
end

describe('host = "auto" if a loop is loaded that does not run', function()
    local copas_tells = copas_tells_that_it_runs()
    local server

    -- Lua 5.5 has no loop yet, nor what this server stands on.
    setup(function()
        server = have_all("luv", "cqueues") and slow.start(0) or nil
    end)

    teardown(function()
        if server then
            server:stop()
        end
    end)

    for loop, also in pairs { cqueues = "luv", luv = "copas",
        copas = copas_tells and "luv" or nil } do
        if have_all(loop, also) then
            it("takes the one that runs: " .. loop .. ", not " .. also,
                function()
                    local outcome = behaviour.run("retry",
                        { loop = loop, host = "auto", also = also }, server)
                    assert.is_true(outcome.success, outcome.stderr)
                end)
        end
    end

    if have_all("copas", "luv") and not copas_tells then
        it("refuses a call if it does not know, and sends nothing", function()
            local where = { loop = "copas", host = "auto", also = "luv" }
            local before = server:counted()
            local outcome = behaviour.run("retry", where, server)
            behaviour.is_refused(outcome, '"luv" or "copas"')
            assert.equal(before, (server:counted()))
            where.host = "copas"
            outcome = behaviour.run("retry", where, server)
            assert.is_true(outcome.success, outcome.stderr)
        end)
    end
end)

describe("a plain script", function()
    local server = served(raw.start)

    before_each(function()
        server:answers { SUCCESS, SUCCESS, SUCCESS }
    end)

    it("starts no thread", function()
        assert.equal("1\n", run(server, [[
            new_client():deregister()
            new_client("blocking"):deregister()
            local call = new_client("blocking"):start("deregister")
            support.wait(call)
            print(threads())
        ]]))
        assert.equal(3, #server:received())
    end)

    it("starts one with the first call in the background, for all clients",
        function()
            assert.equal("2\n2\n", run(server, [[
                support.wait(new_client():start("deregister"))
                print(threads())
                support.wait(new_client():start("deregister"))
                new_client():deregister()
                print(threads())
            ]]))
            assert.equal(3, #server:received())
        end)
end)

describe("a host whose library is not there", function()
    for _, library in ipairs { "luv", "cqueues", "copas", "nginx" } do
        it("is refused with the client: " .. library, function()
            local ended = process.run { interpreter(), "-e", ([[
                local registration = require "whatsapp.registration.safe"
                require "whatsapp.registration.client"
                package.path = package.path:match "^[^;]*"
                package.cpath = ""
                local client, err = registration.new { access_token = "t",
                    host = %q }
                print(client, err.kind, err.field, err.message)
            ]]):format(library) }
            assert.matches("^nil\tinvalid_request\thost\t.*" .. library,
                ended.stdout, 1, ended.stderr)
        end)
    end

    it("is refused if there is no such host", function()
        local err = support.error_of(support.client_for, {}, {
            host = "libev" })
        assert.equal("host", err.field)
    end)
end)
