--- The work of a fleet: its workers take a number each, run the workflow, and
-- write down what became of it.
-- @module whatsapp.registration.fleet.work

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local ids = require "whatsapp.registration.fleet.ids"
local outcome = require "whatsapp.registration.fleet.outcome"
local rows = require "whatsapp.registration.fleet.rows"
local safe = require "whatsapp.registration.safe"

local work = {}

-- Seconds between two looks for something to do
local GLANCE = 0.05

-- Numbers that are held back while their account is stopped
local MOST_HELD = 1000

-- How often a number is tried again after its account was asked to wait, or
-- after trouble of this machine: then after 1, 2, 4, ... seconds
local MOST_TRIES = 6

-- Ends the fleet before the next number; the first error counts.
local function stop(self, err)
    if not self.problem then
        self.problem, self.progress.is_stopped = err, true
    end
end

local function is_stopped(self)
    if not self.problem and self.is_over and self.is_over() then
        stop(self, errors.stopped { kind = "cancelled",
            message = "the fleet was stopped",
            hint = "Run it again: it goes on where it stopped." })
    end
    return self.problem ~= nil or self.tasks.has_failed
end

local function item_of(row, place, account)
    return { row = row, place = place, tries = 0,
        account = account or row.waba_id and tostring(row.waba_id) }
end

-- A row that can't be read becomes a result of its own.
local function bad_row(place, problem)
    if errors.is_error(problem) then
        return nil, problem
    end
    return { place = place, row = {}, tries = 0, problem = errors.refused {
        field = "numbers", message = "numbers: " .. place .. ": "
            .. tostring(problem) } }
end

-- The next number of the source; nil if there is none now
local function read(self)
    if self.is_read then
        return nil
    end
    local row, place, account, problem, is_over = self.cursor.next()
    if row == nil and problem == nil then
        self.is_read = place ~= "later"
        return nil
    end
    self.is_read = is_over == true
    if row then
        return item_of(row, place, account)
    end
    local item, err = bad_row(place, problem)
    if err then
        stop(self, err)
    end
    return item
end

-- A queue knows itself what is done.
local function is_done(self, item)
    local id = item.row.phone_number_id or self.options.phone_number_id
    if id == nil or self.cursor.finish
        or not ids.get(self.done, tostring(id)) then
        return false
    end
    self.progress:count "skipped"
    return true
end

-- The next number that may be begun; nil if there is none now
local function next_item(self)
    local item = self.held:take()
    while not item and #self.held < MOST_HELD do
        item = read(self)
        if not item then
            return nil
        elseif is_done(self, item) then
            item = nil
        elseif self.pace:wait(item.account) > 0 then
            self.held:add(item)
            item = nil
        end
    end
    return item
end

-- A number under way may come back, and the source may have more later.
local function is_empty(self)
    return self.is_read and #self.held == 0 and self.under_way == 0
end

local function take(self)
    repeat
        if is_stopped(self) then
            return nil
        end
        local item = next_item(self)
        if item then
            return item
        elseif not is_empty(self) then
            self.sleep(GLANCE)
        end
    until is_empty(self)
    return nil
end

-- The store's PIN, or one that is drawn and kept: the same for every run. An
-- error text of the store is shown without the PIN.
local function add_pin(self, options, number)
    local store = self.client.pin_store
    if options.pin ~= nil or not self.draws_pins or not store then
        return nil
    end
    local drawn = safe.generate_pin()
    local kept, why = store.ask("keep_or_save", number, drawn)
    options.pin = kept or nil
    return why and errors.stopped { kind = "unavailable", field = "pin",
        message = "the PIN store failed: "
            .. tostring(why):gsub(drawn, "[redacted]"),
        hint = "Nothing was sent. Look at the store first." } or nil
end

local function no_code() end

local function add_code(self, options, number)
    if not self.takes_codes then
        return
    end
    options.code = options.code or self.codes[number]
    options.get_code = self.get_code or self.requests_codes and no_code
        or nil
end

-- Report and error
local function run(self, item)
    if item.problem then
        return nil, item.problem
    end
    local number, options = rows.check(self, item.row)
    if not number then
        return nil, options
    end
    item.number, options.on_step = number, self.on_step
    add_code(self, options, number)
    local err = add_pin(self, options, number)
    if err then
        return nil, err
    end
    return safe[self.workflow](self.client, options)
end

-- Seconds to wait before a number is tried again; nil if it is not tried again
local function wait_before(self, item, err)
    if not err or item.tries >= MOST_TRIES then
        return nil
    elseif outcome.asks_account_to_wait(err) then
        self.pace:stop(item.account, err.retry_after)
        return 0
    end
    return outcome.is_local_trouble(err) and 2 ^ item.tries or nil
end

-- Whether a number is to be tried again
local function is_held(self, item, err)
    local wait = wait_before(self, item, err)
    if not wait then
        return false
    end
    item.tries, item.not_before = item.tries + 1, core.now() + wait
    self.held:add(item)
    return true
end

-- Writes down what became of a number, in the results and at its source
local function record(self, item, report, err, stops)
    local entry = outcome.entry(item.number
        or item.row.phone_number_id and tostring(item.row.phone_number_id),
        self.workflow, report, err)
    entry.place = not entry.phone_number_id and item.place or nil
    local problem, lost
    if self.results then
        problem = select(2, self.results:append(entry))
    end
    lost = select(2, self:finish(item, entry, stops))
    local what = outcome.counts_as(entry)
    self.progress:count(what, what == "failed" and err and err.kind or nil)
    if self.on_result then
        self.on_result(entry)
    end
    return entry, problem or lost
end

local function take_one(self)
    local item = take(self)
    if not item then
        return nil
    end
    self.under_way = self.under_way + 1
    self.pace:begin(item.account)
    local report, err = run(self, item)
    self.under_way = self.under_way - 1
    self.pace:note(item.account, outcome.usage(report))
    if is_held(self, item, err) then
        return item
    end
    local stops = outcome.stops(self, err)
    local entry, problem = record(self, item, report, err, stops)
    if problem or stops then
        stop(self, problem or err)
    end
    self.progress:report(self.pace:stopped_for())
    return item, entry, err
end

--- Works until there is nothing left to do.
-- @tparam table self a fleet
function work.all(self)
    repeat
        local item = take_one(self)
    until not item
end

--- While others work, renews the claim on numbers from a shared source, so
-- that no other worker takes them over.
-- @tparam table self a fleet
function work.renew(self)
    while self.working > 0 and not self.tasks.has_failed do
        self.cursor.renew()
        self.sleep(GLANCE)
    end
end

local function not_ready(entry, err)
    return err or errors.stopped { kind = "verification_required",
        phone_number_id = entry.phone_number_id, step = entry.step,
        message = "the first number waits for a code" }
end

--- Works at some numbers, one after the other; stops the fleet at the first
-- that does not succeed. Those of an earlier run count as well.
-- @tparam table self a fleet
function work.canary(self)
    local succeeded = self.done_before
    while succeeded < self.canary and not self.problem do
        local item, entry, err = take_one(self)
        if not item then
            return
        elseif entry and not entry.success then
            stop(self, not_ready(entry, err))
        end
        succeeded = succeeded + (entry and 1 or 0)
    end
end

return work
