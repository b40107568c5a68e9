--- What came with an answer besides its body. A result carries it as
-- `response`; most callers never look, so the headers are read when asked for.
-- @module whatsapp.registration.response

local core = require "whatsapp.registration.core"
local json = require "whatsapp.registration.json"

local response = {}

local APP_USAGE, BUSINESS_USAGE = "x-app-usage", "x-business-use-case-usage"
local TRACE_ID, REQUEST_ID = "x-fb-trace-id", "x-fb-request-id"
local RETRY_AFTER, API_VERSION = "retry-after", "facebook-api-version"

local function read_json(line)
    return line and json.decode_small(line)
end

-- Meta documents the usage headers as JSON, in percent of what is allowed.
local function read_usage(self)
    local fields = core.headers(self.lines, APP_USAGE, BUSINESS_USAGE)
    local usage = {
        app = read_json(fields[APP_USAGE]),
        business = read_json(fields[BUSINESS_USAGE]),
    }
    return next(usage) and usage or nil
end

local readers = {
    headers = function(self)
        return core.headers(self.lines)
    end,
    trace_id = function(self)
        local fields = core.headers(self.lines, TRACE_ID, REQUEST_ID)
        return fields[TRACE_ID] or fields[REQUEST_ID]
    end,
    api_version = function(self)
        return core.headers(self.lines, API_VERSION)[API_VERSION]
    end,
    usage = read_usage,
}

--- The core makes one with `http_status`, `elapsed` (seconds from the start of
-- the call) and `tries` (how often it was sent). Read when asked for: `headers`
-- (names in lower case), `trace_id`, `api_version` (the one that served the
-- call) and `usage`. `lines` is the header as it came.
function response.read(self, key)
    local reader = readers[key]
    local value = reader and reader(self)
    rawset(self, key, value)
    return value
end

-- Seconds; a header that says more than a month is a mistake
local LONGEST_WAIT = 31 * 86400

local function longest_minutes(business)
    local longest = 0
    for _, uses in pairs(business) do
        for _, use in ipairs(type(uses) == "table" and uses or {}) do
            local minutes = type(use) == "table"
                and tonumber(use.estimated_time_to_regain_access) or 0
            longest = math.max(longest, minutes)
        end
    end
    return longest
end

--- Seconds to wait according to the headers, or nil. Meta gives minutes in
-- x-business-use-case-usage; Retry-After is honoured if it comes.
-- @tparam table self a response
-- @treturn ?number
function response.wait(self)
    local fields = core.headers(self.lines, BUSINESS_USAGE, RETRY_AFTER)
    local business, after = fields[BUSINESS_USAGE], fields[RETRY_AFTER]
    business = read_json(business)
    local minutes = business and longest_minutes(business) or 0
    if minutes > 0 and minutes <= LONGEST_WAIT / 60 then
        return math.ceil(minutes * 60)
    end
    local seconds = after and tonumber(after:match "^%d+$") -- else it is a date
    return seconds and seconds <= LONGEST_WAIT and seconds or nil
end

return response
