--- Answers as they leave the simulator: status, headers, body.
-- @module whatsapp.registration.simulator.responses

local json = require "whatsapp.registration.simulator.json"
local usage = require "whatsapp.registration.simulator.usage"

local responses = {}

-- The header that mirrors an error's message.
local function challenge(problem)
    local reason = problem.code == 190 and "invalid_token" or "invalid_request"
    local message = problem.message:gsub('[%c"\\]', " ")
    return ('OAuth "Facebook Platform" "%s" "%s"'):format(reason, message)
end

local function common_headers(model, context, trace_id)
    local headers = {
        ["content-type"] = "application/json; charset=UTF-8",
        ["facebook-api-version"] = context.served_version
            or model.options.newest_version,
        ["x-fb-trace-id"] = trace_id,
        ["x-app-usage"] = json.encode(usage.of_app(model)),
        ["cache-control"] = "no-store",
        date = os.date("!%a, %d %b %Y %H:%M:%S GMT", math.floor(model:now())),
    }
    if context.waba_id then
        headers["x-business-use-case-usage"] =
            json.encode(usage.of_account(model, context.waba_id))
    end
    return headers
end

--- An answer with status 200.
-- @param model
-- @tparam table body
-- @tparam table context served_version and waba_id if they are known
-- @treturn table status, headers, body
function responses.success(model, body, context)
    if body.success == true and model.options.success_as_string then
        body.success = "true"
    end
    return {
        status = 200,
        headers = common_headers(model, context, model:random_id(22)),
        body = json.encode(body),
    }
end

--- An answer with an error.
-- @param model
-- @tparam table failure as errors.build makes it
-- @tparam table context as above
-- @treturn table status, headers, body, error_code
function responses.failure(model, failure, context)
    local trace_id = "A" .. model:random_id(22)
    local headers = common_headers(model, context, trace_id)
    failure.body.error.fbtrace_id = trace_id
    headers["www-authenticate"] = challenge(failure.body.error)
    return {
        status = failure.http_status,
        headers = headers,
        body = json.encode(failure.body),
        error_code = failure.body.error.code,
    }
end

return responses
