-- A queue in Redis, for fleets on several machines.

local fleet = require "whatsapp.registration.fleet"
local fleets = require "spec.support.fleets"
local process = require "spec.support.process"
local redis_journal = require "whatsapp.registration.journal.redis"
local redis_pins = require "whatsapp.registration.pin_store.redis"
local redis_server = require "spec.support.journal_redis"
local support = require "spec.support.client"

-- Seconds for which Redis is away; it may be away for a minute.
local AWAY = tonumber(os.getenv "AWAY") or 3

describe("a queue in Redis", function()
    local sim, folder, server, redis, client, ids, queue

    setup(function()
        sim, folder = fleets.start()
        server = redis_server.start()
        redis = redis_server.client(server.path)
    end)

    teardown(function()
        server:stop()
        fleets.stop(sim, folder)
    end)

    before_each(function()
        client = support.client_for(sim, { phone_number_id = support.NONE })
        sim:reset()
        sim:set_options { request_log = 100000, calls_an_hour = 10000000 }
        server:connect():flushall()
        ids = fleets.add(sim, 12)
        queue = fleet.stream { client = redis, name = "move", idle = 1 }
    end)

    local function push(given)
        return fleet.push(client, support.merge({ to = queue, numbers = ids,
            workflow = "setup_number", options = { pin = "071934" } }, given))
    end

    local function work(given)
        return fleet.run(client, support.merge({ numbers = queue,
            workflow = "setup_number", concurrency = 4,
            options = { pin = "071934" } }, given))
    end

    local function cursor_of()
        return queue:cursor { workflow = "setup_number" }
    end

    -- By number, how many results there are
    local function results()
        local count = {}
        for entry in queue:each() do
            local id = entry.phone_number_id
            count[id] = (count[id] or 0) + 1
        end
        return count
    end

    local function once()
        local count = {}
        for _, id in ipairs(ids) do
            count[id] = 1
        end
        return count
    end

    it("gives each number to one worker, which leaves one result", function()
        assert.same({ total = 12, added = 12 }, push())
        assert.equal(12, work().succeeded)
        assert.same(once(), results())
        assert.same(once(), fleets.requests(sim, "register"))
        assert.same({ ready = 0, held = 0, results = 12, dead = 0 },
            queue:counts())
        assert.same({ total = 12, succeeded = 12, failed = 0, waiting = 0,
            by_kind = {} }, queue:summary())
    end)

    it("takes no number twice, but one that has failed", function()
        push()
        assert.equal(0, push().added)
        sim:set_number(ids[3], { certificate_refused = "in_use" })
        assert.equal(11, work().succeeded)
        assert.equal(1, push().added)
        sim:set_number(ids[3], { certificate_refused = false })
        assert.equal(1, work().succeeded)
        assert.equal(12, queue:summary().succeeded)
    end)

    it("serves one workflow until it is empty", function()
        push()
        local other = { workflow = "preflight", options = {} }
        local err = support.error_of(work, other)
        assert.same({ "invalid_request", "workflow" }, { err.kind, err.field })
        assert.equal("workflow", support.error_of(push, other).field)
        assert.same({}, sim:received())
        assert.equal(12, work().succeeded)
        assert.equal(12, push(other).added)
        assert.equal(0, queue:summary().total)
        assert.equal(12, work(other).succeeded)
        assert.equal(0, push().added) -- as this workflow has done them
        assert.equal(12, queue:summary().succeeded)
    end)

    it("brings the options of all rows to the workers, but no secret",
        function()
            push { options = { pin = "071934",
                data_localization_region = "DE" } }
            local kept = redis("EVAL", "return cjson.encode(redis.call("
                .. "'XRANGE', KEYS[1], '-', '+'))", "1", queue.key)
            assert.matches("DE", kept)
            assert.is_nil(kept:find("071934", 1, true))
            work()
            for _, id in ipairs(ids) do
                assert.equal("DE", sim:number(id).storage_region)
            end
        end)

    it("decides itself what is done, not a file of results", function()
        local path = folder .. "/done.jsonl"
        push()
        work { results = fleet.results(path) }
        server:connect():flushall()
        push()
        assert.equal(12, work({ results = fleet.results(path) }).succeeded)
    end)

    it("takes nothing if a row is bad", function()
        local err = support.error_of(push, { numbers = { ids[1], "x" } })
        assert.equal(1, #err.rows)
        assert.equal(0, queue:counts().ready)
    end)

    it("gets back what a worker that stopped has not done", function()
        push()
        local bad = support.client_for(sim, { access_token = "expired-token",
            phone_number_id = support.NONE })
        local err = support.error_of(fleet.run, bad, { numbers = queue,
            workflow = "setup_number", options = { pin = "071934" } })
        assert.equal("authentication", err.kind)
        assert.same({ ready = 12, held = 0, results = 0, dead = 0 },
            queue:counts())
        assert.equal(12, work().succeeded)
        assert.same(once(), results())
    end)

    it("counts a number as dead after some workers are gone with it",
        function()
            push { numbers = { ids[1] } }
            queue.deliveries, queue.idle = 2, 0.05
            for _ = 1, 3 do
                cursor_of().next() -- and does nothing more
                process.sleep(0.1)
            end
            assert.equal(0, work().done)
            assert.equal(1, queue:counts().dead)
            assert.equal(1, push({ numbers = { ids[1] } }).added)
        end)

    it("leaves a number to the worker that renews it", function()
        local cursor, other, row
        assert.is_true(support.in_time(0.2, function(seconds)
            server:connect():flushall()
            push { numbers = { ids[1] } }
            queue.idle = seconds
            cursor, other = cursor_of(), cursor_of()
            row = cursor.next()
            local is_taken = false
            for _ = 1, 8 do
                cursor.renew()
                process.sleep(seconds * 0.3)
                is_taken = is_taken or other.next() ~= nil
            end
            return not is_taken
        end))
        process.sleep(queue.idle * 1.5)
        assert.is_table(other.next())
        local entry = { phone_number_id = ids[1], success = true }
        assert(cursor.finish(row, entry)) -- which comes too late
        assert.same({}, results())
    end)

    local function check_all()
        assert.same(once(), results())
        for id, count in pairs(fleets.requests(sim, "register")) do
            assert.equal(1, count, id)
        end
    end

    it("goes on when Redis was away", function()
        push()
        local helper
        local report = work { concurrency = 2, on_result = function()
            helper = helper or process.start({ "sh", "-c",
                ("kill -STOP -%d; sleep %g; kill -CONT -%d"):format(
                server.child.pid, AWAY, server.child.pid) },
                { wait = false })
        end }
        helper:wait(AWAY + 60) -- else Redis stays away
        helper:stop()
        assert.equal(12, report.succeeded)
        check_all()
    end)

    it("goes on when Redis was killed and started again", function()
        push()
        local count = 0
        client = support.client_for(sim, { phone_number_id = support.NONE,
            journal = redis_journal.new { client = redis },
            pin_store = redis_pins.new { client = redis } })
        local report = work { on_result = function()
            count = count + 1
            if count % 4 == 0 then
                server:kill()
                server:restart()
            end
        end }
        assert.equal(12, report.succeeded)
        check_all()
    end)

    it("takes nothing over from itself", function()
        push { numbers = { ids[1] } }
        queue.idle = 0.05
        local cursor = cursor_of()
        assert.is_table(cursor.next())
        process.sleep(0.1)
        assert.same({ nil, "later" }, { cursor.next() })
    end)

    it("is refused without a client or a name", function()
        assert.equal("client", support.error_of(fleet.stream, {}).field)
        assert.equal("name", support.error_of(fleet.stream,
            { client = redis, name = "a b" }).field)
        assert.equal("to", support.error_of(push, { to = {} }).field)
    end)
end)
