--- The command fleet: one workflow for many numbers.
-- @module whatsapp.registration.cli.fleet

local confirm = require "whatsapp.registration.cli.confirm"
local document = require "whatsapp.registration.cli.document"
local exits = require "whatsapp.registration.cli.exits"
local fleet = require "whatsapp.registration.fleet"
local must = require "whatsapp.registration.cli.must"
local refuse = require "whatsapp.registration.cli.refuse"
local terminal = require "whatsapp.registration.cli.terminal"
local fleet_plan = require "whatsapp.registration.cli.fleet_plan"
local sums = require "whatsapp.registration.cli.fleet_sums"
local session = require "whatsapp.registration.cli.session"
local stores = require "whatsapp.registration.cli.stores"

local command = {}

local OUTPUT = 1

-- Where the numbers come from
local function numbers_of(given)
    if given.file and given.waba_id then
        refuse("file", "a file and an account are both given",
            "Leave out the file or --waba-id.")
    elseif given.waba_id then
        return fleet.waba(given.waba_id)
    elseif not given.file then
        refuse("file", "none is given", "Name a file of numbers: CSV "
            .. "with a header line, or JSON lines (.jsonl).")
    end
    return given.file:find "%.jsonl$" and fleet.jsonl(given.file)
        or fleet.csv(given.file)
end

local function queue_of(given)
    if not given.redis then
        refuse("redis", "none is given", "Give the Redis of the queue.")
    end
    local queue, err = require("whatsapp.registration.fleet.stream").try_new {
        client = must(stores.redis(given.redis)), name = given.queue }
    if err and err.field == "name" then
        err.field, err.message = "queue", err.message:gsub("^name", "queue")
    end
    return must(queue, err)
end

-- What an action would ignore
local function leave_out(given, name, why)
    if given[name] then
        refuse(name, why, "Leave it out.")
    end
end

-- One result: a document, or a line through a pipe; at a terminal only the sum
-- at the end.
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

-- Says how to go on, and what the error was.
local function stop(self, err)
    self.screen:rest()
    if err.rows then
        sums.complain_of_rows(self.screen, err)
    elseif err.progress and err.kind ~= "invalid_request" then
        self.screen:complain(("%d of %s numbers are done, %d of them failed. "
            .. "Run it again to go on."):format(err.progress.done,
            err.progress.total or "the", err.progress.failed))
    end
    error(err, 0)
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
    local found, err = fleet.try_run(self.client, options)
    return found or stop(self, err)
end

-- The sum; to standard error if standard output has the results
local function print_sum(self, found, sum, lines)
    if self.screen.is_json or terminal.width(OUTPUT) then
        self.show(sum, lines)
    else
        self.screen:note(sums.progress_line(found))
    end
end

local function finish(self, found)
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
    local numbers = numbers_of(self.given)
    session.open(self, { account = true, takes_turns = true })
    local source = fleet_plan.of(numbers, self.given.workflow)
    self.given.workflow = "preflight"
    local show, counts = showing(self), {}
    local found = run(self, source, { options = {}, codes = nil,
        on_result = function(entry)
            local word = sums.word(entry)
            counts[word] = (counts[word] or 0) + 1
            if show then
                show(entry)
            end
        end })
    print_sum(self, found, sums.plan_document(found, counts),
        sums.plan_lines(found, counts))
    return found.failed == 0 or exits.FAILURE
end

local TAKES_OFF = { release_number = "? They send and receive nothing until "
    .. "they are registered again.",
    change_region = ", and register them again? They send and receive "
    .. "nothing meanwhile." }

-- Asks before a run deregisters numbers.
local function ask(self)
    local more = TAKES_OFF[self.given.workflow]
    if more then
        confirm.ask(self, "Deregister the numbers of "
            .. (self.given.file or "account " .. self.given.waba_id) .. more)
    end
end

function actions.run(self)
    local given = self.given
    local numbers = numbers_of(given)
    ask(self)
    local path = given.results or (given.file or given.waba_id)
        .. ".results.jsonl"
    session.open(self, FULL)
    return finish(self, run(self, numbers, { canary = given.canary or 1,
        results = fleet.results(path) }))
end

-- The results to add up
local function results_of(given)
    if given.redis then
        leave_out(given, "file", "the results are those of the queue")
        return queue_of(given)
    elseif not given.file then
        refuse("file", "none is given", "Name a file of results.")
    elseif not io.open(given.file) then
        refuse("file", given.file .. " can't be read")
    end
    return fleet.results(given.file)
end

function actions.report(self)
    local sum = must(results_of(self.given):summary())
    self.show(sums.document(sum), sums.lines(sum))
end

function actions.push(self)
    leave_out(self.given, "waba_id", "push takes a file of numbers")
    local numbers = numbers_of(self.given)
    ask(self)
    local queue, client = queue_of(self.given), session.open(self, FULL)
    local pushed, err = fleet.try_push(client, { numbers = numbers,
        to = queue, workflow = self.given.workflow,
        options = options_of(self) })
    if not pushed then
        stop(self, err)
    end
    self.show(pushed, { ("%d of %d added"):format(pushed.added,
        pushed.total) })
end

function actions.work(self)
    leave_out(self.given, "file", "work takes the numbers of the queue")
    leave_out(self.given, "waba_id", "work takes the numbers of the queue")
    local queue = queue_of(self.given)
    session.open(self, FULL)
    return finish(self, run(self, queue, {}))
end

function command.fleet(self)
    return actions[self.given.action](self)
end

return command
