-- This module, as its user would call it: with the default configuration, or
-- in the way that the environment's WHAT names.

local before = os.clock()
local registration = require "whatsapp.registration"

local commands = require "bench.clients.commands"

local what = os.getenv "WHAT"

local config = {
    base_url = commands.origin,
    ca_file = commands.ca_file,
    access_token = commands.token,
    max_connections = commands.connections,
    timeout = 300, connect_timeout = 200, -- valgrind is slow
    user_agent = "whatsapp-registration/0.0",
}

if what == "journal = false" then
    config.journal = false
elseif what == "pin_store" then
    config.pin_store = require "whatsapp.registration.pin_store.memory".new()
elseif what == "on_event" then
    config.on_event = function() end
end

local client = registration.new(config) -- which loads libcurl
local loading = os.clock() - before

-- Each call is for another number, as the journal refuses the eleventh for one.
local number = tonumber(commands.id)

local function options()
    number = number + 1
    return { pin = "071934", phone_number_id = number }
end

local ways = {}

function ways.register()
    local result = client:register(options())
    assert(result.success == true and result.response.http_status == 200)
    return result.response
end

function ways.headers()
    local response = ways.register()
    assert(response.headers["facebook-api-version"] == "v25.0")
    return response
end

function ways.read()
    local shown = client:phone_number { phone_number_id = commands.id }
    assert(shown.status == "CONNECTED")
    return shown.response
end

function ways.refused()
    local is_fine, err = pcall(client.register, client, options())
    assert(not is_fine and err.code == 133010)
end

local function one(count)
    local way, response = ways[what] or ways.register, nil
    for _ = 1, count do
        response = way()
    end
    if response and count > 1 then
        local requests = tonumber(response.headers["x-connection-requests"])
        assert(requests >= count, "the connection was not kept")
    end
end

local function finish(call)
    repeat until call:poll(1)
    assert(call:result().success == true)
end

-- Each takes the place of the one that was started longest ago.
local function many(count, at_once)
    local calls = {}
    for i = 0, count + at_once - 1 do
        local place = i % at_once + 1
        if calls[place] then
            finish(calls[place])
        end
        calls[place] = i < count and client:start("register", options()) or nil
    end
end

commands.serve(loading, one, many)
