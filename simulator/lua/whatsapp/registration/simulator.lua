--- A Graph API of your own: the endpoints that register WhatsApp business
-- phone numbers, as a model without I/O.
--
--     local simulator = require "whatsapp.registration.simulator"
--     local model = simulator.new()
--     local response = model:handle {
--         method = "POST",
--         path = "/v25.0/106540352242923/register",
--         headers = { authorization = "Bearer any" },
--         body = '{"messaging_product":"whatsapp","pin":"071934"}',
--     }
--
-- doc/simulator.md describes it; the server is in simulator/server.lua.
-- @module whatsapp.registration.simulator

local answers = require "whatsapp.registration.simulator.answers"
local faults = require "whatsapp.registration.simulator.faults"
local fixtures = require "whatsapp.registration.simulator.fixtures"
local made = require "whatsapp.registration.simulator.made"
local merged = require "whatsapp.registration.simulator.merged"
local number = require "whatsapp.registration.simulator.number"
local options = require "whatsapp.registration.simulator.options"
local requests = require "whatsapp.registration.simulator.requests"
local routes = require "whatsapp.registration.simulator.routes"
local webhooks = require "whatsapp.registration.simulator.webhooks"

local simulator = {}

local model_methods = {}
local model_metatable = {
    __index = model_methods,
    __name = "whatsapp.registration.simulator",
}

local INJECTED = { "now", "random", "on_code", "on_webhook",
    "app_secret_proof" }

local function do_nothing()
end

local function without_injected(config)
    local settings = merged(config)
    for _, name in ipairs(INJECTED) do
        settings[name] = nil
    end
    return settings
end

--- Makes a model. Raises an error for an unknown option.
-- @tparam ?table config options (see simulator/options.lua); `now()`, a clock
--   in seconds; `random(m, n)`, as math.random; `on_code(number, code,
--   method)`, called instead of sending an SMS; `on_webhook(body)`, called
--   instead of sending an event; `app_secret_proof(token)`, which returns what
--   `appsecret_proof` has to be
function simulator.new(config)
    config = config or {}
    local model = setmetatable({
        clock = config.now or os.time,
        random = config.random or math.random,
        on_code = config.on_code or do_nothing,
        on_webhook = config.on_webhook or do_nothing,
        app_secret_proof = config.app_secret_proof,
        initial_settings = without_injected(config),
    }, model_metatable)
    model:reset()
    return model
end

local function new_settings(changes)
    local settings, problem = options.new(changes)
    if not settings then
        error(problem, 0)
    end
    return settings
end

-- Looks up what is kept, or else makes what follows the pattern
local function kept_or(make, self)
    return setmetatable({}, { __index = function(_, id)
        return make(self, id)
    end })
end

local function add_waba(self, id)
    self:keep_account(self.wabas[id] or {
        id = id,
        name = "Lucky Shrub",
        is_subscribed = false,
    })
end

--- Puts everything back to how it was at the start: numbers, faults, options,
-- clock, recorded requests.
function model_methods:reset()
    self.options = new_settings(self.initial_settings)
    self.clock_offset = 0
    self.calls = {}
    self.requests_log = requests.new_log()
    self.faults = {}
    self.documented = made.documented(self:now())
    self.numbers = kept_or(made.number, self)
    self.number_order, self.made_order = {}, {}
    self.wabas = kept_or(made.account, self)
    self.account_order = {}
    for _, fields in ipairs(fixtures.numbers(self:now())) do
        assert(self:add_number(fields))
    end
end

--- Seconds, moved on by `advance`.
function model_methods:now()
    return self.clock() + self.clock_offset
end

function model_methods:advance(seconds)
    self.clock_offset = self.clock_offset + seconds
end

local DIGITS = "0123456789"
local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    .. DIGITS .. "_-"

local function draw(self, n, alphabet)
    local characters = {}
    for i = 1, n do
        local position = self.random(1, #alphabet)
        characters[i] = alphabet:sub(position, position)
    end
    return table.concat(characters)
end

--- Draws so many random decimal digits.
function model_methods:random_digits(n)
    return draw(self, n, DIGITS)
end

--- Draws so many random characters of base64url.
function model_methods:random_id(n)
    return draw(self, n, ALPHABET)
end

--- Adds a phone number; its account comes into being with it.
-- @treturn ?table the number
-- @treturn ?string what is wrong with the fields
function model_methods:add_number(fields)
    local record, problem = number.new(fields)
    if not record then
        return nil, problem
    end
    self.numbers[record.id] = record
    self.number_order[#self.number_order + 1] = record.id
    add_waba(self, record.waba_id)
    return record
end

--- Keeps a number that follows the pattern, as it is about to change.
function model_methods:keep_number(record)
    if rawget(self.numbers, record.id) == nil then
        self.numbers[record.id] = record
        self.made_order[#self.made_order + 1] = record.id
    end
end

--- Keeps an account.
function model_methods:keep_account(account)
    if rawget(self.wabas, account.id) == nil then
        self.wabas[account.id] = account
        self.account_order[#self.account_order + 1] = account.id
    end
end

--- Changes fields of a number, or adds the number.
-- @treturn ?table the number
-- @treturn ?string what is wrong with the fields
function model_methods:set_number(id, fields)
    local record = self.numbers[id]
    if not record then
        return self:add_number(merged({ id = id, waba_id = fixtures.WABA },
            fields))
    end
    if made.places_of(self, id) then
        if fields.waba_id and fields.waba_id ~= record.waba_id then
            return nil, "a number of the pattern stays in its account"
        end
        self:keep_number(record)
    end
    local before = webhooks.look(record)
    local ok, problem = number.change(record, fields)
    if not ok then
        return nil, problem
    end
    add_waba(self, record.waba_id)
    webhooks.tell(self, record, before)
    return record
end

--- Adds a fault; see doc/simulator.md.
-- @treturn ?boolean true
-- @treturn ?string what is wrong with the description
function model_methods:fault(spec)
    local fault, problem = faults.new(spec)
    if not fault then
        return nil, problem
    end
    self.faults[#self.faults + 1] = fault
    return true
end

function model_methods:clear_faults()
    self.faults = {}
end

--- Finds recorded requests.
-- @tparam ?table filter fields that must be equal: operation, id, method, path,
--   status
-- @treturn table entries, oldest first
function model_methods:received(filter)
    return requests.select(self.requests_log, filter)
end

function model_methods:forget_received()
    self.requests_log = requests.new_log()
end

--- Changes options; all or none. `reset` brings the first ones back.
-- @treturn ?boolean true
-- @treturn ?string what is wrong
function model_methods:set_options(changes)
    return options.change(self.options, changes)
end

--- Takes a request in: records it and finds out which fault it meets. Nothing
-- is changed yet.
-- @tparam table request method, path (with or without the query), query (string
--   or table), headers, body
-- @treturn table an exchange for `finish`; `late` is how many seconds to wait
--   until then
function model_methods:begin(request)
    request = answers.normalize(request)
    local route = routes.parse(self, request)
    local exchange = { request = request, route = route }
    exchange.entry = requests.record(self.requests_log, request, route,
        self:now(), self.options.request_log)
    exchange.fault = faults.take(self.faults, request, route)
    local asked = request.headers["x-simulator-fault"]
    if asked and not exchange.fault then
        exchange.fault, exchange.problem = faults.parse(asked)
    end
    exchange.late = exchange.fault and exchange.fault.late
    return exchange
end

--- Applies the request and makes the answer.
-- @treturn table status, headers, body; and if a fault has it sent in a way of
--   its own: `delay` (seconds before), `close` (without an answer), `cut`
--   (after so many bytes of the body), `drip` (seconds between bytes), `stall`
--   (never go on)
function model_methods:finish(exchange)
    local response = answers.make(self, exchange)
    exchange.entry.status = not response.close and response.status or nil
    exchange.entry.error_code = response.error_code
    exchange.entry.fault = exchange.fault
        and (exchange.fault.name or exchange.fault.fault)
    return response
end

--- Request in, response out.
function model_methods:handle(request)
    return self:finish(self:begin(request))
end

return simulator
