--- The programs that are measured, and how each is started.

local clients = {}

local ROCK = "LUA_PATH_5_4='%s/share/lua/5.4/?.lua;./?.lua;;' "
    .. "LUA_CPATH_5_4='%s/lib/lua/5.4/?.so;;'"

local PEER = "bench/clients/"

-- In the order of the table. `alone`: it has no way to do many at once;
-- `counts`: valgrind can count its instructions; `check`: fails if it is not
-- there, as on a Debian without its package
local function peers()
    return {
        { name = "luasocket", title = "luasocket, luasec", alone = true,
            counts = true, command = "lua5.4 " .. PEER .. "luasocket.lua",
            packages = "lua-socket lua-sec" },
        { name = "lua-http", counts = true,
            command = "lua5.4 " .. PEER .. "lua_http.lua",
            packages = "lua-http lua-cqueues lua-luaossl lua-basexx "
                .. "lua-binaryheap lua-fifo lua-lpeg lua-lpeg-patterns "
                .. "lua-compat53" },
        { name = "lua-curl", alone = true, counts = true,
            environment = "LUA_PATH='./?.lua;;'",
            command = "lua5.1 " .. PEER .. "lua_curl.lua",
            check = "lua5.1 -e 'require \"curl\"' 2>/dev/null",
            packages = "lua-curl" },
        { name = "pycurl", counts = true,
            command = "/usr/bin/python3 " .. PEER .. "pycurl_client.py",
            packages = "python3-pycurl" },
        { name = "fetch", is_node = true,
            command = "node", script = PEER .. "fetch.mjs",
            packages = "nodejs" },
    }
end

local function is_fine(command)
    local status = os.execute(command)
    return status == true or status == 0
end

--- All of them.
-- @tparam table bench `out`, `server`, `token`, `port`, `core`
-- @treturn table by name, and `peers`, a list
function clients.all(bench)
    local rock = ROCK:format(bench.out .. "/rock", bench.out .. "/rock")
    local all = {
        easy = { name = "easy", counts = true,
            command = bench.out .. "/easy" },
        multi = { name = "multi", command = bench.out .. "/multi" },
        ours = { name = "ours", counts = true,
            environment = rock,
            command = "lua5.4 " .. PEER .. "ours.lua" },
        first = { name = "first", environment = rock,
            command = "lua5.4 " .. PEER .. "first.lua" },
        setup = { name = "setup", command = bench.out .. "/setup" },
        ours_setup = { name = "ours_setup", environment = rock,
            command = "lua5.4 " .. PEER .. "setup.lua" },
        peers = {},
    }
    all.again = all.easy
    for _, peer in ipairs(peers()) do
        peer.environment = peer.environment or "LUA_PATH_5_4='./?.lua;;'"
        if not peer.check or is_fine(peer.check) then
            table.insert(all.peers, peer)
            all[peer.name] = peer
        end
    end
    return all
end

local function script_of(client, ca_file)
    if not client.is_node then
        return "", client.command
    elseif ca_file == "system" then
        return "", "node --use-openssl-ca " .. client.script
    end
    return "NODE_EXTRA_CA_CERTS=" .. ca_file,
        "node " .. client.script
end

--- The command that starts a client.
-- @tparam table bench
-- @tparam table client
-- @tparam ?table options `id` (of the number: how the server answers),
--   `system` (whether the system's authorities are to be trusted),
--   `connections` (how many at the most), `under` (a command that runs it),
--   `what` (other than to register with the default configuration)
-- @treturn string
function clients.command(bench, client, options)
    options = options or {}
    local ca_file = options.system and "system"
        or bench.server .. "/ca.pem"
    local environment, command = script_of(client, ca_file)
    return table.concat({
        "exec env", client.environment or "", environment,
        options.what and "WHAT='" .. options.what .. "'" or "",
        bench.core and "taskset -c " .. bench.core or "",
        options.under or "", command,
        "https://localhost:" .. bench.port,
        ca_file, bench.token, options.id or "106540352240001",
        options.connections or "",
    }, " ")
end

return clients
