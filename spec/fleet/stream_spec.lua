-- A queue in Redis, for fleets on several machines.

local fleet = require "whatsapp.registration.fleet"
local fleets = require "spec.support.fleets"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local redis_pins = require "whatsapp.registration.pin_store.redis"
local redis_server = require "spec.support.journal_redis"
local support = require "spec.support.client"

describe("a queue in Redis", function()
    local sim, folder, server, redis, client, ids, queue

    setup(function()
        math.randomseed(os.time())
        sim, folder = fleets.start()
        server = redis_server.start()
        redis = redis_server.client(server.path)
        client = support.client_for(sim, { phone_number_id = support.NONE })
    end)

    teardown(function()
        server:stop()
        fleets.stop(sim, folder)
    end)

    before_each(function()
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
                queue:cursor().next() -- and no more is heard of it
                process.sleep(0.1)
            end
            assert.equal(0, work().done)
            assert.equal(1, queue:counts().dead)
            assert.equal(1, push({ numbers = { ids[1] } }).added)
        end)

    it("leaves a number to the worker that renews it", function()
        push { numbers = { ids[1] } }
        local cursor, other = queue:cursor(), queue:cursor()
        local row = cursor.next()
        assert.is_true(support.in_time(0.2, function(seconds)
            queue.idle = seconds
            for _ = 1, 8 do
                cursor.renew()
                process.sleep(seconds * 0.3)
                local taken = other.next()
                if taken then
                    row, cursor, other = taken, other, cursor
                    return false
                end
            end
            return true
        end))
        process.sleep(queue.idle * 1.5)
        assert.is_table(other.next())
        local entry = { phone_number_id = ids[1], success = true }
        assert(cursor.finish(row, entry)) -- which comes too late
        assert.same({}, results())
    end)

    it("goes on when Redis was away", function()
        push()
        local helper = process.start({ "sh", "-c", ("sleep 0.3; kill -STOP "
            .. "-%d; sleep 3; kill -CONT -%d"):format(server.child.pid,
            server.child.pid) }, { wait = false })
        sim:fault { operation = "any", delay = 0.1, times = 0 }
        local report = work { concurrency = 2 }
        helper:wait() -- else Redis stays away
        helper:stop()
        assert.equal(12, report.succeeded)
        assert.same(once(), results())
    end)

    it("takes nothing over from itself", function()
        push { numbers = { ids[1] } }
        queue.idle = 0.05
        local cursor = queue:cursor()
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

    it("loses nothing of two workers of four that are killed", function()
        ids = fleets.add(sim, 80)
        sim:fault { operation = "any", delay = 0.01, times = 0 }
        local pins = redis_pins.new { client = redis }
        client = support.client_for(sim, { pin_store = pins,
            phone_number_id = support.NONE })
        push { options = {}, numbers = ids }
        local workers = {}
        for index = 1, 4 do
            workers[index] = process.start { interpreter(),
                "spec/support/fleet_worker.lua", sim.base_url, sim.ca_file,
                server.path, 3 }
        end
        for index = 1, 2 do
            process.sleep(0.1 + math.random() * 0.2)
            process.signal("KILL", workers[index].pid)
        end
        for index = 1, 4 do
            local code = workers[index]:wait(60)
            workers[index]:stop()
            assert.equal(index > 2 and 0 or 137, code,
                workers[index].stderr)
        end
        assert.same(once(), results())
        assert.equal(80, queue:summary().succeeded)
        local sent = fleets.requests(sim, "register")
        for _, id in ipairs(ids) do
            assert.is_true(sim:number(id).registered)
            assert.is_true(sent[id] <= 3)
            assert.equal(sim:number(id).pin, pins.load(id))
        end
    end)
end)
