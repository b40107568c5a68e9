--- What a fault does to an answer: one row per kind.
-- @module whatsapp.registration.simulator.effects

local errors = require "whatsapp.registration.simulator.errors"
local json = require "whatsapp.registration.simulator.json"
local merged = require "whatsapp.registration.simulator.merged"
local payloads = require "whatsapp.registration.simulator.payloads"
local responses = require "whatsapp.registration.simulator.responses"

local SORRY = [[
<!DOCTYPE html>
<html lang="en"><head><title>Error</title></head><body>
<h1>Sorry, something went wrong.</h1>
<p>We're working on getting this fixed as soon as we can.</p>
</body></html>
]]

local NOT_REGISTERED_AS_SEEN = {
    code = 100,
    subcode = 133010,
    message = "Invalid parameter",
    error_data = "Phone number not registered on the Whatsapp Business "
        .. "Platform.",
}

local function pass(_, answer)
    return answer
end

local function close(_, answer)
    answer.close = true
    return answer
end

local function half(text)
    return math.floor(#text / 2)
end

local function html(fault)
    return {
        status = fault.http_status or 502,
        headers = { ["content-type"] = "text/html; charset=utf-8" },
        body = fault.body or SORRY,
    }
end

local function fail(fault, _, model, call)
    return responses.failure(model, errors.build(fault), call)
end

local function content_type_of(text)
    return text:find("^%s*<") and "text/html; charset=utf-8"
        or "application/json"
end

local function answer_as_seen(fault, _, model, call)
    local row = payloads[fault.name]
    if row.error then
        return responses.failure(model, errors.as_seen(fault.name), call)
    end
    return {
        status = row.status,
        headers = { ["content-type"] = content_type_of(row.body) },
        body = row.body,
    }
end

local function fail_with_string(fault, _, model, call)
    local row = merged(NOT_REGISTERED_AS_SEEN, fault)
    return responses.failure(model, errors.build(row), call)
end

local function respond(fault)
    return {
        status = fault.http_status or 200,
        headers = fault.headers or { ["content-type"] = "application/json" },
        body = fault.body or "",
    }
end

local function redirect(fault)
    return {
        status = fault.http_status or 302,
        headers = { location = fault.location or "https://example.com/" },
        body = "",
    }
end

local function set_success(value)
    return function(_, answer)
        local body = json.decode_object(answer.body)
        if body and body.success ~= nil then
            body.success = value
            answer.body = json.encode(body)
        end
        return answer
    end
end

local function truncate(_, answer)
    answer.body = answer.body:sub(1, half(answer.body))
    return answer
end

local function cut(_, answer)
    answer.cut = half(answer.body)
    return answer
end

local function drip(fault, answer)
    answer.drip = fault.pause or 0.1
    return answer
end

local function stall(_, answer)
    answer.stall = true
    return answer
end

local function stall_body(_, answer)
    answer.cut = half(answer.body)
    answer.stall = true
    return answer
end

--- By name: whether the request is applied unless the fault says otherwise,
-- and the change of the answer.
return {
    delay = { true, pass },
    drop_before = { false, close },
    drop_after = { true, close },
    error = { false, fail },
    payload = { false, answer_as_seen },
    string_error_data = { false, fail_with_string },
    html = { false, html },
    response = { false, respond },
    redirect = { false, redirect },
    success_string = { true, set_success("true") },
    success_false = { true, set_success(false) },
    truncated = { true, truncate },
    cut = { true, cut },
    drip = { true, drip },
    stall = { false, stall },
    stall_body = { true, stall_body },
}
