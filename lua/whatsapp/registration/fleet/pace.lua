--- How fast a fleet may go: the usage headers of an account slow down that
-- account alone, and those of the app all accounts.
-- @module whatsapp.registration.fleet.pace

local core = require "whatsapp.registration.core"

local pace = {}

-- Percent of what is allowed
local SLOWER, STOP = 75, 95

-- Seconds between two numbers of an account just before it is stopped
local LONGEST_GAP = 2

-- Seconds to wait if the server names none
local UNNAMED = 60

-- For rows that name no account, and for the app
local NO_ACCOUNT, APP = {}, {}

local Pace = {}
Pace.__index = Pace

function pace.new()
    return setmetatable({ [NO_ACCOUNT] = {}, [APP] = {}, accounts = {} },
        Pace)
end

local function state_of(self, account)
    if account == nil then
        return self[NO_ACCOUNT]
    end
    local state = self.accounts[account]
    if not state then
        state = {}
        self.accounts[account] = state
    end
    return state
end

local function wait_of(state, now)
    return math.max(state.until_ and state.until_ - now or 0,
        state.next_at and state.next_at - now or 0)
end

--- Seconds until a number of this account may be begun; 0: now.
-- @tparam ?string account
-- @treturn number
function Pace:wait(account)
    local now = core.now()
    return math.max(wait_of(state_of(self, account), now),
        wait_of(self[APP], now), 0)
end

--- Notes that a number is begun.
-- @tparam ?string account
function Pace:begin(account)
    for _, state in ipairs { state_of(self, account), self[APP] } do
        if (state.gap or 0) > 0 then
            state.next_at = core.now() + state.gap
        end
    end
end

--- Stops an account for some time.
-- @tparam ?string account
-- @tparam ?number seconds that the server asked for; 0 names no time
function Pace:stop(account, seconds)
    local state = state_of(self, account)
    local ends = core.now() + (seconds and seconds > 0 and seconds or UNNAMED)
    state.until_ = math.max(state.until_ or 0, ends)
end

--- Seconds until the first account that is stopped may go on; nil: none is.
-- @treturn ?number
function Pace:stopped_for()
    local now, least = core.now(), nil
    local function look(state)
        local left = state.until_ and state.until_ - now or 0
        if left > 0 then
            least = math.min(least or left, left)
        end
    end
    look(self[APP])
    look(self[NO_ACCOUNT])
    for _, state in pairs(self.accounts) do
        look(state)
    end
    return least
end

local MEASURES = { "call_count", "total_cputime", "total_time" }

-- Percent, and seconds until the account may go on
local function read(use)
    local percent = 0
    for _, measure in ipairs(MEASURES) do
        percent = math.max(percent, tonumber(use[measure]) or 0)
    end
    local minutes = tonumber(use.estimated_time_to_regain_access) or 0
    return percent, minutes > 0 and minutes * 60 or nil
end

local function apply(state, percent, seconds)
    state.gap = percent >= SLOWER
        and (percent - SLOWER + 1) / (STOP - SLOWER) * LONGEST_GAP or 0
    if percent >= STOP or seconds then
        local ends = core.now() + (seconds or UNNAMED)
        state.until_ = math.max(state.until_ or 0, ends)
    end
end

-- An account may have several usage values: the highest counts.
local function highest(uses)
    local most, seconds = 0, nil
    for _, use in pairs(type(uses) == "table" and uses or {}) do
        if type(use) == "table" then
            local percent, wait = read(use)
            most = math.max(most, percent)
            seconds = wait and math.max(seconds or 0, wait) or seconds
        end
    end
    return most, seconds
end

--- Notes what an answer's headers say.
-- @tparam ?string account that the row names
-- @tparam ?table usage of a response
function Pace:note(account, usage)
    if not usage then
        return
    end
    for named, uses in pairs(usage.business or {}) do
        local percent, seconds = highest(uses)
        apply(state_of(self, named), percent, seconds)
        if account == nil then
            apply(self[NO_ACCOUNT], percent, seconds)
        end
    end
    if usage.app then
        apply(self[APP], read(usage.app))
    end
end

return pace
