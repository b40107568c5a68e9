-- The core settles a plain success by itself, and Lua whatever else there is:
-- who calls sees no difference, and neither does the journal.

local memory = require "whatsapp.registration.journal.memory"
local pins = require "whatsapp.registration.pin_store.memory"
local registration = require "whatsapp.registration"
local safe = require "whatsapp.registration.safe"
local served = require "spec.support.served"
local support = require "spec.support.client"

local BODIES = {
    '{"success":true}', ' { "success" : true } \n', '{"success":"true"}',
    '{"success":true,"x":1}', '{"success":true,"x":null,"l":[],"o":{}}',
    '{"success":true,"success":false}', '{"success":false,"success":true}',
    '{"success":true,}', '{"success":true', '{"success":true}x',
    '{"success":true}{}', '{"success":true}\0', '\239\187\191{"success":true}',
    '{"\\u0073uccess":true}', '{"x":{"success":true}}', '[{"success":true}]',
    '{"success":true,"error":null}', '{"success":1}', '{"success":false}',
    '{"success":true,"error":{"code":133005,"message":"m"}}',
    '{"error":{"code":133016,"message":"m"}}',
    '{"error":{"code":2,"message":"m"}}', "{}", "", "null",
}

local function plainly(client, operation, options)
    return pcall(client[operation], client, options)
end

local function started(client, operation, options)
    local call = support.wait(client:start(operation, options))
    return pcall(call.result, call)
end

local function safely(client, operation, options)
    local result, err = safe[operation](client, options)
    return result ~= nil, result or err
end

-- What else runs in the call, and how it is made
local WAYS = {
    ["with an event hook"] = { { on_event = function() end } },
    ["with a journal"] = { {} },
    ["with a PIN store"] = { {} },
    ["in a host of its own"] = { { host = function() end } },
    ["started and polled"] = { {}, started },
    ["that returns its error"] = { {}, safely },
}

-- A copy without what differs from call to call
local function lasting(value)
    local copy = {}
    for key, member in pairs(value) do
        if key == "response" then
            copy.http_status, copy.tries = member.http_status, member.tries
            copy.trace = member.headers["x-fb-trace-id"]
        elseif key ~= "phone_number_id" then
            copy[key] = type(member) == "table" and lasting(member) or member
        end
    end
    return copy
end

describe("a call", function()
    local server = served()
    local last = 0

    local function outcome_of(config, call, operation)
        last = last + 1
        config = support.merge(config, { phone_number_id = tostring(last) })
        config.journal = config.journal or support.NONE -- the default one
        local client = registration.new(support.config_for(server, config))
        local ok, value = call(client, operation, support.OPTIONS[operation])
        local attempt = client:attempts()[1] or {}
        return { ok = ok, value = lasting(value), state = attempt.state,
            code = attempt.code, used = client:budget().used,
            is_blocked = client:budget().blocked_until ~= nil }
    end

    for way, case in pairs(WAYS) do
        for _, operation in ipairs { "register", "setup_two_step" } do
            it(("of %s ends %s as it does without"):format(operation, way),
                function()
                    for _, body in ipairs(BODIES) do
                        for _, status in ipairs { 200, 400, 500 } do
                            server:json(status, body,
                                { ["x-fb-trace-id"] = "T" })
                            local config = support.merge(case[1])
                            config.journal = way:find "journal"
                                and memory.new() or nil
                            config.pin_store = way:find "PIN" and pins.new()
                                or nil
                            assert.same(outcome_of({}, plainly, operation),
                                outcome_of(config, case[2] or plainly,
                                    operation), body)
                        end
                    end
                end)
        end
    end
end)
