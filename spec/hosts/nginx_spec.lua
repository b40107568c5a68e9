-- In a real nginx: a call waits without keeping the worker from anything else,
-- or says that it can't wait there.

local calls = require "spec.support.nginx_calls"
local files = require "spec.support.files"
local process = require "spec.support.process"
local slow = require "spec.support.slow"

local LOCATIONS = [[
    location /access {
        access_by_lua_block {
            local calls = require "calls"
            calls.say(calls.client:deregister())
            ngx.exit(ngx.HTTP_OK)
        }
    }
    location /rewrite {
        rewrite_by_lua_block {
            local calls = require "calls"
            calls.say(calls.client:deregister())
            ngx.exit(ngx.HTTP_OK)
        }
    }
    location /timer {
        content_by_lua_block {
            assert(ngx.timer.at(0, function()
                ngx.shared.notes:set("timer",
                    tostring(require("calls").client:deregister() ~= nil))
            end))
        }
    }
    location /from_log {
        content_by_lua_block { ngx.say "first" }
        log_by_lua_block {
            assert(ngx.timer.at(0, function()
                ngx.shared.notes:set("from_log",
                    tostring(require("calls").client:deregister() ~= nil))
            end))
        }
    }
    location /note {
        content_by_lua_block {
            ngx.say(tostring(ngx.shared.notes:get(ngx.var.arg_name)))
        }
    }
    location /light_threads {
        content_by_lua_block {
            local calls, threads, done = require "calls", {}, 0
            for i = 1, 5 do
                threads[i] = ngx.thread.spawn(function()
                    return calls.client:deregister {
                        phone_number_id = "10654035224292" .. i }
                end)
            end
            for i = 1, 5 do
                local _, result = ngx.thread.wait(threads[i])
                done = done + (result.success and 1 or 0)
            end
            ngx.say(done)
        }
    }
    location /coroutine {
        content_by_lua_block {
            local calls = require "calls"
            local each = coroutine.wrap(function()
                for _ = 1, 2 do
                    coroutine.yield(tostring(calls.client:deregister().success))
                end
            end)
            ngx.say(each(), " ", each())
        }
    }
    location /poll {
        content_by_lua_block {
            local calls = require "calls"
            local call = calls.client:start "deregister"
            while not call:poll(0) do
                ngx.sleep(0.005)
            end
            calls.say(call:result())
        }
    }
    location /no_cache {
        lua_code_cache off;
        content_by_lua_block {
            local calls = require "calls"
            calls.say(calls.client:deregister())
        }
    }
    location /each {
        content_by_lua_block {
            local calls = require "calls"
            for _ = 1, tonumber(ngx.var.arg_times) do
                assert(calls.new():phone_number())
            end
            ngx.say(calls.count "fd")
        }
    }
    location /refused {
        content_by_lua_block {
            local calls = require "calls"
            for _ = 1, tonumber(ngx.var.arg_times) do
                assert(not calls.client:register { pin = "07193" })
            end
            ngx.say(calls.count "fd")
        }
    }
    location /counted {
        content_by_lua_block {
            local calls = require "calls"
            calls.say(calls.counting:register { pin = "071934" })
        }
    }
    location /attempts {
        content_by_lua_block {
            for _, attempt in ipairs(require("calls").counting:attempts()) do
                ngx.print(attempt.id, " ")
            end
            ngx.say()
        }
    }
]]

describe("a call in nginx", function()
    local upstream, front

    setup(function()
        upstream = slow.start(0.05)
        front = calls.start(upstream, LOCATIONS, { workers = 1 })
    end)

    teardown(function()
        front:stop()
        upstream:stop()
    end)

    -- How many requests were sent meanwhile
    local function sent_by(run, ...)
        local before = upstream:counted()
        run(...)
        return upstream:counted() - before
    end

    for _, path in ipairs { "/call", "/access", "/rewrite", "/poll",
        "/no_cache" } do
        it("succeeds in " .. path:sub(2), function()
            assert.equal(1, sent_by(function()
                assert.equal("success", front:ask(path))
            end))
        end)
    end

    for _, path in ipairs { "/timer", "/from_log" } do
        it("succeeds in a handler of ngx.timer.at: " .. path:sub(2), function()
            assert.equal(1, sent_by(function()
                front:ask(path)
                assert.is_truthy(calls.eventually(function()
                    return front:ask("/note?name=" .. path:sub(2)) == "true"
                end))
            end))
        end)
    end

    it("can be one of several of one request", function()
        assert.equal(5, sent_by(function()
            assert.equal("5", front:ask "/light_threads")
        end))
    end)

    it("yields through the program's own coroutines", function()
        assert.equal(2, sent_by(function()
            assert.equal("true true", front:ask "/coroutine")
        end))
    end)

    it("uses connections and descriptors again, with a client for each",
        function()
            local before = tonumber(front:ask "/each?times=5")
            local _, connections = upstream:counted()
            assert.equal(50, sent_by(front.ask, front, "/each?times=50"))
            local _, afterwards = upstream:counted()
            assert.equal(connections, afterwards)
            assert.is_true(front:state().descriptors < before + 10)
        end)

    it("that is refused keeps no descriptor", function()
        local before = tonumber(front:ask "/refused?times=1")
        assert.equal(0, sent_by(function()
            assert.is_true(tonumber(front:ask "/refused?times=200")
                <= before + 2)
        end))
    end)
end)

describe("calls in nginx at the same time", function()
    local upstream, front

    setup(function()
        upstream = slow.start(math.huge)
        front = calls.start(upstream, LOCATIONS, { workers = 1 })
    end)

    teardown(function()
        front:stop()
        upstream:stop()
    end)

    it("succeed, all of them, while their worker answers others", function()
        local sockets = front:begin("/call", 50)
        assert.is_truthy(calls.eventually(function()
            return upstream:counted() == 50
        end))
        assert.is_true(front:state().requests > 50)
        upstream:let_go()
        assert.same({ success = 50 }, front:finish(sockets))
        assert.equal(50, (upstream:counted()))
    end)

    it("are one thread's work, whatever their number", function()
        local before = front:state().threads
        front:finish(front:begin("/call", 20))
        assert.is_truthy(calls.eventually(function()
            return front:state().threads <= before -- look-ups have their own
        end))
    end)
end)

describe("calls of nginx's workers, with a client of the master's", function()
    local upstream, front

    setup(function()
        upstream = slow.start(0.05)
        front = calls.start(upstream, LOCATIONS, { workers = 2, init = [[
            local journal = require "whatsapp.registration.journal.shdict"
            calls.counting = calls.new { journal = journal.new "journal" }
        ]] })
    end)

    teardown(function()
        front:stop()
        upstream:stop()
    end)

    it("count in one journal", function()
        local outcomes = front:finish(front:begin("/counted", 20))
        local refused = 0
        for line, times in pairs(outcomes) do
            if line:find "^registration_limit" then
                refused, outcomes[line] = refused + times, nil
            end
        end
        assert.same({ success = 10 }, outcomes)
        assert.equal(10, refused)
        assert.equal(10, (upstream:counted()))
    end)

    it("name attempts by the worker that made them", function()
        front:finish(front:begin("/counted", 1))
        local attempts = front:ask "/attempts"
        assert.matches("w%d+ ", attempts)
        assert.is_nil(attempts:find(("w%d "):format(front.child.pid), 1, true))
    end)
end)

describe("a worker of nginx whose folder is cleaned away", function()
    it("makes another one", function()
        local upstream = slow.start(0)
        local folder = files.folder()
        local front = calls.start(upstream, "", { folder = folder })
        finally(function()
            front:stop()
            upstream:stop()
            files.remove(folder)
        end)
        assert.equal("success", front:ask "/call")
        local bells = "ls " .. folder .. " | wc -l"
        assert.equal("1\n", process.run({ "sh", "-c", bells }).stdout)
        process.run { "sh", "-c", "rm -r " .. folder .. "/*" }
        for _ = 1, 2 do
            assert.equal("success", front:ask "/call")
            assert.equal("1\n", process.run({ "sh", "-c", bells }).stdout)
        end
        assert.same({ success = 10 }, front:finish(front:begin("/call", 10)))
    end)
end)
