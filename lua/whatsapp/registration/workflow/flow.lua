--- Runs a workflow: takes its steps one after the other, announces each before
-- and after it, and records its outcome. In all of workflow/, `self` is a
-- flow: one run of a workflow.
-- @module whatsapp.registration.workflow.flow

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local hooks = require "whatsapp.registration.hooks"

local flow = {}

local journal -- loaded for clients that have one

--- What every call takes, which is given for all steps at once
flow.CALL_OPTIONS = { "phone_number_id", "access_token", "timeout" }

local YIELDS_IN_PCALL = core.can_yield() ~= nil

-- Outcomes after which the flow goes on with the next step
local COMPLETE = { done = true, skipped = true }

--- The options of one operation: its own, to which those are added that every
-- call takes.
-- @tparam ?table own of this run alone
function flow.options(self, own)
    local given = self.options
    own = own or {}
    own.phone_number_id = given.phone_number_id
    own.access_token, own.timeout = given.access_token, given.timeout
    return own
end

--- Does an operation.
-- @tparam ?table own options
-- @tparam ?function watch as `call.start` takes it
-- @treturn ?table the result
-- @treturn ?table an error
function flow.perform(self, operation, own, watch)
    return client.perform(self.client, operation, flow.options(self, own),
        watch)
end

--- Asks what the journal knows; nil if the client has none.
-- @tparam string question a function of the module workflow.journal
function flow.ask_journal(self, question, ...)
    if not self.client.journal then
        return nil
    end
    journal = journal or require "whatsapp.registration.workflow.journal"
    return journal[question](self, ...)
end

--- A copy of a table with changes, such as of a number: what it is to be
-- after a step.
-- @tparam ?table changes
function flow.changed(original, changes)
    local copy = {}
    for key, value in pairs(original) do
        copy[key] = value
    end
    if changes then
        for key, value in pairs(changes) do
            copy[key] = value
        end
    end
    return copy
end

--- Reports a step to on_event and on_step.
-- @tparam table entry as in the report
-- @tparam[opt="step"] string kind of the event
function flow.announce(self, entry, kind)
    if self.client.on_event then
        hooks.emit(self.client, kind or "step", {
            step = entry.name,
            outcome = entry.outcome,
            reason = entry.reason,
            elapsed = entry.elapsed,
            delay = entry.delay,
            left = entry.left,
            operation = entry.operation,
            phone_number_id = self.number,
        })
    end
    if self.options.on_step then -- which may keep it, or spoil it
        hooks.call(self.options.on_step, flow.changed(entry))
    end
end

--- Adds steps after the one that is being taken.
function flow.insert(self, steps)
    for index, step in ipairs(steps) do
        table.insert(self.plan, self.position + index, step)
    end
end

-- result, error, outcome, reason
local function take(self, step)
    if step.skip then
        local reason, err = step.skip(self, step)
        if err then
            return nil, err
        elseif reason then
            return nil, nil, "skipped", reason
        end
    end
    if self.options.dry_run and not step.is_read then
        if step.imagine then
            step.imagine(self)
        end
        return nil, nil, "planned"
    elseif step.go then
        return step.go(self, step)
    end
    return flow.perform(self, step.operation, step.own and step.own(self))
end

-- Returns first whether nothing was raised, then what `take` returned, or what
-- was raised. Lua 5.1 can't yield in pcall, and a function that asks a person
-- may yield.
local function try(self, step)
    if not YIELDS_IN_PCALL and coroutines.is_in_one() then
        return true, take(self, step)
    end
    return pcall(take, self, step)
end

-- An error that a function of the program raises is raised again as it is,
-- after the step was announced as failed.
local function run(self, step)
    local started = core.now()
    local is_heard = self.client.on_event or self.options.on_step
    if is_heard then
        flow.announce(self, { name = step.name, operation = step.operation,
            outcome = "started" })
    end
    local is_fine, result, err, outcome, reason = try(self, step)
    if not is_fine then
        result, err = nil, result
    end
    local entry = {
        name = step.name,
        operation = step.operation,
        outcome = (err or not is_fine) and "failed" or outcome or "done",
        reason = reason,
        elapsed = core.now() - started,
        result = result,
        error = err,
    }
    self.steps[#self.steps + 1] = entry
    if is_heard then
        flow.announce(self, entry)
    end
    if not is_fine then
        error(err, 0)
    end
    return entry
end

--- The steps that are complete, each named once.
-- @tparam table self `steps`: what on_step was given when each was over
function flow.completed(self)
    local names, seen = {}, {}
    for _, entry in ipairs(self.steps) do
        if COMPLETE[entry.outcome] and not seen[entry.name] then
            names[#names + 1], seen[entry.name] = entry.name, true
        end
    end
    return names
end

local function failed(self, entry)
    local err = entry.error
    err.step = entry.name
    err.completed = flow.completed(self)
    return err
end

-- The report if a person has to do something before it can go on
local function stopped(self, entry)
    return {
        success = false,
        steps = self.steps,
        number = self.shown,
        step = entry.name,
        completed = flow.completed(self),
        next_action = self.next_action,
        hint = self.hint,
    }
end

local function finished(self)
    return {
        success = true,
        dry_run = self.options.dry_run or nil,
        steps = self.steps,
        number = self.shown,
    }
end

--- Takes all steps of the plan.
-- @tparam table self `client`, `options`, `number` (its id), `plan`: a list of
--   steps, each with
--
--   * `name` and `operation`, as in the report;
--   * `skip(self, step)`, which returns why there is nothing to do, or nil, or
--     nil and an error if it can't be done; it only reads;
--   * `go(self, step)`, which returns result, error, and an outcome other than
--     done with its reason; without it `own(self)`, the operation's options;
--   * `remedy(self, err)`, which adds other steps if they can get over the
--     error, and then returns true;
--   * `is_read`: a dry run takes it as well; otherwise `imagine(self)` may
--     pretend that it was taken.
-- @treturn ?table a report
-- @treturn ?table an error
function flow.run(self)
    self.steps, self.position = {}, 0
    while self.position < #self.plan do
        self.position = self.position + 1
        local step = self.plan[self.position]
        local entry = run(self, step)
        if entry.outcome == "stopped" then
            return stopped(self, entry)
        elseif entry.error
            and not (step.remedy and step.remedy(self, entry.error)) then
            return nil, failed(self, entry)
        end
    end
    return finished(self)
end

return flow
