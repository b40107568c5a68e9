-- A game that registers a number while it draws, and shows the progress in a
-- line of its window.
--
--     love examples/love
--
-- No call delays a frame: a thread of the library does what takes time, and a
-- frame only asks whether it is done.

local registration = require "whatsapp.registration"

local here = love.filesystem.getSource()
local config, simulator = dofile(here .. "/../simulated.lua")
    "106540352242923"
local client = registration.from_env(config)

local lines = {}
local frames, turns = 0, 0
local look, script

local function say(text)
    lines[#lines + 1] = text
    print(text)
end

-- One way: start a call, and poll it once a frame.
local function poll_look()
    if look and look:poll(0) then
        local ok, outcome = pcall(look.result, look)
        look = nil
        say(ok and "the number is " .. outcome.status or tostring(outcome))
    end
end

-- The other way: a coroutine that is resumed once a frame. In it, calls are
-- written as they are anywhere else.
local function play()
    if simulator then -- a real number keeps its attempts
        client:register { pin = "071934" }
        say "registered"
        client:deregister()
        say "deregistered"
    end
    say("frames drawn meanwhile: " .. (frames > 0 and "yes" or "none"))
end

local function resume_script()
    if script and not look then
        turns = turns + 1
        local ok, problem = coroutine.resume(script)
        if not ok then
            say(tostring(problem))
        end
        if coroutine.status(script) == "dead" then
            script = nil
        end
    end
end

function love.load()
    io.stdout:setvbuf "line"
    look = client:start "phone_number"
    script = coroutine.create(play)
end

function love.update()
    poll_look()
    resume_script()
end

function love.draw()
    frames = frames + 1
    love.graphics.printf(table.concat(lines, "\n"), 20, 20, 440)
    love.graphics.circle("fill", 20 + frames % 440, 140, 6)
end

function love.keypressed(key)
    if key == "escape" then
        love.event.quit()
    end
end
