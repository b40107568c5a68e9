--- The simulator's model with a clock of the spec's own.
--
--     local sim = model.new { shared_limit = false }
--     local answer = sim:post("106540352242923/register", { pin = "071934" })
--     answer.status, answer.body.error.code
--     sim.clock = sim.clock + 60

local cjson = require("cjson").new()
local simulator = require "whatsapp.registration.simulator"

local model = {}

local methods = {}
local metatable = { __index = methods }

-- 2026-01-01
local START = 1767225600

--- Makes a model; `sent_codes` of it is filled instead of sending SMS.
function model.new(options)
    local self = setmetatable({ clock = START, sent_codes = {} }, metatable)
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
    return self
end

--- A request as given; adds `decoded`, the answer's JSON body, as `body`.
function methods:send(request)
    local response = self.model:handle(request)
    local ok, body = pcall(cjson.decode, response.body)
    response.text = response.body
    response.body = ok and body or nil
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
