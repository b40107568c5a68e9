--- The frames of LÖVE itself.
--
--     love bench/hosts/game BASE_URL CA_FILE

local frames = require "bench.hosts.game.frames"

local work

function love.load(arguments)
    io.stdout:setvbuf "line"
    work = frames.new(arguments[1], arguments[2])
end

function love.update()
    love.timer.sleep(1 / 60) -- there is no screen to wait for
    local started, slowest = work()
    if started then
        print(started, slowest)
        love.event.quit()
    end
end
