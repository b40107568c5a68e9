--- Where the examples send their requests: to Meta if the environment has
-- WHATSAPP_ACCESS_TOKEN (and WHATSAPP_PHONE_NUMBER_ID), else to a simulator
-- that this file starts on this machine and stops at the end.
--
-- Returns a function that takes the id of one of the simulator's numbers and
-- returns a configuration for registration.from_env, and where it started a
-- simulator that: `code()` is the verification code that was last sent.

local cjson = require "cjson"

-- The simulator runs on Lua 5.4, whatever runs the example.
local COMMAND = "lua5.4 -e 'require(\"whatsapp.registration.simulator.main\")"
    .. "({ \"--quiet\", \"--show-codes\" })' 2>"

-- Calls `stop` when the Lua state closes, on every Lua
local function at_exit(stop)
    if newproxy then -- Lua 5.1 and LuaJIT
        local sentinel = newproxy(true)
        getmetatable(sentinel).__gc = stop
        return sentinel
    end
    return setmetatable({}, { __gc = stop })
end

local function read_file(path)
    local file = assert(io.open(path))
    local text = file:read "*a"
    file:close()
    return text
end

local function start_simulator()
    local log = os.tmpname()
    local pipe = assert(io.popen("echo $$; exec " .. COMMAND .. log))
    local pid, line = pipe:read "*l", pipe:read "*l"
    if not line then
        local problem = read_file(log)
        os.remove(log)
        error("the simulator did not start: it needs lua5.4, lua-http and "
            .. "argparse (on Debian: examples/demo.sh installs them)\n"
            .. problem, 0)
    end
    return cjson.decode(line), {
        sentinel = at_exit(function()
            os.execute("kill " .. pid)
            pipe:close()
            os.remove(log)
        end),
        -- Its log shows what a telephone would.
        code = function()
            return read_file(log):match ".*(%d%d%d%-%d%d%d) is your"
        end,
    }
end

local function is_set(variable)
    return (os.getenv(variable) or "") ~= ""
end

return function(phone_number_id)
    if is_set "WHATSAPP_BASE_URL" then -- a simulator runs already
        return { phone_number_id = phone_number_id }
    end
    if is_set "WHATSAPP_ACCESS_TOKEN" then
        print "Using the token of the environment: these requests go to Meta."
        return {}
    end
    local listening, simulator = start_simulator()
    return setmetatable({
        access_token = "a-token-for-the-simulator",
        phone_number_id = phone_number_id,
        base_url = listening.base_url,
        ca_file = listening.ca_file,
    }, { simulator }), simulator -- which lives as long as either
end
