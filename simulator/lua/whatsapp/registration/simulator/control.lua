--- The control API: tests and people read and change the model by it, as JSON
-- under /_simulator/.
-- @module whatsapp.registration.simulator.control

local accounts = require "whatsapp.registration.simulator.accounts"
local answers = require "whatsapp.registration.simulator.answers"
local fixtures = require "whatsapp.registration.simulator.fixtures"
local json = require "whatsapp.registration.simulator.json"
local number = require "whatsapp.registration.simulator.number"
local options = require "whatsapp.registration.simulator.options"
local parameters = require "whatsapp.registration.simulator.parameters"
local payloads = require "whatsapp.registration.simulator.payloads"
local webhooks = require "whatsapp.registration.simulator.webhooks"

local control = { PREFIX = "/_simulator/" }

-- Of the numbers that follow the pattern, those that a request has changed
local function each_number(model, call)
    for _, order in ipairs { model.number_order, model.made_order } do
        for _, id in ipairs(order) do
            call(model.numbers[id])
        end
    end
end

local function dump_numbers(model)
    local list = {}
    each_number(model, function(record)
        list[#list + 1] = number.dump(record)
    end)
    return json.list(list)
end

-- The account, or nil; and a problem and a status, which count if it is nil
local function find_account(model, id)
    return model.wabas[id], "there is no account " .. id, 404
end

local function find_number(model, id)
    return model.numbers[id], "there is no phone number " .. id, 404
end

-- Shows the one that is named, or all
local function showing(name, find, show, show_all)
    return function(model, id)
        if not id then
            return { [name] = show_all(model) }
        end
        local found, problem, status = find(model, id)
        return found and show(found, model), problem, status
    end
end

local function code_of(record)
    return {
        id = record.id,
        code = record.code,
        expires_at = record.code_expires_at,
    }
end

local function codes(model)
    local list = {}
    each_number(model, function(record)
        if record.code then
            list[#list + 1] = code_of(record)
        end
    end)
    return json.list(list)
end

local function done(ok, problem)
    if not ok then
        return nil, problem
    end
    return { success = true }
end

-- By method and resource: function(model, id, body, query) that returns an
-- answer; or nil, a problem and a status.
local ENDPOINTS = {
    ["GET "] = function(model)
        return {
            now = model:now(),
            base_url = model.options.base_url,
            requests = model.requests_log.total,
        }
    end,
    ["POST reset"] = function(model)
        model:reset()
        return { success = true }
    end,
    ["GET options"] = function(model)
        return options.dump(model.options)
    end,
    ["POST options"] = function(model, _, body)
        return done(model:set_options(body))
    end,
    ["GET clock"] = function(model)
        return { now = model:now() }
    end,
    ["POST clock"] = function(model, _, body)
        if not parameters.is_number(body.advance) then
            return nil, "advance must be a number of seconds"
        end
        model:advance(body.advance)
        return { now = model:now() }
    end,
    ["GET numbers"] = showing("numbers", find_number, number.dump,
        dump_numbers),
    ["POST numbers"] = function(model, id, body)
        if not id then
            return nil, "which number? POST /_simulator/numbers/{id}"
        end
        local record, problem = model:set_number(id, body)
        return record and number.dump(record), problem
    end,
    ["GET accounts"] = showing("accounts", find_account, accounts.dump,
        accounts.dump_all),
    ["POST accounts"] = function(model, id, body)
        if not id then
            return nil, "which account? POST /_simulator/accounts/{id}"
        end
        local account, problem, status = find_account(model, id)
        if account then
            account, problem, status = accounts.change(model, account, body)
        end
        return account and accounts.dump(account, model), problem, status
    end,
    ["GET codes"] = showing("codes", find_number, code_of, codes),
    ["GET faults"] = function(model)
        return { faults = json.list(model.faults) }
    end,
    ["POST faults"] = function(model, _, body)
        return done(model:fault(body))
    end,
    ["DELETE faults"] = function(model)
        model:clear_faults()
        return { success = true }
    end,
    ["GET payloads"] = function()
        return payloads
    end,
    ["GET requests"] = function(model, _, _, query)
        return {
            total = model.requests_log.total,
            requests = json.list(model:received(query)),
        }
    end,
    ["POST webhooks"] = function(model, id, body)
        if type(body.field) ~= "string" or type(body.value) ~= "table" then
            return nil, "field must be a string and value an object"
        end
        return done(webhooks.send(model, id or fixtures.WABA, body.field,
            body.value))
    end,
    ["DELETE requests"] = function(model)
        model:forget_received()
        return { success = true }
    end,
}

local function respond(status, body)
    return {
        status = status,
        headers = {
            ["content-type"] = "application/json",
            ["cache-control"] = "no-store",
        },
        body = json.encode(body),
    }
end

local function refuse(status, problem)
    return respond(status, { error = { message = problem } })
end

local function read_body(request)
    if not request.body:find("%S") then
        return {}
    end
    return json.decode_members(request.body)
end

--- Whether a request is for the control API.
function control.is_meant(path)
    return (path .. "/"):sub(1, #control.PREFIX) == control.PREFIX
end

--- Request in, response out, like `model:handle`.
function control.handle(model, request)
    request = answers.normalize(request)
    local rest = request.path:sub(#control.PREFIX + 1)
    local resource, id = rest:match("^([%w_]*)/?(%d*)$")
    local endpoint = resource and ENDPOINTS[request.method .. " " .. resource]
    if not endpoint then
        return refuse(404, ("the control API has no %s %s"):format(
            request.method, request.path))
    end
    local body, problem = read_body(request)
    if not body then
        return refuse(400, problem)
    end
    local answer, refusal, status =
        endpoint(model, id ~= "" and id or nil, body, request.query)
    if not answer then
        return refuse(status or 400, refusal)
    end
    return respond(200, answer)
end

return control
