--- What a connection of the raw server is to meet, as data.
--
-- A script is one list of steps for each connection, in the order in which
-- they are accepted; `otherwise` is the list for all further ones; with
-- `loop = true` a list starts over until the client leaves. A connection
-- keeps the list that it began with. A request that no step is left for is
-- answered with a 500 that says so.
--
--     server:script {
--         { "read", { send = raw.response(200, '{"success":true}') },
--           "read", "reset" },
--         otherwise = { loop = true, "read", { send = ... } },
--     }
--
-- The steps:
--
--     "handshake"             TLS; done by itself if a step needs it
--     "read"                  a whole request, recorded
--     "read_stream"           the same in HTTP/2, of spec/faults only
--     "mended"                as it should from here on, if it is mended
--     { read_bytes = 20 }     this much of a request, recorded as incomplete
--     { send = "bytes" }      literally; `times = 1000` repeats it
--     { send = "bytes", drip = 1, every = 0.1 }   one byte, every 0.1 s
--     "answer"                the next of server:answers{...}
--     { pause = 0.1 }         seconds
--     "hold"                  until server:let_go()
--     "stall"                 nothing more, until the client leaves
--     "close"                 properly: close_notify, FIN
--     "cut"                   FIN without close_notify
--     "goodbye"               close_notify without FIN
--     "reset"                 RST; before the handshake as the first step
--     { plain = "bytes" }     without TLS, before the handshake

local raw_script = {}

local PLAIN_STEPS = {
    handshake = true, read = true, answer = true, hold = true, stall = true,
    close = true, cut = true, reset = true, goodbye = true,
    read_stream = true, mended = true,
}

-- The action of a step is its key; these are the others it may have.
local STEP_PARAMETERS = {
    read_bytes = {},
    send = { times = "number", drip = "number", every = "number" },
    pause = {},
    plain = {},
}

local STEP_TYPES = {
    read_bytes = "number", send = "string", pause = "number",
    plain = "string",
}

local function check(ok, ...)
    if not ok then
        error("raw server: " .. string.format(...), 0)
    end
end

local function check_parameters(step, action)
    local wanted = STEP_PARAMETERS[action]
    for name, value in pairs(step) do
        local kind = name == action and STEP_TYPES[action] or wanted[name]
        check(kind, "a step '%s' has no '%s'", action, tostring(name))
        check(type(value) == kind, "'%s' must be a %s", name, kind)
    end
    check((step.drip == nil) == (step.every == nil),
        "'drip' and 'every' go together")
end

local function encode_step(step)
    if type(step) == "string" then
        check(PLAIN_STEPS[step], "no step '%s'", step)
        return { action = step }
    end
    check(type(step) == "table", "a step cannot be a %s", type(step))
    for action in pairs(STEP_PARAMETERS) do
        if step[action] ~= nil then
            check_parameters(step, action)
            local encoded = { action = action }
            for name, value in pairs(step) do
                encoded[name] = value
            end
            return encoded
        end
    end
    check(false, "a step has no action")
end

local function encode_connection(list)
    check(#list > 0 or not list.loop, "nothing to loop over")
    local encoded = { loop = list.loop, steps = {} }
    for i, step in ipairs(list) do
        encoded.steps[i] = encode_step(step)
    end
    return encoded
end

--- Checks a script and makes it fit for JSON, which has no tables that are
-- lists and maps at once. Raises, naming what is wrong.
function raw_script.encode(script)
    local connections = {}
    for i, list in ipairs(script) do
        connections[i] = encode_connection(list)
    end
    return {
        connections = connections,
        otherwise = script.otherwise and encode_connection(script.otherwise),
        answers = script.answers,
        repeats = script.repeats,
    }
end

return raw_script
