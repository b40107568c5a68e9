--- The simulator's model with a clock of the spec's own.
--
--     local sim = model.served() -- in a describe: new in each of its tests
--     sim:renew { shared_limit = false } -- in a test: with these options
--     local answer = sim:post("106540352242923/register", { pin = "071934" })
--     answer.status, answer.code
--     sim.clock = sim.clock + 60

local busted = require "busted"
local cjson = require("cjson").new()
local simulator = require "whatsapp.registration.simulator"

local model = {}

local methods = {}
local metatable = { __index = methods }

-- 2026-01-01
local START = 1767225600

--- Makes it anew; `sent_codes` of it is filled instead of sending SMS.
-- @tparam ?table options of the model
function methods:renew(options)
    self.clock, self.sent_codes = START, {}
    local config = {
        now = function()
            return self.clock
        end,
        on_code = function(number, code, method)
            table.insert(self.sent_codes, {
                id = number.id, code = code, method = method,
            })
        end,
    }
    for name, value in pairs(options or {}) do
        config[name] = value
    end
    self.model = simulator.new(config)
end

--- To be called in a `describe`: a model that is new in each of its tests.
-- @tparam ?table options of the model
function model.served(options)
    local self = setmetatable({}, metatable)
    busted.before_each(function()
        self:renew(options)
    end)
    return self
end

--- A request as given. The answer has its JSON, decoded, as `body`; its error's
-- `code`; as `refusal` code and subcode; and as `text` what was sent.
function methods:send(request)
    local response = self.model:handle(request)
    local ok, body = pcall(cjson.decode, response.body)
    response.text = response.body
    response.body = ok and body or nil
    local problem = ok and type(body) == "table" and body.error or {}
    response.code = problem.code
    response.refusal = { problem.code, problem.error_subcode }
    return response
end

local function headers_of(options)
    local headers = {
        authorization = "Bearer " .. (options.token or "a-token"),
        ["content-type"] = "application/json",
    }
    for name, value in pairs(options.headers or {}) do
        headers[name] = value
    end
    return headers
end

local function path_of(path, options)
    return "/" .. (options.version or "v25.0") .. "/" .. path
end

--- @param options token, version, headers
function methods:get(path, options)
    options = options or {}
    return self:send {
        method = "GET",
        path = path_of(path, options),
        headers = headers_of(options),
    }
end

function methods:post(path, body, options)
    options = options or {}
    return self:send {
        method = options.method or "POST",
        path = path_of(path, options),
        headers = headers_of(options),
        body = body and cjson.encode(body) or "",
    }
end

function methods:register(id, pin, fields)
    local body = { messaging_product = "whatsapp", pin = pin or "071934" }
    for name, value in pairs(fields or {}) do
        body[name] = value
    end
    return self:post(id .. "/register", body)
end

function methods:deregister(id, options)
    return self:post(id .. "/deregister", nil, options)
end

function methods:set_options(changes)
    assert(self.model:set_options(changes))
end

function methods:set(id, fields)
    return assert(self.model:set_number(id, fields))
end

return model
