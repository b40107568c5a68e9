--- Clients for specs, and what comes of their calls.

local registration = require "whatsapp.registration"
local safe = require "whatsapp.registration.safe"

local support = {}

support.TOKEN = "EAAGm0PX4ZCpsBA"
support.NUMBER = "106540352242922"
support.WABA = "102290129340398"

-- Options that each operation accepts: what it needs and nothing else.
support.OPTIONS = {
    register = { pin = "071934" },
    deregister = {},
    setup_two_step = { pin = "071934" },
    request_code = {},
    verify_code = { code = "123830" },
    phone_number = {},
    phone_numbers = { waba_id = support.WABA },
    local_storage = {},
    set_local_storage = { region = "DE" },
    subscribe_app = { waba_id = support.WABA },
    subscribed_apps = { waba_id = support.WABA },
    unsubscribe_app = { waba_id = support.WABA },
    add_number = { waba_id = support.WABA, cc = "1",
        phone_number = "6505551234", verified_name = "Lucky Shrub" },
    set_display_name = { new_display_name = "Lucky Shrub" },
    inspect_token = { input_token = "EAAGinspected" },
    send_text = { to = "+16505551234", body = "Hello" },
}

--- What Meta answers to a change that it has made: no more than that
support.SUCCESS = '{"success":true}'

--- What a server answers that has done what was asked, whatever that was
support.DONE = '{"success":true,"id":"106540352242923","data":[]}'

--- What a server answers, whatever is asked, for all of a workflow to go on
-- until it waits for the registration to show
support.READY = { success = true, status = "PENDING",
    platform_type = "NOT_APPLICABLE", code_verification_status = "VERIFIED",
    name_status = "APPROVED" }

--- Names of all operations, in order.
function support.operations()
    local names = {}
    for name in pairs(support.OPTIONS) do
        names[#names + 1] = name
    end
    table.sort(names)
    return names
end

--- A copy of `base` with `changes`; the value of `support.NONE` removes a key.
support.NONE = {}

function support.merge(base, changes)
    local merged = {}
    for _, source in ipairs { base, changes or {} } do
        for key, value in pairs(source) do
            merged[key] = value
        end
    end
    for key, value in pairs(merged) do
        if value == support.NONE then
            merged[key] = nil
        end
    end
    return merged
end

--- The entry of a list that has this name.
function support.named(list, name)
    for _, entry in ipairs(list) do
        if entry.name == name then
            return entry
        end
    end
    return nil
end

--- A configuration for a server of specs: nothing is sent twice, and no test
-- takes attempts from another, unless `overrides` say so. The timeout ends
-- nothing but a test that fails: a loaded machine is slow.
function support.config_for(server, overrides)
    return support.merge({
        access_token = support.TOKEN,
        phone_number_id = support.NUMBER,
        base_url = server.base_url,
        ca_file = server.ca_file,
        timeout = 60,
        connect_timeout = 50,
        retries = false,
        journal = false,
        reconcile = false,
    }, overrides)
end

function support.client_for(server, overrides)
    return registration.new(support.config_for(server, overrides))
end

--- The same with methods that return `nil, err`.
function support.safe_client_for(server, overrides)
    return safe.new(support.config_for(server, overrides))
end

--- The error that a function raises; fails if it raises none, or one of
-- another make.
function support.error_of(run, ...)
    local ok, err = pcall(run, ...)
    assert(not ok, "no error was raised")
    assert(registration.is_error(err), "not an error object: "
        .. tostring(err))
    return err
end

--- The error that an operation of a client raises.
function support.failure_of(client, operation, options)
    return support.error_of(client[operation], client,
        options or support.OPTIONS[operation])
end

--- Tries something that a loaded machine may be too slow for, with ever more
-- time.
-- @tparam number seconds of the first try
-- @tparam function try called with seconds; returns whether they were enough
-- @return what the last try returned
function support.in_time(seconds, try)
    for _, factor in ipairs { 1, 8 } do
        local enough = try(factor * seconds)
        if enough then
            return enough
        end
    end
    return try(40 * seconds)
end

--- How many seconds a function takes.
function support.seconds_of(run, ...)
    local now = require("socket").gettime
    local started = now()
    run(...)
    return now() - started
end

--- Polls until the call is done.
function support.wait(call)
    repeat
    until call:poll(0.25)
    return call
end

--- Polls until a server has received as many requests, or the call is done.
-- @param call
-- @param server of raw.lua or the simulator
-- @tparam[opt=1] number count
-- @tparam[opt] table filter what a simulator's server:received takes
function support.poll_until_received(call, server, count, filter)
    repeat
        local done = call:poll(0.01)
    until done or #server:received(filter) >= (count or 1)
end

return support
