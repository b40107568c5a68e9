--- Numbers in a Redis Stream, for fleets on several machines. One worker takes
-- each number, and renews its claim. When a worker is gone, others take over
-- its numbers. Results go to a second stream. It needs Redis 6.2 or newer.
-- @module whatsapp.registration.fleet.stream

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"
local line = require "whatsapp.registration.fleet.line"
local outcome = require "whatsapp.registration.fleet.outcome"
local redis_clients = require "whatsapp.registration.journal.redis_clients"
local results = require "whatsapp.registration.fleet.results"
local scripts = require "whatsapp.registration.fleet.stream_scripts"

local unpack = table.unpack or unpack

local stream = {}

-- Seconds between two reads of an empty queue, and for which Redis may be away
local BETWEEN, PATIENCE = 0.25, 60

-- Rows that are pushed in one step
local BATCH = 100

local Stream = {}
Stream.__index = Stream

local function failed(why)
    return errors.stopped { kind = "unavailable",
        message = "the queue in Redis: " .. tostring(why),
        hint = "What was taken and has no result is taken again. Run it "
            .. "again when Redis answers." }
end

local function number_or(given, default)
    return given and given > 0 and given or default
end

local OPTIONS = { client = true, name = "string", prefix = "string",
    idle = "number", deliveries = "number", keep = "boolean" }

local function for_another(self, workflow)
    return errors.stopped { kind = "invalid_request", field = "workflow",
        message = ("workflow: the queue %s is for %s"):format(self.name,
            workflow),
        hint = "Name that workflow, or another queue." }
end

--- Names a queue; nothing is sent yet.
-- @tparam table options `client`, as the journal in Redis takes it; `name` of
--   the queue; `prefix` of all keys ("whatsapp"); `idle`, seconds after which
--   a worker that renews nothing counts as gone (60); `deliveries`, so many
--   workers may be gone with a number before it counts as dead (5); `keep`:
--   waits for more numbers when there are none left
-- @treturn ?table
-- @treturn ?table an error
function stream.try_new(options)
    local run, given = redis_clients.runner(options, OPTIONS)
    if not run then
        return nil, given
    elseif not (given.name or ""):find "^[%w._-]+$" then
        return nil, errors.refused { field = "name", message = "name: expected "
            .. "letters, digits, dots, hyphens and underscores" }
    end
    local self = setmetatable({ run = run, group = "fleet", name = given.name,
        idle = number_or(given.idle, 60), keep = given.keep == true,
        deliveries = number_or(given.deliveries, 5),
        key = ("%s:{fleet:%s}"):format(given.prefix or "whatsapp",
            given.name) }, Stream)
    self.open = function(_, fleet)
        return self:cursor(fleet)
    end
    return self
end

--- The same, but raises the error.
stream.new = errors.raising(stream.try_new)

function Stream:ask(script, ...)
    return self.run(scripts[script], self.key, ...)
end

-- Asks until Redis answers, or has not for too long
local function insist(self, sleep, script, ...)
    local ends = core.now() + PATIENCE
    local reply, why
    repeat
        reply, why = self:ask(script, ...)
        if not reply and sleep then
            sleep(BETWEEN)
        end
    until reply or not sleep or core.now() > ends
    return reply, not reply and failed(why) or nil
end

--- Adds rows; those of numbers that are in the queue, or done, are left out.
-- @tparam function next_row returns number and row, nil at the end
-- @tparam string workflow that they are for
-- @treturn ?number how many were added
-- @treturn ?table an error
function Stream:push(next_row, workflow)
    local count, batch, err = 0, {}, nil
    local function send()
        local reply
        if batch[1] then
            reply, err = insist(self, nil, "push", workflow, unpack(batch))
            if reply and reply[1] == "other" then
                err = for_another(self, reply[2])
            end
            count, batch = count + (not err and reply[1] or 0), {}
        end
    end
    repeat
        local number, row = next_row()
        if number then
            batch[#batch + 1], batch[#batch + 2] = number, line.encode(row)
        end
        if not number or #batch >= 2 * BATCH then
            send()
        end
    until not number or err
    return not err and count or nil, err
end

--- What is in the queue.
-- @treturn ?table `ready`, `held`, `results`, `dead`
-- @treturn ?table an error
function Stream:counts()
    local reply, err = insist(self, nil, "counts", self.group)
    return reply and { ready = reply[1], held = reply[2], results = reply[3],
        dead = reply[4] }, err
end

--- Reads the results.
-- @treturn function returns the next one, nil at the end, nil and an error
function Stream:each()
    local page, at, last = {}, 1, "-"
    return function()
        if not page[at] then
            local err
            page, err = insist(self, nil, "results", last)
            if not page or not page[1] then
                return nil, err
            end
            at, last = 1, "(" .. page[#page - 1]
        end
        at = at + 2
        return json.decode_object(page[at - 1]) or {}
    end
end

--- What the results say together.
-- @treturn ?table `total`, `succeeded`, `failed`, `waiting`, `by_kind`
-- @treturn ?table an error
function Stream:summary()
    return results.summary(self:each())
end

local function worker_name()
    return ("%.0f-%.0f"):format(core.process_id(), core.random())
end

-- The row of a number that was taken
local function taken(cursor, reply)
    local id, text = reply[1], reply[2]
    cursor.cursor, cursor.away_since = reply[3], nil
    if id == "" then
        cursor.next_look = core.now() + BETWEEN
        local is_over = text == "empty" and not cursor.stream.keep
        return nil, not is_over and "later" or nil
    elseif cursor.held[id] then -- our own: Redis was away for so long
        return nil, "later"
    end
    cursor.held[id] = true
    local row = json.decode_object(text) or {}
    cursor.ids[row] = id
    return row, "entry " .. id
end

local function take(cursor)
    local now, self = core.now(), cursor.stream
    if cursor.next_look and now < cursor.next_look then
        return nil, "later"
    end
    local reply, why = self:ask("take", self.group, cursor.worker,
        ("%.0f"):format(self.idle * 1000), ("%.0f"):format(self.deliveries),
        cursor.cursor, cursor.workflow)
    if reply and reply[1] == "other" then
        return nil, "queue", nil, for_another(self, reply[2]), true
    elseif reply then
        return taken(cursor, reply)
    end
    cursor.away_since = cursor.away_since or now
    cursor.next_look = now + BETWEEN
    if now - cursor.away_since > PATIENCE then
        return nil, "queue", nil, failed(why), true
    end
    return nil, "later"
end

-- What becomes of a row: "back" if its error was not its own
local function ending(entry, stops)
    if stops then
        return "back", ""
    end
    local is_done = outcome.counts_as(entry) == "succeeded"
        and not entry.dry_run
    return is_done and "done" or "failed", line.encode(entry)
end

local function finish(cursor, row, entry, stops)
    local id, self = cursor.ids[row], cursor.stream
    if not id then
        return true
    end
    local what, text = ending(entry, stops)
    local reply, err = insist(self, cursor.sleep, "finish", self.group,
        cursor.worker, id, what, text)
    cursor.held[id], cursor.ids[row] = nil, nil
    return reply and true or nil, err
end

local function renew(cursor)
    local now, self = core.now(), cursor.stream
    if now < cursor.renews_at then
        return
    end
    cursor.renews_at = now + self.idle / 4
    local ids = {}
    for id in pairs(cursor.held) do
        ids[#ids + 1] = id
    end
    if ids[1] then
        self:ask("renew", self.group, cursor.worker, unpack(ids))
    end
end

-- Numbers that were taken and not begun go back.
local function close(cursor)
    local self = cursor.stream
    for id in pairs(cursor.held) do
        self:ask("finish", self.group, cursor.worker, id, "back", "")
    end
    self:ask("leave", self.group, cursor.worker)
end

--- Begins to take numbers.
-- @tparam table fleet has `workflow` and `sleep`
-- @treturn table a cursor, as whatsapp.registration.fleet.sources says, with
--   `finish(row, entry, stops)` and `renew()`
function Stream:cursor(fleet)
    local cursor = { stream = self, worker = worker_name(), held = {},
        ids = {}, cursor = "0-0", renews_at = 0,
        workflow = fleet.workflow, sleep = fleet.sleep }
    function cursor.next()
        return take(cursor)
    end
    function cursor.finish(...)
        return finish(cursor, ...)
    end
    function cursor.renew()
        renew(cursor)
    end
    function cursor.close()
        close(cursor)
    end
    return cursor
end

return stream
