--- Waits in LÖVE: a coroutine of the game's own, resumed once a frame, yields
-- until the call is done.
-- @module whatsapp.registration.hosts.game

local love = require "love"

local call = require "whatsapp.registration.call"
local coroutines = require "whatsapp.registration.hosts.coroutines"

local game = { in_background = true }

local REFUSAL = "a call would stop the game until it is answered; use "
    .. "client:start and call:poll(0) once a frame, or make the call in a "
    .. "coroutine that is resumed once a frame, or ask for host = \"blocking\""

-- LÖVE may run the game itself in a coroutine. It is resumed at once after a
-- yield, so waiting there would stop the game. That coroutine began in LÖVE's
-- own file.
local function is_game_itself()
    local level, first = 1, nil
    repeat
        level = level + 1
        local frame = debug.getinfo(level, "S")
        first = frame and frame.source or first
    until not frame
    return first:find '^[^@].*boot%.lua"' ~= nil
end

-- A thread of the game has no frames, and may block.
function game.is_here()
    return love.run ~= nil
end

function game.ready()
    if not coroutines.can_yield() or is_game_itself() then
        return nil, REFUSAL
    end
    return true
end

function game.wait(started)
    while not call.poll(started, 0) do
        coroutine.yield()
    end
end

return game
