--- Faults: answers that go wrong on request.
-- @module whatsapp.registration.simulator.faults

local effects = require "whatsapp.registration.simulator.effects"
local merged = require "whatsapp.registration.simulator.merged"
local parameters = require "whatsapp.registration.simulator.parameters"
local payloads = require "whatsapp.registration.simulator.payloads"
local routes = require "whatsapp.registration.simulator.routes"

local faults = {}

-- The operation of a payload that any request may be answered with.
local ANY = "any"

--- Every field of a fault and its type.
local FIELDS = {
    -- which request
    operation = "string",
    method = "string",
    path = "string",
    id = "string",
    after = "whole number",
    times = "whole number",
    -- what happens
    fault = "string",
    name = "string",
    applied = "boolean",
    delay = "number",
    late = "number",
    pause = "number",
    code = "whole number",
    subcode = "whole number",
    type = "string",
    message = "string",
    details = "string",
    error_data = "string",
    user_title = "string",
    user_message = "string",
    is_transient = "boolean",
    http_status = "whole number",
    headers = "table",
    body = "string",
    location = "string",
}

-- A whole number may be a float, as all of JSON's are.
local function is(wanted, value)
    if wanted == "whole number" then
        return parameters.is_number(value) and value % 1 == 0
    end
    if wanted == "number" then
        return parameters.is_number(value)
    end
    return type(value) == wanted
end

-- The fields that say what happens.
local function check_effect(spec)
    local effect = spec.fault
    if not effect and not (spec.delay or spec.late) then
        return nil, "a fault needs the field fault, delay or late"
    end
    if effect and not effects[effect] then
        return nil, ("there is no fault %s"):format(effect)
    end
    if effect == "error" and not spec.code then
        return nil, "the fault error needs a code"
    end
    if effect == "payload" and not payloads[spec.name or ""] then
        return nil, ("there is no payload %s"):format(tostring(spec.name))
    end
    return true
end

local function check(spec)
    for field, value in pairs(spec) do
        local wanted = FIELDS[field]
        if not wanted then
            return nil, ("a fault has no field %s"):format(tostring(field))
        end
        if not is(wanted, value) then
            return nil, ("%s of a fault must be a %s"):format(field, wanted)
        end
    end
    local operation = spec.operation
    if operation and operation ~= ANY and not routes.OPERATIONS[operation] then
        return nil, ("there is no operation %s"):format(operation)
    end
    return check_effect(spec)
end

-- A payload's name stands for the fault that answers with it.
local function spell_out(spec)
    local fault = merged({ after = 0, times = 1 }, spec)
    if payloads[fault.fault] and not effects[fault.fault] then
        fault.fault, fault.name = "payload", fault.fault
    end
    return fault
end

--- Makes a fault.
-- @tparam table spec see FIELDS
-- @treturn ?table
-- @treturn ?string what is wrong with the description
function faults.new(spec)
    local fault = spell_out(spec)
    local ok, problem = check(fault)
    if not ok then
        return nil, problem
    end
    fault.fault = fault.fault or "delay"
    fault.http_status = fault.http_status and math.floor(fault.http_status)
    if fault.fault == "payload" and not fault.operation then
        fault.operation = payloads[fault.name].operation
    end
    return fault
end

local function typed(field, text)
    local wanted = FIELDS[field]
    if wanted == "number" or wanted == "whole number" then
        return tonumber(text) or text
    end
    if wanted == "boolean" then
        return text == "true"
    end
    return text
end

--- Reads the header `X-Simulator-Fault: error; code=133016; delay=2`.
-- @treturn ?table
-- @treturn ?string what is wrong with the text
function faults.parse(text)
    local spec = { fault = text:match("^%s*([%w_]+)") }
    for field, value in text:gmatch(";%s*([%w_]+)%s*=%s*([^;]*)") do
        spec[field] = typed(field, (value:gsub("%s+$", "")))
    end
    return faults.new(spec)
end

local function fits(fault, request, route)
    local operation = fault.operation
    return (not operation or operation == ANY or operation == route.operation)
        and (not fault.id or fault.id == route.id)
        and (not fault.method or fault.method == request.method)
        and (not fault.path or request.path:find(fault.path, 1, true) ~= nil)
end

-- `times = 0` stands for ever.
local function use(list, position)
    local fault = list[position]
    if fault.times == 1 then
        table.remove(list, position)
    elseif fault.times > 1 then
        fault.times = fault.times - 1
    end
    return fault
end

--- Takes the first fault that is meant for a request, and uses it up.
-- @treturn ?table
function faults.take(list, request, route)
    for position, fault in ipairs(list) do
        if fits(fault, request, route) then
            if fault.after == 0 then
                return use(list, position)
            end
            fault.after = fault.after - 1
        end
    end
end

--- Whether the request changes anything.
function faults.applies(fault)
    if fault.applied ~= nil then
        return fault.applied
    end
    return effects[fault.fault][1]
end

--- Makes the answer: the right one, damaged, or another one instead.
-- @tparam table fault
-- @tparam table answer the right one, empty if the request was not applied
-- @param model
-- @tparam table call
-- @treturn table an answer
function faults.spoil(fault, answer, model, call)
    local spoiled = effects[fault.fault][2](fault, answer, model, call)
    spoiled.delay = fault.delay
    return spoiled
end

return faults
