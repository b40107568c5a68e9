--- Faults: answers that go wrong on request.
-- @module whatsapp.registration.simulator.faults

local effects = require "whatsapp.registration.simulator.effects"

local faults = {}

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
        return type(value) == "number" and value % 1 == 0
            and math.abs(value) < 2^53
    end
    return type(value) == wanted
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
    if spec.fault and not effects[spec.fault] then
        return nil, ("there is no fault %s"):format(spec.fault)
    end
    if not spec.fault and not (spec.delay or spec.late) then
        return nil, "a fault needs the field fault, delay or late"
    end
    if spec.fault == "error" and not spec.code then
        return nil, "the fault error needs a code"
    end
    return true
end

--- Makes a fault.
-- @tparam table spec see FIELDS
-- @treturn ?table
-- @treturn ?string what is wrong with the description
function faults.new(spec)
    local ok, problem = check(spec)
    if not ok then
        return nil, problem
    end
    local fault = { fault = "delay", after = 0, times = 1 }
    for field, value in pairs(spec) do
        fault[field] = value
    end
    fault.http_status = fault.http_status and math.floor(fault.http_status)
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
    return (not fault.operation or fault.operation == route.operation)
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

--- Makes the answer: the right one gone wrong, or another in its place.
-- @tparam table fault
-- @tparam table answer the right one, empty where the request was not applied
-- @param model
-- @tparam table call
-- @treturn table an answer
function faults.spoil(fault, answer, model, call)
    local spoiled = effects[fault.fault][2](fault, answer, model, call)
    spoiled.delay = fault.delay
    return spoiled
end

return faults
