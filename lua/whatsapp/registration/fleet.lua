--- One workflow for many numbers.
--
--     local fleet = require "whatsapp.registration.fleet"
--     local report = fleet.run(client, {
--         numbers = fleet.csv "numbers.csv",
--         workflow = "setup_number",
--         concurrency = 32,
--         canary = 1,
--         results = fleet.results "results.jsonl",
--     })
--
-- Run it again after anything that stopped it: it leaves out numbers that the
-- results list as done, and goes on with the others where they stopped.
-- @module whatsapp.registration.fleet

local call = require "whatsapp.registration.call"
local core = require "whatsapp.registration.core"
local coroutines = require "whatsapp.registration.hosts.coroutines"
local errors = require "whatsapp.registration.errors"
local held = require "whatsapp.registration.fleet.held"
local ids = require "whatsapp.registration.fleet.ids"
local options = require "whatsapp.registration.fleet.options"
local pace = require "whatsapp.registration.fleet.pace"
local progress = require "whatsapp.registration.fleet.progress"
local results = require "whatsapp.registration.fleet.results"
local rows = require "whatsapp.registration.fleet.rows"
local sources = require "whatsapp.registration.fleet.sources"
local tasks = require "whatsapp.registration.fleet.tasks"
local work = require "whatsapp.registration.fleet.work"
local workflow = require "whatsapp.registration.workflow"

local fleet = {}

-- Options that stay on the machine that pushes: secrets, and functions
local NOT_PUSHED = { "pin", "code", "access_token", "on_step", "get_code" }

local function new(client, given)
    local pacer = pace.new()
    return { client = client, workflow = given.workflow,
        options = call.raw_copy(given.options or {}), results = given.results,
        on_step = given.on_step, on_result = given.on_result,
        is_over = given.is_over, get_code = given.get_code,
        requests_codes = given.request_codes == true,
        takes_codes = workflow.takes(given.workflow, "code"),
        draws_pins = given.draw_pins ~= false
            and given.workflow == "setup_number",
        concurrency = given.concurrency or 8, canary = given.canary or 0,
        source = sources.of(given.numbers), pace = pacer,
        held = held.new(pacer), under_way = 0, away = 0,
        done = ids.new(), done_before = 0, finish = function() end }
end

-- Everything that can be wrong before the first request
local function prepare(client, given)
    local err = options.check(given)
    if err then
        return nil, err
    end
    local self = new(client, given)
    if not self.source then
        return nil, errors.expected("numbers",
            "a source, a list or a function", given.numbers)
    end
    self.codes, err = options.codes(client, given.codes)
    if not err then
        self.tasks, err = tasks.here(client)
    end
    local total = self.source.total
    if not err and self.source.is_repeatable then
        total, err = rows.check_all(self)
    end
    if err then
        return nil, err
    end
    self.sleep = self.tasks.sleep
    self.progress = progress.new(total, given.on_progress)
    return self
end

local function open(self)
    local err
    if self.results then
        local opened
        opened, err = self.results:open()
        if not opened then
            return err
        end
        self.done, self.done_before = self.results:done(self.workflow,
            self.options.dry_run == true)
    end
    self.cursor, err = self.source.open(self.client, self)
    if self.cursor and self.cursor.finish then
        self.finish = function(_, item, entry, stops)
            return self.cursor.finish(item.row, entry, stops)
        end
    end
    return err
end

local function close(self)
    if self.cursor then
        self.cursor.close()
    end
    if self.results then
        self.results:close()
    end
end

-- Runs a function several times at once
local function run(self, count, task)
    local works = {}
    self.working = count
    for index = 1, count do
        works[index] = function()
            task(self)
            self.working = self.working - 1
        end
    end
    if self.cursor.renew then
        works[count + 1] = function()
            work.renew(self)
        end
    end
    self.tasks.run(works)
end

local function begin(self)
    if self.canary > 0 then
        run(self, 1, work.canary)
    end
    if not self.problem then
        run(self, self.concurrency, work.all)
    end
end

-- An error that a function of the program raises is raised again as it is. Lua
-- 5.1 can't yield in pcall.
local function begin_and_close(self)
    if core.can_yield() == nil and coroutines.is_in_one() then
        begin(self)
        return close(self)
    end
    local ok, raised = pcall(begin, self)
    close(self)
    if not ok then
        error(raised, 0)
    end
    return nil
end

local function finish(self)
    local state = self.progress:state()
    self.progress:report()
    if self.problem then
        self.problem.progress = state
        return nil, self.problem
    end
    return state
end

--- Runs a workflow for many numbers.
-- @tparam table client
-- @tparam table given `numbers`: `fleet.csv(path)`, `fleet.jsonl(path)`,
--   `fleet.waba(id)`, `fleet.stream{...}`, a list of ids or rows, or a function
--   that returns the next one; `workflow`; `options` for all rows;
--   `concurrency` (8), `canary` (0), `results`; `codes`, `get_code(number,
--   err)`, `request_codes`: how numbers get over the wait for a code;
--   `draw_pins = false` if no PIN may be drawn; `on_progress(state)`,
--   `on_result(entry)`, `on_step(step)`; `is_over()`, which ends it after the
--   numbers that are under way if it returns true
-- @treturn ?table `total`, `done`, `succeeded`, `failed`, `waiting`,
--   `skipped`, `by_kind`, `elapsed`, `rate`
-- @treturn ?table the error that stopped it, with `progress`; an error of one
--   number is in the results
function fleet.try_run(client, given)
    if type(given) ~= "table" then
        return nil, errors.expected("options", "a table", given)
    end
    local self, err = prepare(client, given)
    if not self then
        return nil, err
    end
    err = open(self)
    if err then
        close(self)
        return nil, err
    end
    self.progress:report()
    begin_and_close(self)
    return finish(self)
end

--- The same, but raises the error.
fleet.run = errors.raising(fleet.try_run)

fleet.csv, fleet.jsonl, fleet.waba = sources.csv, sources.jsonl, sources.waba

--- A queue of numbers in Redis, for several machines; also a source of
-- `numbers`, and what `fleet.push` pushes to.
-- @see whatsapp.registration.fleet.stream
function fleet.stream(given)
    return require("whatsapp.registration.fleet.stream").new(given)
end

-- Number and row of each entry that can be used. The options of all rows go
-- with each, but no secret of them: Redis keeps what is pushed.
local function reading(self, cursor)
    for _, key in ipairs(NOT_PUSHED) do
        self.options[key] = nil
    end
    return function()
        local row = cursor.next()
        if not row then
            return nil
        end
        local whole = rows.options(self, row)
        return tostring(whole.phone_number_id), whole
    end
end

--- Checks rows, all of them before the first is pushed, and pushes them to a
-- queue. Numbers that are in the queue or done are left out.
-- @tparam table client checks the rows; nothing is sent to its server
-- @tparam table given `numbers`: a file or a list; `workflow`, which the
--   workers have to name as well; `options` for all rows, which the workers
--   get with each row, except secrets; `to`, the queue
-- @treturn ?table `total` and `added`
-- @treturn ?table an error
function fleet.try_push(client, given)
    given = type(given) == "table" and given or {}
    local source, to = sources.of(given.numbers), given.to
    if not source or not source.is_repeatable then
        return nil, errors.expected("numbers", "a file or a list",
            given.numbers)
    elseif type(to) ~= "table" or not to.push then
        return nil, errors.expected("to", "a queue", to)
    end
    local err = options.check { workflow = given.workflow,
        options = given.options }
    local self = not err and new(client, given)
    local total, cursor, added
    if self then
        total, err = rows.check_all(self)
    end
    if total then
        cursor, err = source.open(client)
    end
    if cursor then
        added, err = to:push(reading(self, cursor), given.workflow)
        cursor.close()
    end
    return added and { total = total, added = added }, err
end

--- The same, but raises the error.
fleet.push = errors.raising(fleet.try_push)

--- A file of results.
-- @tparam string path
-- @treturn table `summary()` says what they add up to
fleet.results = results.new

return fleet
