-- When a call is over, the module leaves no secret in memory. The strings that
-- a program gave are in Lua's memory and its own affair. libcurl and OpenSSL do
-- not wipe what they release; a library that does it for them is loaded here,
-- so that only the rest is found.

local files = require "spec.support.files"
local libcurl = require "spec.support.libcurl"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"

local SECRETS = {
    token = "EAAGt0ken" .. ("Xt0kenX"):rep(9),
    other_token = "EAAG0wn" .. ("0wnt0ken"):rep(9),
    app_secret = "4pps3cret4pps3cret",
    pin = "860213",
    code = "947381",
    input_token = "1nspected1nspected",
    backup = ("b4ckup0"):rep(500),
    password = "p4ssw0rd",
}

-- A server that sends back what it was sent
local ECHO = "PIN 860213, Bearer " .. SECRETS.token
local HAVE_BOTH = "register,setup_two_step"
local ALL = HAVE_BOTH .. ",verify_code,inspect_token,deregister,phone_number"

-- From libcurl 8.7 to 8.10, what is sent with the client's own token stays in
-- a buffer that is kept for the next request.
if libcurl.version < 8007 or libcurl.version > 8010 then
    ALL = ALL .. ",request_code"
end

-- From libcurl 8 on, the last answer may stay in a buffer that it or OpenSSL
-- keeps for the next one.
local KEEPS_ANSWERS = libcurl.version >= 8000

-- How each request ends
local OUTCOMES = {
    ["that succeeded"] = { of = ALL, { send = raw.response(200,
        { success = true }) } },
    ["that succeeded with an echo"] = { of = HAVE_BOTH, echoes = true,
        { send = raw.response(200, { success = true, echo = ECHO }) } },
    ["that was refused"] = { of = HAVE_BOTH, echoes = true,
        { send = raw.response(400, { error = { message = ECHO, code = 133005,
            error_data = ECHO } }) } },
    ["whose answer could not be read"] = { of = HAVE_BOTH, echoes = true,
        { send = raw.response(502, "<p>" .. ECHO) } },
    ["whose answer broke off"] = { of = HAVE_BOTH, echoes = true,
        { send = "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"
            .. ECHO }, "reset" },
    ["that was reset"] = { of = ALL, "reset" },
    ["that timed out"] = { of = HAVE_BOTH, timeout = "0.3", "stall" },
}

local function veil(text)
    return (text:gsub(".", function(character)
        local byte = character:byte()
        return ("%02x"):format(byte % 2 == 0 and byte + 1 or byte - 1)
    end))
end

-- The client has its own token and app secret once each, until it is closed.
local function without_allowed(counts, allowed)
    if allowed.echo then
        counts = counts:gsub(" heap%.token=%d+", "")
            :gsub(" heap%.pin=%d+", "")
    end
    for _, name in ipairs { "token", "app_secret" } do
        if allowed[name] then
            counts = counts:gsub((" heap%%.%s=1"):format(name), "")
        end
    end
    return counts
end

describe("of a call", function()
    local server = served()
    local folder

    setup(function()
        folder = files.folder()
        local built = process.run { "gcc", "-shared", "-fPIC", "-O1",
            "-fno-builtin", "-o", folder .. "/wiping_free.so",
            "spec/memory/wiping_free.c" }
        assert(built.code == 0, built.stderr)
    end)

    teardown(function()
        files.remove(folder)
    end)

    -- The lines that the child prints, by their first word
    local function run(host, steps)
        local command = { "env", "LD_PRELOAD=" .. folder .. "/wiping_free.so",
            "MALLOC_ARENA_MAX=1", "MALLOC_MMAP_MAX_=0", "luajit",
            "spec/memory/left_behind.lua", server.base_url, server.ca_file,
            host, steps.timeout or "5", folder .. "/pins", steps.of }
        for name, secret in pairs(SECRETS) do
            command[#command + 1] = name .. "=" .. veil(secret)
        end
        local child = process.run(command)
        assert.equal("", child.stderr)
        local lines = {}
        for moment, counts in child.stdout:gmatch "(%S+)([^\n]*)\n" do
            lines[moment] = counts
        end
        return lines
    end

    for how, steps in pairs(OUTCOMES) do
        for _, host in ipairs { "blocking", "thread" } do
            it(("%s on a %s host, no secret is left in memory"):format(how,
                host), function()
                local all = { loop = true, "read" }
                for _, step in ipairs(steps) do
                    all[#all + 1] = step
                end
                server:script { otherwise = all }
                local lines = run(host, steps)
                -- The search does find what is there.
                for _, name in ipairs { "pin", "password", "backup", "token",
                    "app_secret" } do
                    assert.is_truthy(lines.during:find("heap." .. name .. "=",
                        1, true), name)
                end
                for moment, counts in pairs(lines) do
                    if moment ~= "during" then
                        assert.equal("", without_allowed(counts, {
                            token = moment ~= "closed",
                            app_secret = moment ~= "closed",
                            echo = KEEPS_ANSWERS and steps.echoes,
                        }), moment)
                    end
                end
                assert.is_truthy(lines.loaded and lines.closed)
            end)
        end
    end
end)
