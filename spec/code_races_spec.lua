-- Each request for a code makes the code before it useless and brings the
-- number closer to Meta's limit. So of processes that ask at once one does.

local core = require "whatsapp.registration.core"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local memory = require "whatsapp.registration.journal.memory"
local process = require "spec.support.process"
local served = require "spec.support.served"
local servers = require "spec.support.journal_redis"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

-- New: not verified, not registered
local NEW = "106540352242922"

-- Each is ready before any of them begins.
local START = [[
for i in 1 2 3; do
    { sleep 0.5; echo; } | "$0" spec/support/code_racer.lua "$@" &
done
wait
]]

local QUICKEST =
    "preflight done, request_code done, verify_code stopped\n"
local OTHER = "preflight done, request_code skipped, verify_code stopped\n"

describe("several that set up one number at once", function()
    local sim = served(simulator.start)

    local function race(kind, path)
        local result = process.run { "sh", "-c", START, interpreter(),
            sim.base_url, sim.ca_file, NEW, kind, path }
        assert.equal("", result.stderr)
        local lines = {}
        for line in result.stdout:gmatch "[^\n]+\n" do
            lines[#lines + 1] = line
        end
        table.sort(lines)
        assert.same({ QUICKEST, OTHER, OTHER }, lines)
        assert.equal(1, #sim:received { operation = "request_code" })
    end

    it("request one code, as processes with one journal in SQLite", function()
        for _ = 1, 3 do
            sim:reset()
            local folder = files.folder()
            race("sqlite", folder .. "/journal.db")
            files.remove(folder)
        end
    end)

    it("request one code, as machines with one journal in Redis", function()
        local redis = servers.start()
        for _ = 1, 3 do
            sim:reset()
            redis:connect():flushall()
            race("redis", redis.path)
        end
        redis:stop()
    end)

    -- Lua 5.1 can't yield in a journal: the client calls it by pcall.
    if core.can_yield() ~= nil or rawget(_G, "jit") then
        it("request one code, as coroutines with a journal that yields",
            function()
                local journal = memory.new()
                local reserve, arrived = journal.reserve, 0
                function journal.reserve(...)
                    arrived = arrived + 1
                    repeat -- until all have seen that there is no code yet
                        coroutine.yield()
                    until arrived == 3
                    return reserve(...)
                end
                local client = support.client_for(sim, { journal = journal,
                    phone_number_id = NEW, host = coroutine.yield })
                local threads = {}
                for index = 1, 3 do
                    threads[index] = coroutine.create(client.setup_number)
                end
                repeat
                    local is_over = true
                    for _, thread in ipairs(threads) do
                        if coroutine.status(thread) ~= "dead" then
                            is_over = false
                            assert(coroutine.resume(thread, client, {
                                pin = "071934", get_code = function() end }))
                        end
                    end
                until is_over
                assert.equal(1, #sim:received { operation = "request_code" })
                local states = {}
                for _, each in ipairs(journal:attempts(NEW, "request_code")) do
                    states[each.state] = (states[each.state] or 0) + 1
                end
                assert.same({ succeeded = 1, not_sent = 2 }, states)
            end)
    end
end)
