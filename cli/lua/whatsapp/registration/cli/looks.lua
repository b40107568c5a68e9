--- Commands that look: status, preflight, budget, attempts, reconcile. They
-- change nothing but the journal, in which status and reconcile settle what
-- was left open.
-- @module whatsapp.registration.cli.looks

local advice = require "whatsapp.registration.cli.advice"
local document = require "whatsapp.registration.cli.document"
local exits = require "whatsapp.registration.cli.exits"
local must = require "whatsapp.registration.cli.must"
local numbers = require "whatsapp.registration.number"
local records = require "whatsapp.registration.cli.records"
local report = require "whatsapp.registration.cli.report"
local safe = require "whatsapp.registration.safe"
local screens = require "whatsapp.registration.cli.screen"
local session = require "whatsapp.registration.cli.session"

local looks = {}

local function append(lines, more)
    for _, line in ipairs(more) do
        lines[#lines + 1] = line
    end
end

-- How many of ten attempts and of ten code requests are left
local function budget_of(client)
    local budget = client:budget()
    budget.code_requests = client:budget(nil, "request_code")
    return budget
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
        return
    end
    local settled = self.client:reconcile(self.client.phone_number_id)
    shown.settled = document.list(settled)
    shown.budget = budget_of(self.client)
    append(lines, report.budget(shown.budget))
    for _, attempt in ipairs(settled) do
        lines[#lines + 1] = screens.row("settled", settled_line(attempt))
    end
end

local function is_registered(number)
    if numbers.is_registered(number) then
        return
    end
    return numbers.is_unregistered(number) and false or nil
end

function looks.status(self)
    local given = self.given
    local client = session.open(self, { account = given.waba_id,
        journal = not given.waba_id and "optional" })
    if given.waba_id then
        for number in client:phone_numbers { waba_id = given.waba_id } do
            self.show(number, report.number(number, number.id or "?"))
        end
        return
    end
    local number = client:phone_number {}
    local shown = { number = number, registered = is_registered(number),
        notes = document.list(numbers.notes(number)) }
    local lines = report.number(number, client.phone_number_id)
    count(self, shown, lines)
    report.add_notes(shown.notes, lines)
    self.show(shown, lines)
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
    local client = session.open(self, {})
    local found = client:preflight { waba_id = self.given.waba_id }
    found.notes = document.list(found.notes)
    self.show(found, verdict_lines(found, client.phone_number_id))
    return FINE[found.action] and true
        or exits.of_kind[found.kind] or exits.FAILURE
end

function looks.budget(self)
    local budget = budget_of(records.open(self))
    self.show(budget, report.budget(budget))
end

function looks.attempts(self)
    local attempts = records.open(self):attempts()
    for _, attempt in ipairs(attempts) do
        self.show(attempt, { report.attempt(attempt) })
    end
    if not attempts[1] then
        self.screen:note "no attempts"
    end
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
    local client = session.open(self, { journal = true, account = true })
    local settled, err = safe.reconcile(client, self.given.phone_number_id)
    if settled or err.settled and err.settled[1] then
        show_settled(self, settled or err.settled)
    end
    must(settled, err)
end

return looks
