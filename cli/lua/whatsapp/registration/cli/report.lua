--- Shows results and errors to people.
-- @module whatsapp.registration.cli.report

local advice = require "whatsapp.registration.cli.advice"
local document = require "whatsapp.registration.cli.document"
local error_fields = require "whatsapp.registration.cli.error_fields"
local screens = require "whatsapp.registration.cli.screen"

local report = {}

--- What adds a row to the lines of a result, if there is a value for it.
function report.adding(lines)
    return function(label, value, colour)
        lines[#lines + 1] = value and screens.row(label, value, colour)
    end
end

--- An error as a document.
-- @tparam table err
-- @treturn table
function report.error(err)
    local shown = {}
    for _, field in ipairs(error_fields) do
        shown[field[1]] = err[field[1]]
    end
    shown.completed = err.completed and document.list(err.completed)
    return { success = false, error = shown }
end

--- A time to wait: "2 days 23 h", "4 h 05 min", "90 s".
-- @tparam number seconds
-- @treturn string
function report.wait(seconds)
    seconds = math.ceil(seconds)
    local minutes = math.ceil(seconds / 60)
    if seconds < 120 then
        return ("%d s"):format(seconds)
    elseif minutes < 60 then
        return ("%d min"):format(minutes)
    elseif minutes % 60 == 0 then
        return ("%d h"):format(minutes / 60)
    end
    return ("%d h %02d min"):format(math.floor(minutes / 60), minutes % 60)
end

--- A time in UTC.
-- @tparam number time
-- @treturn string
function report.time(time)
    return os.date("!%Y-%m-%d %H:%M:%S UTC", math.floor(time))
end

local function code_of(err)
    if not err.code then
        return ""
    end
    return (" (%.0f%s)"):format(err.code,
        err.subcode and ("/%.0f"):format(err.subcode) or "")
end

-- The server's words for people, in the language of the token's user
local function user_text(err)
    if not err.user_title or not err.user_message then
        return err.user_message or err.user_title
    end
    return err.user_title .. ": " .. err.user_message
end

--- What the server says about an error, beside its message.
-- @tparam table err
-- @treturn ?string
function report.details(err)
    return err.details or user_text(err)
end

local SPENT = { [true] = "yes, one of ten in 72 hours" }

--- Shows that the journal or the PIN store failed.
-- @tparam table screen
-- @tparam table said an error, or the response of a result
function report.complain_of_loss(screen, said)
    local function add(label, problem)
        if problem then
            screen:complain(("  %s: %s"):format(label, problem), "bad")
        end
    end
    add("the journal failed", said.journal_error)
    add("the PIN store failed", said.pin_store_error)
end

--- Shows an error.
-- @tparam table screen
-- @tparam table err
-- @tparam ?string command that failed
function report.complain(screen, err, command)
    local step = err.step or err.operation
    screen:complain(("%s%s%s: %s"):format(step and step .. ": " or "",
        err.kind, code_of(err), err.message), "bad")
    local function add(label, value)
        if value then
            screen:complain(("  %s: %s"):format(label, value))
        end
    end
    add("details", err.details)
    add("Meta says", user_text(err))
    add("option", advice.option(err.field, command))
    add("what to do", err.hint)
    add("command", advice.remedy(err.remedy))
    add("to go on", advice.go_on(err))
    add("wait", err.retry_after and report.wait(err.retry_after))
    add("attempt spent", SPENT[err.attempt_spent])
    add("done before", err.completed and err.completed[1]
        and table.concat(err.completed, ", "))
    report.complain_of_loss(screen, err)
    add("trace", err.trace_id)
end

-- The rows for a number: a label, and the field of the Graph API
local ROWS = {
    { "status", "status" },
    { "platform", "platform_type" },
    { "ownership", "code_verification_status" },
    { "display name", "name_status" },
    { "two-step PIN", "is_pin_enabled" },
    { "can send", "health_status" },
}

local ON_OR_OFF = { [true] = "on", [false] = "off" }

local function value_of(number, field)
    local value = number[field]
    if type(value) == "table" then
        value = value.can_send_message
    end
    return value ~= nil and (ON_OR_OFF[value] or value) or "not shown"
end

--- Whether a number is registered.
-- @treturn ?boolean nil if that is not clear
function report.is_registered(number)
    -- Loaded only when a number is shown
    local numbers = require "whatsapp.registration.number"
    if numbers.is_registered(number) then
        return true
    elseif numbers.is_unregistered(number) then
        return false
    end
    return nil
end

local function registered(number)
    local is_so = report.is_registered(number)
    return screens.row("registered", is_so and "yes"
        or is_so == false and "no" or "not clear", is_so and "good" or nil)
end

--- Shows a number. The server may withhold any field.
-- @tparam table number as read
-- @tparam string id that it was asked for by
-- @treturn table lines
function report.number(number, id)
    local lines = { { screens.paint(number.display_phone_number or "?",
        "strong"), "  ", id, "  ", number.verified_name or "" },
        registered(number) }
    for _, row in ipairs(ROWS) do
        lines[#lines + 1] = screens.row(row[1], value_of(number, row[2]))
    end
    return lines
end

--- Shows notes on a number.
-- @tparam table notes sentences
-- @tparam table lines that get them
function report.add_notes(notes, lines)
    for _, note in ipairs(notes) do
        lines[#lines + 1] = screens.row("note", note)
    end
end

local function add_budget(lines, label, budget)
    lines[#lines + 1] = screens.row(label, ("%d of %d in 72 hours"):format(
        budget.left, budget.limit))
    if budget.blocked_until then
        lines[#lines + 1] = screens.row("blocked until",
            report.time(budget.blocked_until))
    elseif budget.next_at and budget.left == 0 then
        lines[#lines + 1] = screens.row("next at",
            report.time(budget.next_at))
    end
end

--- Shows a budget.
-- @tparam table lines that get it
-- @treturn table lines
function report.add_budgets(lines, budget)
    add_budget(lines, "attempts left", budget)
    if budget.code_requests then
        add_budget(lines, "codes left", budget.code_requests)
    end
    return lines
end

--- Shows an attempt.
-- @treturn string
function report.attempt(attempt)
    return ("%s  %-10s  %s%s"):format(report.time(attempt.reserved_at),
        attempt.operation, attempt.state, code_of(attempt))
end

return report
