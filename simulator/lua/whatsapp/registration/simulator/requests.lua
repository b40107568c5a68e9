--- What the simulator received, for tests to look at. Holds tokens and PINs, as
-- sent.
-- @module whatsapp.registration.simulator.requests

local requests = {}

local function new_entry(index, request, route, now)
    return {
        index = index,
        time = now,
        method = request.method,
        path = request.path,
        query = request.query,
        headers = request.headers,
        body = request.body,
        operation = route.operation,
        id = route.id,
    }
end

--- Records a request; if there are more than `limit`, the oldest are dropped.
-- @treturn table the entry, to which status and fault are added later
function requests.record(log, request, route, now, limit)
    log.total = log.total + 1
    local entry = new_entry(log.total, request, route, now)
    log[#log + 1] = entry
    while #log > limit do
        table.remove(log, 1)
    end
    return entry
end

function requests.new_log()
    return { total = 0 }
end

local function matches(entry, filter)
    for field, wanted in pairs(filter) do
        if tostring(entry[field]) ~= tostring(wanted) then
            return false
        end
    end
    return true
end

--- Finds recorded requests.
-- @tparam ?table filter fields that must be equal: operation, id, method, path,
--   status
-- @treturn table entries, oldest first
function requests.select(log, filter)
    local selected = {}
    for _, entry in ipairs(log) do
        if matches(entry, filter or {}) then
            selected[#selected + 1] = entry
        end
    end
    return selected
end

return requests
