--- A program that makes the calls of a plan, and prints as JSON what came of
-- them and what they left behind.
--
--     lua spec/faults/program.lua PLAN_FILE

local cjson = require "cjson"
local luasocket = require "socket"

local hosts = require "spec.faults.hosts"
local runner = require "spec.faults.runner"

local files = require "spec.support.files"

local ENGINE = "whatsapp.registration.transport.engine"

local function lines_of(command)
    local pipe, lines = io.popen(command), {}
    for line in pipe:lines() do
        lines[#lines + 1] = line
    end
    pipe:close()
    return lines
end

local function threads()
    return #lines_of "ls /proc/$PPID/task"
end

-- By number, but those of the pipe that this is read from, of which one end
-- may be closed meanwhile
local function descriptors()
    local open = {}
    for _, line in ipairs(lines_of "ls -l /proc/$PPID/fd 2>&1") do
        local number, what = line:match "(%d+) %-> (.*)$"
        if number and not what:find "^pipe:" then
            open[number] = what
        end
    end
    return open
end

-- Ends the engine of this Lua, with all that it keeps for further calls
local function end_engine()
    local engine = debug.getregistry()[ENGINE .. ".the"]
    getmetatable(engine).__gc(engine)
end

-- Threads that look up a name end in their own time.
local function threads_since(before)
    local deadline = luasocket.gettime() + 5
    while threads() > before and luasocket.gettime() < deadline do
        luasocket.sleep(0.1)
    end
    return threads() - before
end

local function descriptors_since(before)
    local left = {}
    for number, what in pairs(descriptors()) do
        if not before[number] then
            left[#left + 1] = what
        end
    end
    return left
end

local function collect()
    collectgarbage()
    collectgarbage()
end

local function main(plan)
    local host = hosts[plan.host]()
    host.spawn(function() end) -- so that the loop has what it needs
    host.run()
    collect()
    local open, running = descriptors(), threads()
    local told = { records = runner.run(plan) }
    collect()
    end_engine()
    told.threads_left = threads_since(running)
    told.descriptors_left = descriptors_since(open)
    print(cjson.encode(told))
end

main(cjson.decode(files.read(arg[1])))
