--- Commands that look: status, preflight, budget, attempts, reconcile. They
-- change nothing but the journal, in which status and reconcile settle what
-- was left open.
-- @module whatsapp.registration.cli.looks

local advice = require "whatsapp.registration.cli.advice"
local document = require "whatsapp.registration.cli.document"
local exits = require "whatsapp.registration.cli.exits"
local numbers = require "whatsapp.registration.number"
local records = require "whatsapp.registration.cli.records"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local session = require "whatsapp.registration.cli.session"

local looks = {}

local function append(lines, more)
    for _, line in ipairs(more) do
        lines[#lines + 1] = line
    end
end

local function all_numbers(self)
    local each, err = self.client:phone_numbers {
        waba_id = self.given.waba_id }
    if not each then
        return nil, err
    end
    local number
    number, err = each()
    while number do
        self.show(number, report.number(number, number.id or "?"))
        number, err = each()
    end
    return not err, err
end

-- What is left of ten attempts, and of ten code requests
local function budget_of(client)
    local budget, err = client:budget()
    if budget then
        budget.code_requests, err = client:budget(nil, "request_code")
    end
    return not err and budget or nil, err
end

local function settled_line(attempt)
    return ("%s of %s: %s"):format(attempt.operation,
        report.time(attempt.reserved_at), attempt.state)
end

-- Settles attempts that were left open, and counts
local function count(self, shown, lines)
    if not self.journal then
        if self.journal_error then
            shown.journal_error = self.journal_error.message
            self.screen:note("no journal: ", shown.journal_error)
        end
        return true
    end
    local settled, err = self.client:reconcile(self.client.phone_number_id)
    if not settled then
        return nil, err
    end
    shown.settled = document.list(settled)
    shown.budget, err = budget_of(self.client)
    if not shown.budget then
        return nil, err
    end
    append(lines, report.budget(shown.budget))
    for _, attempt in ipairs(settled) do
        lines[#lines + 1] = screens.row("settled", settled_line(attempt))
    end
    return true
end

local function is_registered(number)
    if numbers.is_registered(number) then
        return true
    end
    return numbers.is_unregistered(number) and false or nil
end

function looks.status(self)
    local given = self.given
    local client, err = session.open(self, { account = given.waba_id,
        journal = not given.waba_id and "optional" })
    if not client then
        return nil, err
    elseif given.waba_id then
        return all_numbers(self)
    end
    local number
    number, err = client:phone_number {}
    if not number then
        return nil, err
    end
    local shown = { number = number, registered = is_registered(number),
        notes = document.list(numbers.notes(number)) }
    local lines = report.number(number, client.phone_number_id)
    local counted
    counted, err = count(self, shown, lines)
    if not counted then
        return nil, err
    end
    report.add_notes(shown.notes, lines)
    self.show(shown, lines)
    return true
end

local FINE = { register = true, already_registered = true }

local function verdict_lines(found, id)
    local lines = report.number(found.number, id)
    local function add(label, value, colour)
        lines[#lines + 1] = value and screens.row(label, value, colour)
    end
    add("action", found.action, FINE[found.action] and "good" or "bad")
    add("reason", found.reason)
    add("what to do", found.hint)
    add("command", advice.remedy(found.remedy))
    report.add_notes(found.notes, lines)
    return lines
end

function looks.preflight(self)
    local client, err = session.open(self, {})
    local found
    if client then
        found, err = client:preflight { waba_id = self.given.waba_id }
    end
    if not found then
        return nil, err
    end
    found.notes = document.list(found.notes)
    self.show(found, verdict_lines(found, client.phone_number_id))
    return FINE[found.action] and true
        or exits.of_kind[found.kind] or exits.FAILURE
end

function looks.budget(self)
    local known, err = records.open(self)
    local budget
    if known then
        budget, err = budget_of(known)
    end
    if not budget then
        return nil, err
    end
    self.show(budget, report.budget(budget))
    return true
end

function looks.attempts(self)
    local known, err = records.open(self)
    local attempts
    if known then
        attempts, err = known:attempts()
    end
    if not attempts then
        return nil, err
    end
    for _, attempt in ipairs(attempts) do
        self.show(attempt, { report.attempt(attempt) })
    end
    if not attempts[1] then
        self.screen:note "no attempts"
    end
    return true
end

local function show_settled(self, settled)
    local lines = {}
    for index, attempt in ipairs(settled) do
        lines[index] = attempt.phone_number_id .. "  " .. settled_line(attempt)
    end
    self.show({ settled = document.list(settled) }, lines[1] and lines
        or { "nothing was left open" })
end

function looks.reconcile(self)
    local client, err = session.open(self, { journal = true, account = true })
    if not client then
        return nil, err
    end
    local settled
    settled, err = client:reconcile(self.given.phone_number_id)
    if settled or err.settled and err.settled[1] then
        show_settled(self, settled or err.settled)
    end
    return settled and true, err
end

return looks
