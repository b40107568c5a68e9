--- The command fleet: one workflow for many numbers.
-- @module whatsapp.registration.cli.fleet

local confirm = require "whatsapp.registration.cli.confirm"
local document = require "whatsapp.registration.cli.document"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local fleet = require "whatsapp.registration.fleet"
local terminal = require "whatsapp.registration.cli.terminal"
local fleet_plan = require "whatsapp.registration.cli.fleet_plan"
local redis = require "whatsapp.registration.cli.redis"
local sums = require "whatsapp.registration.cli.fleet_sums"
local session = require "whatsapp.registration.cli.session"

local command = {}

local OUTPUT = 1

local function missing(field, message, hint)
    local err = errors.refused { field = field,
        message = field .. ": " .. message }
    err.hint = hint
    return nil, err
end

-- Where the numbers come from
local function numbers_of(given)
    if given.file and given.waba_id then
        return missing("file", "a file and an account are both given",
            "Leave out the file or --waba-id.")
    elseif given.waba_id then
        return fleet.waba(given.waba_id)
    elseif not given.file then
        return missing("file", "none is given", "Name a file of numbers: CSV "
            .. "with a header line, or JSON lines (.jsonl).")
    end
    return given.file:find "%.jsonl$" and fleet.jsonl(given.file)
        or fleet.csv(given.file)
end

local function queue_of(given)
    if not given.redis or not given.queue then
        return missing(given.redis and "queue" or "redis", "none is given",
            "Give the Redis and the name of the queue: --redis, --queue.")
    end
    local client, err = redis.client(given.redis)
    if not client then
        return nil, err
    end
    return require("whatsapp.registration.fleet.stream").try_new {
        client = client, name = given.queue }
end

-- One result: a document, or a line through a pipe; at a terminal the sum at
-- the end will do.
local function showing(self)
    if self.screen.is_json then
        return function(entry)
            self.screen:print(document.encode(entry))
        end
    elseif terminal.width(OUTPUT) then
        return nil
    end
    return function(entry)
        self.screen:print(sums.cells(entry))
    end
end

-- What is the same for all rows
local function options_of(self)
    local options, name = {}, self.given.workflow
    if name == "setup_number" then
        options.data_localization_region = self.region
    elseif name == "change_region" then
        options.region = self.region
    end
    return options
end

local function run(self, numbers, more)
    local given = self.given
    local options = { numbers = numbers, workflow = given.workflow,
        concurrency = given.concurrency,
        codes = given.codes and fleet.csv(given.codes),
        request_codes = given.request_codes,
        options = options_of(self), on_progress = sums.progress(self.screen),
        on_result = showing(self), is_over = function()
            return terminal.interrupted() ~= nil or self.screen.problem ~= nil
        end }
    for key, value in pairs(more) do
        options[key] = value
    end
    return fleet.try_run(self.client, options)
end

-- Says how to go on, and what the error was.
local function stopped(self, err)
    self.screen:rest()
    if err.rows then
        sums.complain_of_rows(self.screen, err)
    elseif err.progress then
        self.screen:complain(("%d of %s numbers are done, %d of them failed. "
            .. "Run it again to go on."):format(err.progress.done,
            err.progress.total or "the", err.progress.failed))
    end
    return nil, err
end

-- The sum; to standard error if standard output has the results
local function print_sum(self, found, sum, lines)
    if self.screen.is_json or terminal.width(OUTPUT) then
        self.show(sum, lines)
    else
        self.screen:note(sums.progress_line(found))
    end
end

local function finished(self, found, err)
    if not found then
        return stopped(self, err)
    end
    print_sum(self, found, sums.document(found), sums.lines(found))
    if found.failed > 0 then
        return exits.FAILURE
    end
    return found.waiting > 0 and exits.of_kind.verification_required or true
end

local FULL = { journal = true, pins = true, account = true,
    takes_turns = true }

local actions = {}

function actions.plan(self)
    local numbers, err = numbers_of(self.given)
    local client
    if numbers then
        client, err = session.open(self, { account = true,
            takes_turns = true })
    end
    if not client then
        return nil, err
    end
    local source = fleet_plan.of(numbers, self.given.workflow)
    self.given.workflow = "preflight"
    local show, counts = showing(self), {}
    local found
    found, err = run(self, source, { options = {}, codes = nil,
        on_result = function(entry)
            sums.add_plan(counts, entry)
            if show then
                show(entry)
            end
        end })
    if not found then
        return stopped(self, err)
    end
    print_sum(self, found, sums.plan_document(found, counts),
        sums.plan_lines(found, counts))
    return found.failed == 0 or exits.FAILURE
end

local TAKES_OFF = { release_number = "? They send and receive nothing until "
    .. "they are registered again.",
    change_region = ", and register them again? They send and receive "
    .. "nothing meanwhile." }

-- Asks before a run takes numbers off.
local function may_run(self)
    local more = TAKES_OFF[self.given.workflow]
    return more and confirm.ask(self, "Deregister the numbers of "
        .. (self.given.file or "account " .. self.given.waba_id) .. more)
end

function actions.run(self)
    local given = self.given
    local numbers, err = numbers_of(given)
    err = err or may_run(self)
    local path = given.results or (given.file or given.waba_id or "")
        .. ".results.jsonl"
    local client
    if not err then
        client, err = session.open(self, FULL)
    end
    if not client then
        return nil, err
    end
    return finished(self, run(self, numbers, { canary = given.canary or 1,
        results = fleet.results(path) }))
end

function actions.report(self)
    local given = self.given
    local sum, err
    if given.redis then
        local queue
        queue, err = queue_of(given)
        sum = queue and queue
    elseif given.file then
        sum = fleet.results(given.file)
        err = not io.open(given.file) and errors.refused { field = "file",
            message = "file: " .. given.file .. " can't be read" } or nil
    else
        return missing("file", "none is given", "Name a file of results.")
    end
    if sum and not err then
        sum, err = sum:summary()
    end
    if err then
        return nil, err
    end
    self.show(sums.document(sum), sums.lines(sum))
    return true
end

function actions.push(self)
    local numbers, err = numbers_of(self.given)
    local queue, client, pushed
    err = err or may_run(self)
    if not err then
        queue, err = queue_of(self.given)
    end
    if queue then
        client, err = session.open(self, FULL)
    end
    if client then
        pushed, err = fleet.try_push(client, { numbers = numbers, to = queue,
            workflow = self.given.workflow, options = options_of(self) })
    end
    if not pushed then
        return stopped(self, err)
    end
    self.show(pushed, { ("%d numbers were added, of %d"):format(pushed.added,
        pushed.total) })
    return true
end

function actions.work(self)
    local queue, err = queue_of(self.given)
    local client
    if queue then
        client, err = session.open(self, FULL)
    end
    if not client then
        return nil, err
    end
    return finished(self, run(self, queue, {}))
end

function command.fleet(self)
    return actions[self.given.action](self)
end

return command
