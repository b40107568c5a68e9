--- Commands that look: status, preflight, budget, attempts, reconcile, pin.
-- They change nothing but the journal, in which status and reconcile settle
-- what was left open.
-- @module whatsapp.registration.cli.looks

local advice = require "whatsapp.registration.cli.advice"
local core = require "whatsapp.registration.core"
local document = require "whatsapp.registration.cli.document"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local must = require "whatsapp.registration.cli.must"
local numbers = require "whatsapp.registration.number"
local pins = require "whatsapp.registration.cli.pins"
local refuse = require "whatsapp.registration.cli.refuse"
local report = require "whatsapp.registration.cli.report"
local safe = require "whatsapp.registration.safe"
local screens = require "whatsapp.registration.cli.screen"
local session = require "whatsapp.registration.cli.session"
local stores = require "whatsapp.registration.cli.stores"
local terminal = require "whatsapp.registration.cli.terminal"

local looks = {}

-- How many of ten attempts and of ten code requests are left
local function budget_of(ask)
    local budget = ask("budget", "register")
    budget.code_requests = ask("budget", "request_code")
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
    shown.budget = budget_of(function(_, operation)
        return self.client:budget(nil, operation)
    end)
    report.add_budgets(lines, shown.budget)
    for _, attempt in ipairs(settled) do
        lines[#lines + 1] = screens.row("settled", settled_line(attempt))
    end
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
    local shown = { number = number, registered = report.is_registered(number),
        notes = document.list(numbers.notes(number)) }
    local lines = report.number(number, client.phone_number_id)
    count(self, shown, lines)
    report.add_notes(shown.notes, lines)
    self.show(shown, lines)
end

local FINE = { register = true, already_registered = true }

local function verdict_lines(found, id)
    local lines = report.number(found.number, id)
    local add = report.adding(lines)
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

-- The id of the number
local function number_of(given)
    local id = given.phone_number_id or os.getenv "WHATSAPP_PHONE_NUMBER_ID"
    if not id or id == "" then
        session.miss "phone_number_id"
    end
    local number, refusal = core.phone_number_id(id)
    return must(number, refusal and errors.refused(refusal))
end

-- What asks the journal about the number, without a client, which would load
-- libcurl
local function open_journal(self)
    terminal.catch_interrupts()
    local number = number_of(self.given)
    self.journal = must(stores.open("journal", self.given))
    if not self.journal then
        refuse("journal", "--no-journal leaves nothing to show")
    end
    return function(question, operation)
        local answer, problem =
            self.journal[question](self.journal, number, operation)
        return must(answer, not answer
            and errors.journal_failed(problem, number))
    end
end

function looks.budget(self)
    local budget = budget_of(open_journal(self))
    self.show(budget, report.add_budgets({}, budget))
end

function looks.attempts(self)
    local attempts = open_journal(self) "attempts"
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

local OUTPUT = 1

--- Shows the PIN to the person at the terminal, and to nobody else.
function looks.pin(self)
    if not terminal.width(OUTPUT) then
        refuse("pin", "a PIN is shown only at a terminal",
            "A program can read it with the PIN store of the library.")
    end
    session.open(self, { pins = true, is_silent = true })
    local found = pins.kept(self)
    if not found then
        refuse("pin", "the PIN store has none for this number that can be "
            .. "used", "Set one with set-pin if the number is registered.")
    end
    self.screen:say { screens.row("PIN", found, "strong"),
        screens.row("kept in", self.pin_path) }
end

return looks
