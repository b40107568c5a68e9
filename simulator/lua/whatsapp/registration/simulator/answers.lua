--- Answers one request: finds its token, its operation and its object, then
-- calls the endpoint.
-- @module whatsapp.registration.simulator.answers

local errors = require "whatsapp.registration.simulator.errors"
local faults = require "whatsapp.registration.simulator.faults"
local parameters = require "whatsapp.registration.simulator.parameters"
local responses = require "whatsapp.registration.simulator.responses"
local routes = require "whatsapp.registration.simulator.routes"
local tokens = require "whatsapp.registration.simulator.tokens"
local usage = require "whatsapp.registration.simulator.usage"

local answers = { LARGEST_BODY = 1024 * 1024 }

local function lower_case(headers)
    local copy = {}
    for name, value in pairs(headers or {}) do
        copy[name:lower()] = value
    end
    return copy
end

--- Copies a request: header names in lower case, the query decoded and out of
-- the path.
-- @treturn table method, path, query, headers, body
function answers.normalize(request)
    local path, query = request.path:match("^([^?]*)%??(.*)$")
    query = request.query or query
    if type(query) == "string" then
        query = parameters.decode_form(query)
    end
    return {
        method = request.method,
        path = path,
        query = query,
        headers = lower_case(request.headers),
        body = request.body or "",
    }
end

-- Each step adds to the call what it finds out, and returns true, or nil and a
-- failure.

local function read_parameters(call)
    if #call.request.body > answers.LARGEST_BODY then
        return nil, errors.new("body_too_large")
    end
    local problem
    call.params, problem = parameters.read(call.request)
    if not call.params then
        return nil, errors.invalid("The body cannot be read: " .. problem)
    end
    return true
end

local function choose_version(call)
    local model = call.model
    local served, detail = routes.serve(call.route, model.options)
    if not served then
        return nil, detail
    end
    call.served_version, call.version = served, detail
    return true
end

local function authenticate(call)
    local token, detail =
        tokens.authenticate(call.model, call.request, call.params)
    if not token then
        return nil, detail
    end
    call.token, call.token_text = token, detail
    return true
end

local function find_endpoint(call)
    local found, failure = routes.find(call)
    if not found then
        return nil, failure
    end
    call.endpoint = found.endpoint
    call.number, call.waba = found.number, found.waba
    call.waba_id = found.number and found.number.waba_id
        or found.waba and found.waba.id
    return true
end

local function count(call)
    return usage.count(call.model, call.waba_id)
end

local STEPS = { choose_version, read_parameters, authenticate, find_endpoint,
    count }

local function answer(call)
    for _, step in ipairs(STEPS) do
        local ok, failure = step(call)
        if not ok then
            return responses.failure(call.model, failure, call)
        end
    end
    local body, failure = call.endpoint(call)
    if not body then
        return responses.failure(call.model, failure, call)
    end
    return responses.success(call.model, body, call)
end

--- Makes the answer to an exchange, with the fault that it met.
-- @treturn table see `finish` of the model
function answers.make(model, exchange)
    local fault = exchange.fault
    local call = {
        model = model,
        request = exchange.request,
        route = exchange.route,
    }
    if exchange.problem then
        local failure = errors.invalid(exchange.problem)
        return responses.failure(model, failure, call)
    end
    if not fault then
        return answer(call)
    end
    local right = { body = "", headers = {} }
    if faults.applies(fault) then
        right = answer(call)
    end
    return faults.spoil(fault, right, model, call)
end

return answers
