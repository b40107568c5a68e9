--- What the clients in Lua share: the request, and commands on standard input,
-- as bench/request.h has them, and `load`, answered with the seconds of CPU
-- that loading took.

local origin, ca_file, token, id, connections =
    arg[1], arg[2], arg[3], arg[4], arg[5]

local commands = {
    origin = origin,
    host = origin:match "//([^:]+)",
    port = tonumber(origin:match ":(%d+)$"),
    path = "/v25.0/" .. id .. "/register",
    id = id,
    token = token,
    ca_file = ca_file ~= "system" and ca_file or nil,
    ca_directory = "/etc/ssl/certs",
    connections = tonumber(connections),
    headers = {
        { "Authorization", "Bearer " .. token },
        { "User-Agent", "whatsapp-registration/0.0" },
        { "Accept", "application/json" },
        { "Content-Type", "application/json" },
    },
}

function commands.body(encode)
    return encode { messaging_product = "whatsapp", pin = "071934" }
end

--- Does what is asked for until there is no more.
-- @tparam number loading seconds
-- @tparam function one does that many calls one after another
-- @tparam ?function many does that many, so many at once
function commands.serve(loading, one, many)
    io.stdout:setvbuf "line"
    for line in io.lines() do
        local name, count, at_once = line:match "^(%a+) ?(%d*) ?(%d*)$"
        local before = os.clock()
        if name == "calls" then
            one(tonumber(count))
        elseif name == "many" then
            many(tonumber(count), tonumber(at_once))
        end
        local spent = os.clock() - before
        print(("%.6f"):format(name == "load" and loading or spent))
    end
end

return commands
