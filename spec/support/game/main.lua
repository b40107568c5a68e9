--- A game in which a client makes calls; prints what came of it as JSON.
--
--     love spec/support/game SCENARIO BASE_URL CA_FILE

local cjson = require "cjson"
local safe = require "whatsapp.registration.safe"
local support = require "spec.support.client"

local server

local function new_client(overrides)
    return safe.new(support.config_for(server, support.merge({
        host = "auto" }, overrides)))
end

local function brief(result, err)
    return { success = result and result.success, kind = err and err.kind,
        field = err and err.field, sent = err and err.sent,
        message = err and err.message }
end

local function finish(outcome)
    print(cjson.encode(outcome))
    love.event.quit()
end

-- What is done in each frame, by scenario
local scenarios = {}

-- In the game's own coroutine, then in one of a script, where the first call
-- of all is made
function scenarios.coroutine(outcome)
    local script = coroutine.create(function()
        outcome.inside = brief(new_client():deregister())
    end)
    return function()
        outcome.frames = (outcome.frames or 0) + 1
        assert(coroutine.resume(script))
        if coroutine.status(script) == "dead" then
            outcome.outside = brief(new_client():deregister())
            outcome.blocking = brief(new_client({ host = "blocking" })
                :deregister())
            finish(outcome)
        end
    end
end

-- In a coroutine, where the module is loaded; and in one as LÖVE may have for
-- the game itself
function scenarios.late(outcome)
    local script = coroutine.create(function()
        for name in pairs(package.loaded) do
            if name:find "^whatsapp%.registration" then
                package.loaded[name] = nil
            end
        end
        safe = require "whatsapp.registration.safe"
        outcome.inside = brief(new_client():deregister())
    end)
    local boot = loadstring("local play = ... play()", '=[love "boot.lua"]')
    coroutine.wrap(boot)(function()
        outcome.outside = brief(new_client():deregister())
    end)
    return function()
        assert(coroutine.resume(script))
        if coroutine.status(script) == "dead" then
            finish(outcome)
        end
    end
end

function scenarios.poll(outcome)
    local calls, client = {}, new_client()
    for index = 1, 100 do
        calls[index] = client:start "deregister"
    end
    outcome.frames, outcome.succeeded = 0, 0
    return function()
        outcome.frames = outcome.frames + 1
        for index = #calls, 1, -1 do
            if calls[index]:poll(0) then
                local result = table.remove(calls, index):result()
                outcome.succeeded = outcome.succeeded
                    + (result and result.success and 1 or 0)
            end
        end
        if #calls == 0 then
            finish(outcome)
        end
    end
end

-- A thread of the game's own may wait
function scenarios.thread(outcome)
    local channel = love.thread.newChannel()
    local thread = love.thread.newThread [[
        local channel, base_url, ca_file = ...
        require "love.event" -- so that this is known to be LÖVE
        local support = require "spec.support.client"
        local client = support.client_for({ base_url = base_url,
            ca_file = ca_file }, { host = "auto" })
        channel:push(client:deregister().success)
    ]]
    thread:start(channel, server.base_url, server.ca_file)
    return function()
        assert(not thread:getError(), thread:getError())
        outcome.success = channel:pop()
        if outcome.success ~= nil then
            finish(outcome)
        end
    end
end

-- Starts anew with calls under way, and ends so; a file marks the second time
function scenarios.restart(outcome)
    local calls, client = {}, new_client()
    for index = 1, 20 do
        calls[index] = client:start "deregister"
    end
    local mark = os.getenv "MARK"
    return function()
        local file = io.open(mark)
        if file then
            file:close()
            outcome.restarted, outcome.calls = true, #calls
            finish(outcome)
        else
            assert(io.open(mark, "w")):close()
            love.event.quit "restart"
        end
    end
end

local work

function love.load(arguments)
    io.stdout:setvbuf "line"
    server = { base_url = arguments[2], ca_file = arguments[3] }
    work = scenarios[arguments[1]]({})
end

function love.update()
    love.timer.sleep(0.005) -- there is no screen to wait for
    work()
end
