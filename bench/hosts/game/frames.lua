--- A game's frames, in which a hundred calls are started at once and polled:
-- what the slowest frame spent on them.
--
--     luajit bench/hosts/game/frames.lua BASE_URL CA_FILE

local socket = require "socket"

local another = require "bench.numbers"
local registration = require "whatsapp.registration"

local frames = {}

local CALLS = 100
local FRAME = 1 / 60
local WARM = 10 -- frames before the calls are started

local function start(client)
    local calls = {}
    for index = 1, CALLS do
        calls[index] = client:start("deregister", another())
    end
    return calls
end

-- Polls those that are not done, as a game would
local function sweep(state)
    for index = #state.calls, 1, -1 do
        local call = state.calls[index]
        if call:poll(0) then
            table.remove(state.calls, index)
            assert(call:result().success)
            state.succeeded = state.succeeded + 1
        end
    end
end

--- Makes a frame's work of it.
-- @treturn function to be called once a frame: nil until all is done, then
--   milliseconds of the start and of the slowest sweep
function frames.new(base_url, ca_file)
    local client = registration.new { access_token = "EAAG",
        base_url = base_url, ca_file = ca_file }
    local state = { calls = {}, succeeded = 0 }
    local frame, started, slowest = 0, 0, 0
    return function()
        frame = frame + 1
        local begin = socket.gettime()
        if frame == WARM then
            state.calls = start(client)
            started = socket.gettime() - begin
            return nil
        end
        sweep(state)
        slowest = math.max(slowest, socket.gettime() - begin)
        if state.succeeded == CALLS then
            return started * 1e3, slowest * 1e3
        end
    end
end

local base_url, ca_file = (rawget(_G, "arg") or {})[1], (rawget(_G, "arg")
    or {})[2]
if base_url and not rawget(_G, "love") then
    local work = frames.new(base_url, ca_file)
    local started, slowest
    repeat
        socket.sleep(FRAME)
        started, slowest = work()
    until started
    print(started, slowest)
end

return frames
