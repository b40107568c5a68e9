--- The ways to wait that the matrix tries, each with one face: `spawn(work)`,
-- `run()` until all work is done, `sleep(seconds)`,
-- `perform(client, operation, options)`, and `config`, the client's `host`.

local luasocket = require "socket"

local loops = require "spec.support.loops"
local support = require "spec.support.client"

local hosts = {}

local function options_of(operation, options)
    return support.merge(support.OPTIONS[operation], options)
end

local function perform(client, operation, options)
    return client[operation](client, options_of(operation, options))
end

local function in_loop(name)
    return function()
        local host = loops[name]()
        host.config, host.perform = name, perform
        return host
    end
end

for _, name in ipairs { "cqueues", "luv", "copas" } do
    hosts[name] = in_loop(name)
end

-- One after another
function hosts.blocking()
    return {
        config = "blocking", perform = perform, sleep = luasocket.sleep,
        spawn = function(work)
            work()
        end,
        run = function() end,
    }
end

-- Started, and polled once a frame
function hosts.background()
    local host = loops.frames()
    function host.perform(client, operation, options)
        local call, err = client:start(operation,
            options_of(operation, options))
        if not call then
            return nil, err
        end
        host.wait(call)
        return call:result()
    end
    return host
end

-- A function of the user's that yields
hosts["function"] = function()
    local host = loops.frames()
    host.config, host.perform = coroutine.yield, perform
    return host
end

-- Light threads of one request
function hosts.nginx()
    local ngx = rawget(_G, "ngx")
    local threads = {}
    return {
        config = "nginx", perform = perform, sleep = ngx.sleep,
        spawn = function(work)
            threads[#threads + 1] = assert(ngx.thread.spawn(work))
        end,
        run = function()
            for _, thread in ipairs(threads) do
                local ok, problem = ngx.thread.wait(thread)
                assert(ok, problem)
            end
        end,
    }
end

return hosts
