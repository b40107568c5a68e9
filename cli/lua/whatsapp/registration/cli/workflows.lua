--- Commands that read the number first: setup, register, deregister,
-- change-region, migrate.
-- @module whatsapp.registration.cli.workflows

local confirm = require "whatsapp.registration.cli.confirm"
local document = require "whatsapp.registration.cli.document"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local must = require "whatsapp.registration.cli.must"
local pins = require "whatsapp.registration.cli.pins"
local terminal = require "whatsapp.registration.cli.terminal"
local registration = require "whatsapp.registration"
local refuse = require "whatsapp.registration.cli.refuse"
local report = require "whatsapp.registration.cli.report"
local safe = require "whatsapp.registration.safe"
local screens = require "whatsapp.registration.cli.screen"
local secret = require "whatsapp.registration.cli.secret"
local session = require "whatsapp.registration.cli.session"
local workflow = require "whatsapp.registration.workflow"
local flow = require "whatsapp.registration.workflow.flow"

local workflows = {}

-- Ends a workflow before a step if the person has ended it, or if nobody reads
-- its output: once the step has begun, its request may be on its way.
local function check_interrupts(self, name)
    if terminal.interrupted() then
        self.ended = errors.stopped { kind = "cancelled",
            message = "interrupted", step = name,
            completed = flow.completed(self) }
        error("interrupted!", 0) -- which no function of a workflow keeps
    end
end

-- Options of all workflows; the screen shows each step
local function options_of(self)
    local given = self.given
    self.steps = {}
    return {
        waba_id = given.waba_id,
        dry_run = given.dry_run,
        force = given.force,
        on_step = function(entry)
            if entry.outcome == "started" then
                check_interrupts(self, entry.name)
                self.step, self.waits = entry.name, nil
                self.screen:begin(entry.name)
            elseif entry.outcome ~= "waiting" then
                self.step, self.waits = nil, nil
                self.screen:step(entry)
                self.steps[#self.steps + 1] = entry
            end
        end,
    }
end

-- Asks a person for the code. Without an answer the workflow stops; it can be
-- run again with the code.
local function asking(self)
    return function(number, err)
        self.screen:rest()
        if err then
            self.screen:complain("  "
                .. (report.details(err) or err.message), "bad")
        end
        return (secret.ask("code", ("Code sent to %s: "):format(tostring(
            number.display_phone_number or self.client.phone_number_id))))
    end
end

local function add_code(self, options)
    options.code = must(secret.given("code", self.given))
    options.get_code = not self.given.no_code and asking(self) or nil
    options.code_method = self.given.method
    options.language = self.given.language
end

local function add_message(self, options)
    if self.given.test_to then
        options.test_message = { to = self.given.test_to,
            body = self.given.test_body }
    end
    options.data_localization_region = self.region
end

-- A verdict as a document, without the number
local function verdict_of(found)
    return { action = found.action, reason = found.reason, kind = found.kind,
        hint = found.hint, remedy = found.remedy,
        notes = document.list(found.notes) }
end

-- A step as a document; the number is shown once, beside the steps
local function step_of(entry)
    local result = entry.result
    if result and entry.name == "preflight" then
        result = verdict_of(result)
    elseif entry.name == "confirm" then
        result = nil
    end
    return { name = entry.name, operation = entry.operation,
        outcome = entry.outcome, reason = entry.reason,
        elapsed = entry.elapsed, result = result,
        error = entry.error and report.error(entry.error).error }
end

local function document_of(found, id)
    local steps = document.list {}
    for index, entry in ipairs(found.steps) do
        steps[index] = step_of(entry)
    end
    return { success = found.success, dry_run = found.dry_run, steps = steps,
        phone_number_id = id, number = found.number, step = found.step,
        completed = found.completed and document.list(found.completed),
        next_action = found.next_action, hint = found.hint }
end

local function stopped(self, found)
    must(nil, terminal.interrupted() and errors.stopped { kind = "cancelled",
        message = "interrupted", hint = found.hint, step = found.step,
        completed = found.completed })
    self.show(document_of(found, self.client.phone_number_id), {
        screens.row("stopped at", found.step),
        screens.row("what to do", found.hint .. " Give it in WHATSAPP_CODE, "
            .. "with --code-file or at the prompt. request-code sends another "
            .. "one."),
    })
    return exits.of_kind.verification_required
end

-- What a dry run found out
local function add_findings(self, found, shown, lines)
    local verdict = found.steps[1].result
    lines[#lines + 1] = screens.row("the number", verdict.action)
    lines[#lines + 1] = screens.row("reason", verdict.reason)
    report.add_notes(verdict.notes, lines)
    shown.budget = self.journal and safe.budget(self.client) or nil
    if shown.budget then
        lines[#lines + 1] = report.add_budgets({}, shown.budget)[1]
    end
end

local function message_line(entry, result)
    local messages = entry.operation == "send_text" and result.messages
    local first = type(messages) == "table" and messages[1]
    return type(first) == "table" and screens.row("message", first.id) or nil
end

local function show(self, found, said)
    local id = self.client.phone_number_id
    local shown = document_of(found, id)
    local lines = { { screens.paint(found.dry_run and "dry run" or "done",
        "good"), ": ", id, " ",
        found.dry_run and "was only looked at" or said } }
    if found.dry_run then
        add_findings(self, found, shown, lines)
    end
    for _, entry in ipairs(found.steps) do
        local result = entry.result or {}
        report.complain_of_loss(self.screen, result.response or {})
        lines[#lines + 1] = message_line(entry, result)
    end
    self.show(shown, lines)
end

local function run(self, name, options, said)
    local found = must(workflow[name](self.client, options))
    if not found.success then
        return stopped(self, found)
    end
    show(self, found, said)
end

-- A dry run sends no PIN, so any will do.
local function as_dry_run(name, options)
    local trial = { pin = workflow.takes(name, "pin")
        and registration.generate_pin() or nil }
    for key, value in pairs(options) do
        trial[key] = value
    end
    trial.dry_run, trial.on_step = true, nil
    return trial
end

local function is_planned(found, name)
    for _, entry in ipairs(found.steps) do
        if entry.name == name and entry.outcome == "planned" then
            return true
        end
    end
    return false
end

local function rehearse(self, name, options)
    local found, err = workflow[name](self.client, as_dry_run(name, options))
    self.screen:rest()
    must(found, err)
    return {
        number = found.number,
        sets_pin = is_planned(found, "two_step"),
        deregisters = is_planned(found, "deregister"),
    }
end

-- Returns a function that finds out by reads, once, what the workflow would
-- do: `number` (as read), `sets_pin` and `deregisters` (whether it would). It
-- raises the error with which the workflow would end. It is called before a
-- person is asked for anything: a PIN would be typed in vain if the run is
-- refused.
local function rehearsing(self, name, options)
    local found
    return function()
        found = found or rehearse(self, name, options)
        return found
    end
end

-- Asks before a number is deregistered, if it would be
local function ask_to_deregister(self, look, more)
    if not confirm.is_answered(self.given) and look().deregisters then
        confirm.ask(self, "Deregister " .. confirm.name_of(look().number,
            self.client.phone_number_id) .. more)
    end
end

-- Opens a session and fills the options of a workflow that may need a code
local function prepare(self, needs)
    needs.journal, needs.pins = true, true
    session.open(self, needs)
    local options = options_of(self)
    add_code(self, options)
    return options
end

function workflows.setup(self)
    local options = prepare(self, {})
    add_message(self, options)
    options.pin = pins.lasting(self,
        rehearsing(self, "setup_number", options))
    return run(self, "setup_number", options, "is registered")
end

function workflows.migrate(self)
    local options = prepare(self, {})
    add_message(self, options)
    local data = must(secret.given("backup.data", self.given))
    if not data then
        refuse("backup", "give its file with --backup-file")
    end
    options.backup = { data = data,
        password = must(secret.need("backup.password", self.given)) }
    options.pin = pins.current(self,
        rehearsing(self, "migrate_number", options))
    return run(self, "migrate_number", options, "is registered")
end

workflows["change-region"] = function(self)
    local options = prepare(self, { is_asked = true })
    options.region = self.region
    local stored = self.region and "its data stored in " .. self.region
        or "without local storage"
    local look = rehearsing(self, "change_region", options)
    ask_to_deregister(self, look, ", and register it again, " .. stored
        .. "? It sends and receives nothing meanwhile.")
    options.pin = pins.current(self, look)
    return run(self, "change_region", options, "is registered, " .. stored)
end

function workflows.register(self)
    session.open(self, { journal = true, pins = true })
    local options = options_of(self)
    options.data_localization_region = self.region
    options.pin = pins.current(self,
        rehearsing(self, "register_number", options))
    return run(self, "register_number", options, "is registered")
end

function workflows.deregister(self)
    session.open(self, { journal = true, is_asked = true })
    local options = options_of(self)
    ask_to_deregister(self, rehearsing(self, "release_number", options),
        "? It sends and receives nothing until it is registered again.")
    return run(self, "release_number", options, "is not registered")
end

return workflows
