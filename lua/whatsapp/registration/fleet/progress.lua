--- Counts what a fleet has done.
-- @module whatsapp.registration.fleet.progress

local core = require "whatsapp.registration.core"
local hooks = require "whatsapp.registration.hooks"

local progress = {}

local Progress = {}
Progress.__index = Progress

--- @tparam ?number total nil if it is not known
-- @tparam ?function on_progress
function progress.new(total, on_progress)
    return setmetatable({ total = total, on_progress = on_progress,
        began = core.now(), skipped = 0, succeeded = 0, failed = 0,
        waiting = 0, by_kind = {}, is_stopped = false }, Progress)
end

--- Counts a number.
-- @tparam string what "succeeded", "failed", "waiting" or "skipped"
-- @tparam ?string kind of the error
function Progress:count(what, kind)
    self[what] = self[what] + 1
    if kind then
        self.by_kind[kind] = (self.by_kind[kind] or 0) + 1
    end
end

local function copy(counts)
    local copied = {}
    for kind, count in pairs(counts) do
        copied[kind] = count
    end
    return copied
end

--- What is known now.
-- @tparam ?number paused seconds until an account that is stopped goes on
-- @treturn table
function Progress:state(paused)
    local elapsed = core.now() - self.began
    local here = self.succeeded + self.failed + self.waiting
    local done = here + self.skipped
    local rate = elapsed > 0 and here / elapsed or 0
    return { total = self.total, done = done, succeeded = self.succeeded,
        failed = self.failed, waiting = self.waiting, skipped = self.skipped,
        stopped = self.is_stopped, rate = rate, elapsed = elapsed,
        left = self.total and rate > 0 and (self.total - done) / rate or nil,
        paused = paused, by_kind = copy(self.by_kind) }
end

--- Calls the program's function.
function Progress:report(paused)
    if self.on_progress then
        hooks.call(self.on_progress, self:state(paused))
    end
end

return progress
