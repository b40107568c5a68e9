--- What became of a number, as a fleet sees it: the line of its result, and
-- whether the fleet can go on.
-- @module whatsapp.registration.fleet.outcome

local json = require "whatsapp.registration.json"

local outcome = {}

-- About the token, the app or the account, not about one number
local SYSTEMIC = { authentication = true, permission = true, policy = true,
    account_locked = true, tls = true }

-- After so many numbers in a row without an answer, the fault is not a
-- number's.
local AWAY = { unavailable = true, network = true, timeout = true }
local MOST_AWAY = 5

-- Limits of one number and of one recipient
local OWN_LIMITS = { request_code = true, verify_code = true,
    send_text = true }

local ERROR_FIELDS = { "kind", "code", "subcode", "message", "details",
    "user_title", "user_message", "next_action", "hint", "retry_after",
    "http_status", "trace_id", "operation", "field", "attempt_spent" }

local function error_of(err)
    local shown = {}
    for _, field in ipairs(ERROR_FIELDS) do
        shown[field] = err[field]
    end
    return shown
end

local function steps_of(report)
    local steps = {}
    for index, step in ipairs(report.steps) do
        steps[index] = { name = step.name, outcome = step.outcome,
            reason = step.reason, elapsed = step.elapsed }
    end
    return steps
end

local function add_report(entry, report)
    if report.action then -- preflight
        entry.success, entry.action = true, report.action
        entry.reason, entry.kind = report.reason, report.kind
        entry.report = { hint = report.hint,
            notes = json.list(report.notes or {}) }
        return
    end
    entry.success, entry.dry_run = report.success, report.dry_run
    entry.step, entry.report = report.step, { steps = steps_of(report),
        next_action = report.next_action, hint = report.hint }
    entry.waiting = not report.success or nil
end

--- The line of a result.
-- @tparam ?string number
-- @tparam string workflow
-- @tparam ?table report
-- @tparam ?table err
-- @treturn table
function outcome.entry(number, workflow, report, err)
    local entry = { phone_number_id = number, workflow = workflow,
        success = false, finished_at = os.time() }
    if report then
        add_report(entry, report)
    else
        entry.step, entry.error = err.step, error_of(err)
        entry.completed = err.completed and json.list(err.completed)
        entry.waiting = err.kind == "verification_required"
            and err.origin == "local" or nil
    end
    return entry
end

--- What an entry counts as.
function outcome.counts_as(entry)
    return entry.success and "succeeded" or entry.waiting and "waiting"
        or "failed"
end

--- Whether an error asks the whole account to wait; the number is then tried
-- again.
function outcome.asks_account_to_wait(err)
    return err.kind == "rate_limited" and not OWN_LIMITS[err.operation]
end

--- Whether an error comes from this machine, the journal or the PIN store, and
-- nothing was sent: the number is then tried again.
function outcome.is_local_trouble(err)
    return err.kind == "unavailable" and err.origin == "local"
        and err.sent == "no"
end

--- Whether an error stops the fleet.
-- @tparam table self a fleet, whose `away` counts
-- @tparam ?table err of the number that is over; nil if there is none
-- @treturn boolean
function outcome.stops(self, err)
    local is_away = err and AWAY[err.kind] and err.origin ~= "local"
    self.away = is_away and self.away + 1 or 0
    return err ~= nil and (SYSTEMIC[err.kind] == true
        or self.away >= MOST_AWAY or outcome.is_local_trouble(err))
end

--- The usage in the last answers of a report.
-- @tparam ?table report
-- @treturn ?table
function outcome.usage(report)
    local number = report and report.number
    local found = number and number.response and number.response.usage
    for index = #(report and report.steps or {}), 1, -1 do
        local result = report.steps[index].result
        local response = type(result) == "table" and result.response
        if type(response) == "table" and response.usage then
            return response.usage
        end
    end
    return found
end

return outcome
