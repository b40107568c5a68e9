--- Finds the endpoint by method and path: one row per operation.
-- @module whatsapp.registration.simulator.routes

local business_account =
    require "whatsapp.registration.simulator.business_account"
local errors = require "whatsapp.registration.simulator.errors"
local messages = require "whatsapp.registration.simulator.messages"
local number_fields =
    require "whatsapp.registration.simulator.number_fields"
local parameters = require "whatsapp.registration.simulator.parameters"
local registration =
    require "whatsapp.registration.simulator.registration"
local storage = require "whatsapp.registration.simulator.storage"
local tokens = require "whatsapp.registration.simulator.tokens"
local verification =
    require "whatsapp.registration.simulator.verification"

local routes = {}

local MANAGEMENT = { "whatsapp_business_management" }
local MESSAGING = { "whatsapp_business_messaging" }
local EITHER = { MANAGEMENT[1], MESSAGING[1] }

local function read_number(call)
    local fields = parameters.text(call.params.fields)
    return number_fields.project(call.number, fields, call.model)
end

local ROWS = {}

--- The names of all operations, as faults and recorded requests have them.
routes.OPERATIONS = { set_display_name = true }

local function add(node, method, edge, operation, scopes, endpoint)
    ROWS[#ROWS + 1] = {
        node = node,
        method = method,
        edge = edge,
        operation = operation,
        scopes = scopes,
        endpoint = endpoint,
    }
    routes.OPERATIONS[operation] = true
end

add("number", "GET", "", "phone_number", EITHER, read_number)
add("number", "POST", "", "setup_two_step", MANAGEMENT, registration.update)
add("number", "POST", "register", "register", MANAGEMENT, registration.register)
add("number", "POST", "deregister", "deregister", MANAGEMENT,
    registration.deregister)
add("number", "POST", "request_code", "request_code", MANAGEMENT,
    verification.request_code)
add("number", "POST", "verify_code", "verify_code", MANAGEMENT,
    verification.verify_code)
add("number", "GET", "settings", "local_storage", MANAGEMENT, storage.read)
add("number", "POST", "settings", "set_local_storage", MANAGEMENT,
    storage.write)
add("number", "POST", "messages", "send_text", MESSAGING, messages.send)
add("waba", "GET", "", "business_account", MANAGEMENT, business_account.read)
add("waba", "GET", "phone_numbers", "phone_numbers", MANAGEMENT,
    business_account.phone_numbers)
add("waba", "POST", "phone_numbers", "add_number", MANAGEMENT,
    business_account.add_number)
add("waba", "GET", "subscribed_apps", "subscribed_apps", MANAGEMENT,
    business_account.subscribed_apps)
add("waba", "POST", "subscribed_apps", "subscribe_app", MANAGEMENT,
    business_account.subscribe)
add("waba", "DELETE", "subscribed_apps", "unsubscribe_app", MANAGEMENT,
    business_account.unsubscribe)
add("none", "GET", "debug_token", "inspect_token", {}, tokens.inspect)

local function find_row(node, method, edge)
    for _, row in ipairs(ROWS) do
        if row.node == node and row.method == method and row.edge == edge then
            return row
        end
    end
end

local function has_edge(node, edge)
    for _, row in ipairs(ROWS) do
        if row.node == node and row.edge == edge then
            return true
        end
    end
    return false
end

-- /v25.0/{id}/{edge}: version and edge may be missing; debug_token has no id.
local function split(path)
    local version, rest = path:match("^/(v%d+%.%d+)(/.*)$")
    rest = rest or path
    if rest:match("^/debug_token/?$") then
        return version, nil, "debug_token", rest
    end
    local id, edge = rest:match("^/(%d+)/?([%w_]*)/?$")
    return version, id, edge, rest
end

-- One path, two operations: the parameters decide.
local function operation_of(row, request)
    if row.operation == "setup_two_step"
        and (request.query.new_display_name
            or request.body:find("new_display_name", 1, true)) then
        return "set_display_name"
    end
    return row.operation
end

--- Reads a request as far as that needs no permission.
-- @treturn table version, id, edge, rest (the path after the version) and
--   operation; each may be missing
function routes.parse(model, request)
    local method = request.method
    local version, id, edge, rest = split(request.path)
    local row
    if edge then
        local node = id and (model.wabas[id] and "waba" or "number") or "none"
        row = find_row(node, method, edge) or find_row("waba", method, edge)
    end
    return {
        version = version,
        id = id,
        edge = edge,
        rest = rest,
        operation = row and operation_of(row, request),
    }
end

-- An account that its business has taken away is not there.
local function is_shown(model, waba_id, token)
    local waba = model.wabas[waba_id]
    return waba and not waba.removed and tokens.may_see(token, waba_id)
end

local function find_node(model, route, token)
    if not route.id then
        return "none", nil
    end
    local record = model.numbers[route.id]
    if record and is_shown(model, record.waba_id, token) then
        return "number", record
    end
    if is_shown(model, route.id, token) then
        return "waba", model.wabas[route.id]
    end
end

-- Keeps an object that follows the pattern, unless it is only read.
local function keep(call, node, object)
    if call.request.method == "GET" then
        return
    elseif node == "number" then
        call.model:keep_number(object)
    elseif node == "waba" then
        call.model:keep_account(object)
    end
end

local NODE_TYPES = {
    number = number_fields.NODE_TYPE,
    waba = business_account.NODE_TYPE,
}

-- For Graph, an edge that is read is a field.
local function refuse_path(node, method, route)
    if has_edge(node, route.edge) then
        return errors.unsupported(method, route.id or route.edge)
    end
    if method == "GET" and NODE_TYPES[node] then
        return errors.nonexisting_field(route.edge, NODE_TYPES[node])
    end
    return errors.unknown_path(route.edge)
end

--- Finds the endpoint for a call, and the object that it is about.
-- @tparam table call model, request, route, token
-- @treturn ?table endpoint, and number or waba
-- @treturn ?table a failure
function routes.find(call)
    local route, method = call.route, call.request.method
    if not route.edge then
        return nil, errors.unknown_path()
    end
    local node, object = find_node(call.model, route, call.token)
    if not node then
        return nil, errors.unsupported(method, route.id)
    end
    local row = find_row(node, method, route.edge)
    if not row then
        return nil, refuse_path(node, method, route)
    end
    local permitted, failure = tokens.permit(call.token, row.scopes)
    if not permitted then
        return nil, failure
    end
    keep(call, node, object)
    return { endpoint = row.endpoint, [node] = object }
end

local function number_of(version)
    return tonumber(version:match("^v(%d+%.%d+)$"))
end

--- Finds the version that serves a request: an expired one is served by the
-- oldest live one, a missing one by the newest.
-- @tparam table route version ("v25.0", or nil) and rest
-- @tparam table settings
-- @treturn ?string the version's name
-- @return its number, or a failure
function routes.serve(route, settings)
    local asked = route.version
    local oldest = number_of(settings.oldest_version)
    local newest = number_of(settings.newest_version)
    if not asked then
        return settings.newest_version, newest
    end
    local wanted = number_of(asked)
    if wanted > newest then
        return nil, errors.unknown_path(route.rest:sub(2))
    end
    if wanted < oldest then
        return settings.oldest_version, oldest
    end
    return asked, wanted
end

return routes
