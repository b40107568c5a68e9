-- This module, as its user would call it.

local before = os.clock()
local registration = require "whatsapp.registration"
local loading = os.clock() - before

local commands = require "bench.clients.commands"

local client = registration.new {
    base_url = commands.origin,
    ca_file = commands.ca_file,
    access_token = commands.token,
    phone_number_id = commands.id,
    max_connections = commands.connections,
    user_agent = "whatsapp-registration/0.0",
    journal = false, -- it would refuse the eleventh
}

local function one(count)
    local result
    for _ = 1, count do
        result = client:register { pin = "071934" }
        assert(result.success == true and result.response.http_status == 200)
    end
    local on_connection = result.response.headers["x-connection-requests"]
    assert(tonumber(on_connection) >= count, "the connection was not kept")
end

local function finish(call)
    repeat until call:poll(1)
    assert(call:result().success == true)
end

local function many(count, at_once)
    local calls = {}
    for i = 1, count + at_once do
        if i > at_once then
            finish(calls[i - at_once])
            calls[i - at_once] = nil
        end
        calls[i] = i <= count and client:start("register", { pin = "071934" })
            or nil
    end
end

commands.serve(loading, one, many)
