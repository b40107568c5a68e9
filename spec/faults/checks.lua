--- What has to hold of every call, whatever it met: between the error, what
-- the server received, the journal and the clock.

local core = require "whatsapp.registration.core"

local support = require "spec.support.client"

local checks = {}

local operations = core.operations()

local SLACK = 8 -- seconds, for a machine that is busy

-- Seconds from which on some libcurls take another connection for a change
local TOO_IDLE = 1

local NO_ANSWER = { network = true, timeout = true, tls = true }

local SECRETS = { support.TOKEN, "071934", "123830", "EAAGinspected" }

local function contains(list, wanted)
    for _, each in ipairs(list) do
        if each == wanted then
            return true
        end
    end
    return false
end

-- Changes that came in, whole ones, and all with those that were cut off
local function changes(got)
    local whole, all = 0, 0
    for _, request in ipairs(got and got.records or {}) do
        local is_change = request.method == "POST"
            or request.method == "DELETE"
        local begins = (request.bytes or ""):find "^P[^R]"
            or (request.bytes or ""):find "^D" or request.bytes == "P"
        whole = whole + (is_change and request.complete and 1 or 0)
        all = all + ((is_change or begins) and 1 or 0)
    end
    return whole, all
end

-- What a busy machine can make of a case: the connection had been idle for too
-- long, so that the request met a new one and the steps from the first on
local function met_a_new_one(case, record)
    return case.warm and not case.mends and record.outcome == "success"
        and record.since_first >= TOO_IDLE
end

-- The same, or the timeout ran out before the request
local function came_too_late(case, record, got)
    return met_a_new_one(case, record)
        or (case.timeout or case.connect_timeout)
        and record.outcome == "timeout/no" and got and changes(got) == 0
end

local rules = {}

function rules.outcome(case, record, got)
    if not contains(case.fault.outcomes, record.outcome)
        and not (case.is_read
            and contains(case.fault.of_reads or {}, record.outcome))
        and not came_too_late(case, record, got) then
        return "expected " .. table.concat(case.fault.outcomes, " or ")
    end
end

function rules.sent_agrees_with_what_the_server_saw(case, record, got)
    if not case.is_read and record.sent == "no" and changes(got) > 0 then
        return "the server has a whole request"
    end
end

function rules.no_second_post(case, record, got)
    local _, all = changes(got)
    if all > 1 then
        return all .. " changes"
    elseif not case.is_read and record.sent ~= "no"
        and record.requests > 2 then
        return record.requests .. " requests"
    end
end

function rules.attempt_spent(case, record)
    if record.outcome ~= "success"
        and record.attempt_spent ~= (case.spends and record.sent ~= "no") then
        return "attempt_spent is " .. tostring(record.attempt_spent)
    end
end

function rules.journal(case, record)
    local counts = (case.spends or case.operation == "request_code")
        and (record.outcome == "success" or record.sent ~= "no")
    if record.used ~= (counts and 1 or 0) then
        return "the journal counts " .. tostring(record.used)
    end
end

function rules.retryable(case, record)
    if record.outcome == "success" then
        return nil
    end
    local passes = NO_ANSWER[record.kind]
        or case.is_read and record.kind == "unavailable"
    local may = passes and (case.is_read or record.sent == "no") or false
    if record.retryable ~= may then
        return "retryable is " .. tostring(record.retryable)
    elseif NO_ANSWER[record.kind]
        and record.next_action ~= (may and "retry" or "check_status") then
        return "next_action is " .. tostring(record.next_action)
    end
end

function rules.no_status_is_invented(_, record)
    if NO_ANSWER[record.kind] and record.http_status then
        return "http_status is " .. record.http_status
    end
end

function rules.time(case, record)
    local limit = case.timeout or case.plenty - 2 * SLACK
    if case.connect_timeout then
        limit = 2 * case.connect_timeout
    end
    if record.elapsed > limit + SLACK then
        return ("took %.1f s"):format(record.elapsed)
    elseif case.timeout and record.kind == "timeout"
        and record.elapsed < case.timeout * 0.9 then
        return ("gave up after %.2f s"):format(record.elapsed)
    end
end

function rules.connections(case, _, got)
    local wanted = case.fault.connections
    if wanted and got.accepted ~= wanted then
        return got.accepted .. " connections instead of " .. wanted
    end
end

function rules.the_client_goes_on(case, record)
    if case.can_be_mended and record.after ~= "success"
        and not met_a_new_one(case, record) then
        return tostring(record.after)
    end
end

function rules.no_secret(_, record)
    for _, secret in ipairs(SECRETS) do
        if (record.message or ""):find(secret, 1, true) then
            return "a secret in: " .. record.message
        end
    end
end

function rules.the_first_call(_, record)
    return record.problem
end

--- Looks at one call.
-- @tparam table case
-- @tparam ?table record of the runner
-- @tparam ?table got what its server received
-- @treturn {string,...} what does not hold
function checks.problems(case, record, got)
    if not record then
        return { "there is no outcome" }
    end
    record.kind, record.sent = record.outcome:match "^(.*)/(.*)$"
    case.is_read = operations[case.operation].is_read
    case.spends = operations[case.operation].spends_attempt == true
    local problems = {}
    for name, rule in pairs(rules) do
        local problem = rule(case, record, got)
        if problem then
            problems[#problems + 1] = ("%s: %s: %s [%s %s: %s]"):format(
                case.operation, name:gsub("_", " "), problem, record.outcome,
                tostring(record.http_status), tostring(record.message))
        end
    end
    return problems
end

return checks
