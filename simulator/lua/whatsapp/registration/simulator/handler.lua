--- What the server answers: the Graph API's part, and the control API's.
-- @module whatsapp.registration.simulator.handler

local control = require "whatsapp.registration.simulator.control"
local errors = require "whatsapp.registration.simulator.errors"
local page = require "whatsapp.registration.simulator.page"
local responses = require "whatsapp.registration.simulator.responses"

local handler = {}

-- A fault of the model is the simulator's, not the client's.
local function guard(self, step, ...)
    local ok, result = pcall(step, self.model, ...)
    if ok then
        return result
    end
    self.log("error: " .. tostring(result))
    return nil, responses.failure(self.model, errors.new("internal"), {})
end

local function outcome(response)
    if response.close then
        return "closed without an answer"
    end
    return response.status and tostring(response.status) or "stalled"
end

-- Never the query, headers or body: there are secrets in them.
local function describe(request, response)
    local code = response.error_code
    return ("%s %s %s%s"):format(request.method, request.path:match("^[^?]*"),
        outcome(response), code and (" (error %d)"):format(code) or "")
end

local function answer_graph(self, request)
    local exchange, failure = guard(self, self.model.begin, request)
    if not exchange then
        return failure
    end
    if exchange.late then
        self.sleep(exchange.late)
    end
    local response
    response, failure = guard(self, self.model.finish, exchange)
    response = response or failure
    self.log(describe(request, response))
    return response
end

--- Answers a request. May sleep.
-- @tparam table self model, log(line), sleep(seconds), has_control
-- @tparam table request
-- @tparam boolean only_control whether it came in by the control API's port
-- @treturn table see `finish` of the model
function handler.answer(self, request, only_control)
    local is_meant = control.is_meant(request.path:match("^[^?]*"))
    local handle = self.has_control and page.is_meant(request, only_control)
        and page.handle
        or (only_control or is_meant and self.has_control) and control.handle
    if not handle then
        return answer_graph(self, request)
    end
    local response, failure = guard(self, handle, request)
    return response or failure
end

return handler
