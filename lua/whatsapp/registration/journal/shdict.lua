--- A journal in a `lua_shared_dict`, for all workers of one nginx. It outlives
-- reloads and dead workers, not nginx itself. The dictionary should be its own:
-- others in it could push its entries out.
--
-- Why eleven concurrent reservations give ten: a dictionary cannot compare and
-- swap, but `add` succeeds for one worker only. So a number's record has
-- versions, each a key of its own and never written again. A worker reads the
-- newest, changes a copy, and adds that as the next version: if another was
-- quicker, that key is there, and it starts over with what the other wrote. So
-- each version was made from the one before it, and the eleventh from one with
-- ten in it. There is no lock that a dying worker could leave behind.
--
-- Old versions are deleted, so a worker that stood still meanwhile could add
-- one whose key is free for that reason. It finds that out: `newest`, which
-- only grows, is past that version then, and what is newest lacks its change.
-- @module whatsapp.registration.journal.shdict

local record = require "whatsapp.registration.journal.record"
local text = require "whatsapp.registration.journal.record_text"
local window = require "whatsapp.registration.journal.window"

local shdict = {}

local Journal = {}
Journal.__index = Journal

-- More than this many times another worker was quicker: something is wrong.
local TRIES = 1000

--- Makes one.
-- @tparam string name of the dictionary in nginx's configuration
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `prefix` of all keys ("whatsapp"); `now`, a function that tells the
--   time in seconds since the epoch
-- @treturn ?table
-- @treturn ?string why there is none
function shdict.new(name, options)
    local nginx = rawget(_G, "ngx")
    local dictionary = nginx and nginx.shared and nginx.shared[name]
    if not dictionary then
        return nil, ("no lua_shared_dict %s in nginx's configuration")
            :format(tostring(name))
    end
    options = options or {}
    return setmetatable({
        dictionary = dictionary,
        prefix = options.prefix or "whatsapp",
        shared = options.shared ~= false,
        now = options.now or nginx.now,
        worker_pid = nginx.worker.pid, -- of the master's journal, too
    }, Journal)
end

local function key(self, number, version)
    return ("%s:%s:%s"):format(self.prefix, number, version)
end

-- At most the newest version's number, and never smaller than it was
local function lower_bound(self, number)
    return self.dictionary:get(key(self, number, "newest")) or 0
end

-- Goes up from the bound. A version that is not there may also have been
-- deleted, if the bound has passed it meanwhile.
local function newest(self, number)
    local version, found
    repeat
        version = lower_bound(self, number)
        found = self.dictionary:get(key(self, number, version))
        local above = self.dictionary:get(key(self, number, version + 1))
        while above do
            version, found = version + 1, above
            above = self.dictionary:get(key(self, number, version + 1))
        end
    until lower_bound(self, number) <= version
    if version > 0 and not found then
        return nil, "journal in nginx: its entry was pushed out or deleted"
    end
    return version, text.of_lines(found or "")
end

-- Whether a version that was added is one that others go on from. One that the
-- bound has passed is, if its attempt stands in what is newest.
local function is_in_line(self, number, version, attempt)
    if lower_bound(self, number) <= version then
        return true
    end
    local current, found = newest(self, number)
    for _, each in ipairs(current and found.attempts or {}) do
        if each.id == attempt.id then
            return attempt.state == "pending" or attempt.state == each.state
        end
    end
    return false
end

-- Raises the bound by the one version that was added, and deletes what is
-- below: nobody begins there any more.
local function advance(self, number)
    local bound, why = self.dictionary:incr(key(self, number, "newest"), 1)
    if bound then
        self.dictionary:delete(key(self, number, bound - 1))
    end
    return bound, why
end

-- Not by incr, which makes room by pushing others out
local function begin(self, number)
    local begun, why =
        self.dictionary:safe_add(key(self, number, "newest"), 0)
    return begun or why == "exists", why
end

-- Adds the next version. "exists" where another worker was quicker.
local function add(self, number, version, changed, attempt)
    local added, why = true, nil
    if version == 1 then
        added, why = begin(self, number)
    end
    if added then
        added, why = self.dictionary:safe_add(key(self, number, version),
            text.lines(changed))
    end
    if not added then
        return nil, why
    elseif not is_in_line(self, number, version, attempt) then
        self.dictionary:delete(key(self, number, version))
        return nil, "exists"
    end
    return advance(self, number)
end

-- Changes a record as `change` does. That returns the attempt it changed, or
-- what else to return where there is nothing to write.
local function update(self, number, change)
    for _ = 1, TRIES do
        local version, loaded = newest(self, number)
        if not version then
            return nil, nil, loaded
        end
        local attempt, refusal = change(loaded, version + 1)
        if not attempt then
            return attempt, refusal
        end
        local added, why = add(self, number, version + 1, loaded, attempt)
        if added then
            return attempt
        elseif why ~= "exists" then
            return nil, nil, "journal in nginx: " .. tostring(why)
        end
    end
    return nil, nil, "journal in nginx: other workers kept changing it"
end

--- Takes one of the ten requests.
-- @see whatsapp.registration.journal.memory
function Journal:reserve(number, operation, options)
    local attempt, refusal, why = update(self, number,
        function(loaded, version)
            return record.reserve(loaded, operation, {
                now = self.now(),
                -- No other worker's, even at the same millisecond
                serial = ("%dw%d"):format(version, self.worker_pid()),
                shared = self.shared,
                force = options and options.force,
            })
        end)
    return attempt and attempt.id, refusal, why
end

--- Writes down what became of an attempt.
function Journal:settle(number, attempt, state, details)
    local changed, wrong, why = update(self, number, function(loaded)
        return record.settle(loaded, attempt, state, details, self.now())
    end)
    if changed == nil then
        return nil, wrong or why
    end
    return true
end

-- What is known of a number, or nil and why it is lost
local function read_record(self, number)
    local version, loaded = newest(self, number)
    return version and loaded or nil, loaded
end

--- What is left of the ten.
function Journal:budget(number, operation)
    local loaded, why = read_record(self, number)
    if not loaded then
        return nil, why
    end
    return window.budget(loaded, operation, self.now(), self.shared)
end

--- The attempts for a number, newest first.
function Journal:attempts(number)
    local loaded, why = read_record(self, number)
    if not loaded then
        return nil, why
    end
    return record.list(loaded)
end

-- Looks at every key, which keeps other workers out of the dictionary for that
-- long.
local function all_numbers(self)
    local numbers, start, ending = {}, self.prefix .. ":", ":newest"
    for _, each in ipairs(self.dictionary:get_keys(0)) do
        if each:sub(1, #start) == start and each:sub(-#ending) == ending then
            numbers[#numbers + 1] = each:sub(#start + 1, -#ending - 1)
        end
    end
    return numbers
end

--- Attempts that nobody has settled.
function Journal:pending(number)
    local list = {}
    for _, each in ipairs(number and { number } or all_numbers(self)) do
        local loaded, why = read_record(self, each)
        if not loaded then
            return nil, why
        end
        for _, attempt in ipairs(record.list(loaded, "pending", each)) do
            list[#list + 1] = attempt
        end
    end
    return list
end

--- There is nothing to close.
function Journal:close() -- luacheck: ignore 212
    return true
end

return shdict
