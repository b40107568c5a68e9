--- What every host that yields must do, each time in a program of its own.

local busted = require "busted"
local cjson = require "cjson"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local simulator = require "spec.support.simulator"
local slow = require "spec.support.slow"
local support = require "spec.support.client"

local assert = require "luassert"
local setup, teardown, before_each, it = busted.setup, busted.teardown,
    busted.before_each, busted.it

local behaviour = {}

local PROGRAM = "spec/support/host_program.lua"
local SUCCESS = { success = true, tries = 1 }
local IS_PUC_5_1 = _VERSION == "Lua 5.1" and not rawget(_G, "jit")

local path = os.getenv "LUA_PATH_5_4"

--- For a program on this Lua: Debian has the files of some libraries for 5.2
-- as the newest.
behaviour.ENVIRONMENT = { LUA_PATH_5_4 = path
    and path .. ";/usr/share/lua/5.2/?.lua" }

--- Runs a scenario of host_program.lua.
-- @tparam string name
-- @tparam table where `loop`, `host`, and perhaps `also`
-- @tparam table server
-- @treturn table its outcome, or `code`, `stdout` and `stderr` if it failed
function behaviour.run(name, where, server)
    local ended = process.run({ interpreter(), PROGRAM, name, where.loop,
        where.host, server.base_url, server.ca_file, where.also },
        { timeout = 90, env = behaviour.ENVIRONMENT })
    if ended.code ~= 0 then
        return ended
    end
    return cjson.decode(ended.stdout)
end

--- Whether this Lua can load a library.
function behaviour.has(library)
    return process.run({ interpreter(), "-e", "require '" .. library .. "'" },
        { env = behaviour.ENVIRONMENT }).code == 0
end

--- Checks an error for a call that can't wait where it is made.
-- @tparam table outcome
-- @tparam string ... words of its message
function behaviour.is_refused(outcome, ...)
    assert.equal("invalid_request", outcome.kind)
    assert.equal("host", outcome.field)
    assert.equal("no", outcome.sent)
    for _, words in ipairs { ... } do
        assert.matches(words, outcome.message, 1, true)
    end
end

local function add_waiting(where)
    it("makes fifty calls at once, and other coroutines go on", function()
        assert.is_true(support.in_time(0.2, function(seconds)
            local server = slow.start(seconds)
            local outcome = behaviour.run("fifty", where, server)
            local _, connections, posts = server:counted()
            server:stop()
            assert.equal(100, outcome.succeeded, outcome.stderr)
            assert.equal(100, posts)
            assert.equal(1, outcome.threads_before)
            assert.equal(2, outcome.threads)
            assert.is_true(outcome.descriptors_left <= connections + 10)
            return outcome.ticks >= 4 and connections > 10
        end))
    end)

    it("ends a call with its timeout", function()
        local late = slow.start(5)
        local outcome = behaviour.run("timeout", where, late)
        late:stop()
        assert.equal("timeout", outcome.kind, outcome.stderr)
        assert.is_true(outcome.ticks >= 2)
    end)

    it("wakes who waits for a call that another coroutine cancels",
        function()
            local late = slow.start(20)
            local outcome = behaviour.run("cancel", where, late)
            late:stop()
            assert.equal("cancelled", outcome.kind, outcome.stderr)
        end)
end

-- `where.is_bare`: the host is the user's function, which looks at nothing
local function add_refusals(where)
    if where.is_bare then
        return
    end
    local server

    setup(function()
        server = slow.start(0)
    end)

    teardown(function()
        server:stop()
    end)

    it("refuses a call if it can't yield, before it is sent", function()
        local _, _, before = server:counted()
        local outcome = behaviour.run("refusals", where, server)
        assert.same(SUCCESS, outcome.inside, outcome.stderr)
        for _, place in ipairs { "outside", "require", "sort" } do
            behaviour.is_refused(outcome[place], "client:start")
        end
        assert.equal(1, select(3, server:counted()) - before)
    end)

    it("yields within pcall and iterators, or says why it can't", function()
        local outcome = behaviour.run("protected", where, server)
        for _, place in ipairs { "pcall", "iterator" } do
            if IS_PUC_5_1 then
                behaviour.is_refused(outcome[place], "Lua 5.1", "pcall")
            else
                assert.same(SUCCESS, outcome[place], outcome.stderr)
            end
        end
    end)

    it("leaves nothing open of calls that are refused", function()
        local outcome = behaviour.run("refused_often", where, server)
        assert.is_true(outcome.descriptors_left <= 2, outcome.stderr)
    end)

    it("lets errors after a call be seen", function()
        local words = { mistake = "a mistake of the program",
            uncaught = "six digits" }
        for name, message in pairs(words) do
            local outcome = behaviour.run(name, where, server)
            assert.are_not.equal(0, outcome.code)
            assert.matches(message, outcome.stderr, 1, true)
        end
    end)
end

local function add_going_on(where)
    local sim

    setup(function()
        sim = simulator.start()
    end)

    teardown(function()
        sim:stop()
    end)

    before_each(function()
        sim:reset()
    end)

    it("is woken again for each try", function()
        sim:fault { operation = "phone_number", fault = "html", times = 2 }
        local outcome = behaviour.run("retry", where, sim)
        assert.equal(3, outcome.tries, outcome.stderr)
        assert.equal(3, #sim:received { operation = "phone_number" })
    end)

    it("is woken again for the look at a number after a lost answer",
        function()
            sim:fault { operation = "register", fault = "drop_after" }
            local outcome = behaviour.run("reconcile", where, sim)
            assert.equal("read", outcome.confirmed, outcome.stderr)
            assert.equal(1, #sim:received { operation = "register" })
        end)

    it("does a workflow", function()
        local outcome = behaviour.run("setup_number", where, sim)
        assert.is_true(outcome.success, outcome.stderr)
        assert.is_true(outcome.steps > 3)
    end)
end

--- Adds the tests of a host.
-- @tparam table where `loop` and `host`, as in host_program.lua; `is_bare`
function behaviour.add(where)
    add_waiting(where)
    add_refusals(where)
    add_going_on(where)
end

return behaviour
