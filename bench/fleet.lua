-- What a fleet costs a number, at a hundred numbers and at as many as wanted.
--
--   lua5.4 bench/fleet.lua [COUNT [memory|sqlite|none [instructions]]]
--
-- nginx stands in for Meta: it knows which numbers are registered, and counts
-- what each was sent. Prints memory and CPU at 0, 100, 1,000, ... numbers, then
-- the same for a second run, which finds all of them done, and looks whether
-- each number was registered once and has one result. With `instructions` it
-- also counts them, at the beginning and after COUNT numbers (minutes).

local nginx = require "spec.support.nginx"
local process = require "spec.support.process"

local COUNT, JOURNAL = tonumber(arg[1] or 10000), arg[2] or "sqlite"
local COUNTS = arg[3] == "instructions"

local SHARED = "lua_shared_dict numbers 200m;"

local LOCATIONS = [[
    keepalive_timeout 3600s;
    default_type application/json;
    location ~ "^/v[0-9.]+/(\d+)/register$" {
        content_by_lua_block {
            local numbers, id = ngx.shared.numbers, ngx.var[1]
            if numbers:incr(id, 1, 0) > 1 then
                numbers:incr("twice", 1, 0)
            end
            numbers:incr("registered", 1, 0)
            ngx.print '{"success":true}'
        }
    }
    location ~ "^/v[0-9.]+/(\d+)/settings$" {
        content_by_lua_block {
            ngx.print '{"storage_configuration":{"status":"DEFAULT"}}'
        }
    }
    location ~ "^/v[0-9.]+/(\d+)$" {
        content_by_lua_block {
            if ngx.req.get_method() == "POST" then
                return ngx.print '{"success":true}'
            end
            local is_on = ngx.shared.numbers:get(ngx.var[1])
            ngx.print('{"id":"', ngx.var[1], '","status":"',
                is_on and "CONNECTED" or "PENDING", '","platform_type":"',
                is_on and "CLOUD_API" or "NOT_APPLICABLE",
                '","code_verification_status":"VERIFIED",',
                '"name_status":"APPROVED","is_pin_enabled":',
                tostring(is_on ~= nil), ',"display_phone_number":',
                '"+1 631-555-5555","verified_name":"Jaspers Market"}')
        }
    }
    location /registered {
        content_by_lua_block {
            local numbers = ngx.shared.numbers
            ngx.print(numbers:get "registered" or 0, " ",
                numbers:get "twice" or 0)
        }
    }
]]

local function append_numbers(path, from, to)
    local file = assert(io.open(path, "ab"))
    if from == 1 then
        file:write "phone_number_id,pin\n"
    end
    for index = from, to do
        file:write(("2000%011d,071934\n"):format(index))
    end
    file:close()
end

local function words(command)
    local pipe = assert(io.popen(command))
    local text = pipe:read "*a"
    pipe:close()
    return (text:gsub("%s+$", ""))
end

local server = nginx.start { http = SHARED, server = LOCATIONS, tls = true,
    level = "error" }
local folder = process.run({ "mktemp", "-d" }).stdout:match "%S+"
local numbers, results = folder .. "/numbers.csv", folder .. "/results.jsonl"

local function command(under, at_once)
    return table.concat({ under or "", "lua5.4 bench/fleet_run.lua",
        server.base_url, server.ca_file, folder, JOURNAL, at_once }, " ")
end

-- Between two marks: microseconds of CPU a number
local function row(before, count, resident, in_lua, cpu)
    print(("  %7d %12.2f %10.2f %12s"):format(count, resident / 2 ^ 20,
        in_lua / 2 ^ 20, before and count > before.count and ("%.0f"):format(
        (cpu - before.cpu) / (count - before.count) * 1e6) or ""))
    return { count = count, cpu = cpu }
end

local function run(title)
    print(("%s\n  numbers  process, MB    Lua, MB   CPU, us/no."):format(
        title))
    local pipe = assert(io.popen(command()))
    local before
    for line in pipe:lines() do
        local count, resident, in_lua, cpu =
            line:match "^(%d+) (%d+) (%d+) (%S+)$"
        if count then
            before = row(before, tonumber(count), resident, in_lua,
                tonumber(cpu))
        else
            print("  " .. line)
        end
    end
    pipe:close()
end

-- Few at once: a slow program leaves connections idle for a second, and an
-- older libcurl opens those anew.
local function instructions(from, to)
    append_numbers(numbers, from, to)
    local path = folder .. "/callgrind"
    words(command("valgrind -q --tool=callgrind --callgrind-out-file="
        .. path, 4))
    return tonumber(words("sed -n 's/^totals: //p' " .. path))
end

-- What each of 500 numbers takes after so many
local function slope(before)
    local few = instructions(before + 1, before + 100)
    local many = instructions(before + 101, before + 700)
    print(("Instructions a number after %d: %.0f thousand"):format(before,
        (many - few) / 500 / 1000))
end

local function check(count)
    local registered = words("curl -s --cacert " .. server.ca_file .. " "
        .. server.base_url .. "/registered")
    local lines = words("grep -c '\"success\":true' " .. results)
    local ids = words("grep -o '\"phone_number_id\":\"[0-9]*\"' " .. results
        .. " | sort -u | wc -l")
    print(("registered, twice: %s; results: %s, of numbers: %s"):format(
        registered, lines, ids))
    assert(registered == count .. " 0" and lines == tostring(count)
        and ids == tostring(count))
end

print("Journal: " .. JOURNAL)
if COUNTS then
    slope(0)
end
append_numbers(numbers, COUNTS and 701 or 1, COUNT)
run "Set up"
run "Run again"
check(COUNT)
if COUNTS then
    slope(COUNT)
end
server:stop()
process.run { "rm", "-rf", folder }
