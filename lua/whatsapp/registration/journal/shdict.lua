--- A journal in a `lua_shared_dict`, for all workers of one nginx. It outlives
-- reloads and dead workers, not nginx itself. The dictionary should be for the
-- journal alone: other entries could push its own out.
--
-- Why eleven concurrent reservations give ten: a dictionary cannot compare and
-- swap, but `add` succeeds for one worker only. So a number's record has
-- versions, each a key of its own and never written again. A worker reads the
-- newest, changes a copy, and adds that as the next version: if another was
-- quicker, that key is there, and it starts over with what the other wrote. So
-- each version was made from the one before it, and the eleventh from one with
-- ten in it. There is no lock that a dying worker could leave locked.
--
-- Old versions are deleted. So a worker that was stopped for a while could add
-- a version whose key was deleted. It detects that: `newest`, which only
-- grows, is past that version then, and the newest version lacks its change.
-- @module whatsapp.registration.journal.shdict

local base = require "whatsapp.registration.journal.base"
local errors = require "whatsapp.registration.errors"
local record = require "whatsapp.registration.journal.record"
local text = require "whatsapp.registration.journal.record_text"

local shdict = {}

local Journal = base.class {}

-- If other workers were quicker more often than this, something is wrong.
local TRIES = 1000

-- Seconds after which nginx drops an entry that nobody has written to. nginx
-- goes by the clock. This is twice the time for which an attempt is listed, so
-- that a clock that jumps a week drops nothing. Versions expire last: if one is
-- missing, it was pushed out.
local EXPIRY = 2 * record.KEPT
local VERSION_EXPIRY = EXPIRY + 3600

local function no_dictionary(name, nginx)
    if type(name) ~= "string" then
        return errors.expected("name", "the name of a lua_shared_dict", name)
    end
    return errors.refused { field = "name", message = nginx
        and ("no lua_shared_dict %s in nginx's configuration"):format(name)
        or "a journal in nginx's shared memory can be made in nginx only" }
end

--- Makes one.
-- @tparam string name of the dictionary in nginx's configuration
-- @tparam ?table options `shared = false` counts register and deregister
--   apart; `prefix` of all keys ("whatsapp"); `now`, a function that returns
--   the time in seconds since the epoch
-- @treturn ?table
-- @treturn ?table an error
function shdict.try_new(name, options)
    local nginx = rawget(_G, "ngx")
    local dictionary = nginx and nginx.shared and nginx.shared[name]
    if not dictionary then
        return nil, no_dictionary(name, nginx)
    end
    local given, err = errors.options(options, base.OPTIONS)
    if not given then
        return nil, err
    end
    return setmetatable({
        name = name,
        dictionary = dictionary,
        prefix = given.prefix or "whatsapp",
        shared = given.shared ~= false,
        now = given.now or nginx.now,
        worker_pid = nginx.worker.pid, -- of the master's journal, too
    }, Journal)
end

--- The same, but raises the error.
shdict.new = errors.raising(shdict.try_new)

-- The key of a record in the dictionary
local function name_of(number, scope)
    return scope == "attempts" and number or number .. ":" .. scope
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

-- Whether other workers go on from the version that was added. If the bound
-- has passed it, they do if the newest version has its attempt.
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

-- Renews the bound's expiry, or makes the bound: not by incr, which makes room
-- by pushing other entries out.
local function keep_bound(self, number, version)
    local newest_key = key(self, number, "newest")
    if self.dictionary:expire(newest_key, EXPIRY) then
        return true
    end
    local kept, why = self.dictionary:safe_add(newest_key, version, EXPIRY)
    return kept or why == "exists", why
end

-- Adds the next version. "exists" if another worker was quicker.
local function add(self, number, version, changed, attempt)
    local added, why = keep_bound(self, number, version - 1)
    if added then
        added, why = self.dictionary:safe_add(key(self, number, version),
            text.lines(changed), VERSION_EXPIRY)
    end
    if not added then
        return nil, why
    elseif not is_in_line(self, number, version, attempt) then
        self.dictionary:delete(key(self, number, version))
        return nil, "exists"
    end
    return advance(self, number)
end

local FULL = "journal in nginx: no memory is left in lua_shared_dict %s, and "
    .. "no attempt is pushed out; make it larger: a megabyte holds 900 to "
    .. "2,600 numbers, each for 14 days after its last change"

local function trouble(self, why)
    return why == "no memory" and FULL:format(self.name)
        or "journal in nginx: " .. tostring(why)
end

-- Changes a record as `change` does. That returns the attempt that it changed;
-- or nil, what to return if nothing must be written, and a list of attempts
-- that may be.
local function update(self, number, change)
    for _ = 1, TRIES do
        local version, loaded = newest(self, number)
        if not version then
            return nil, nil, loaded
        end
        local attempt, refusal, changed = change(loaded, version + 1)
        if not attempt then
            if changed then
                add(self, number, version + 1, loaded, changed[1])
            end
            return attempt, refusal
        end
        local added, why = add(self, number, version + 1, loaded, attempt)
        if added then
            return attempt
        elseif why ~= "exists" then
            return nil, nil, trouble(self, why)
        end
    end
    return nil, nil, "journal in nginx: other workers kept changing it"
end

--- Takes one of the ten requests.
-- @see whatsapp.registration.journal.memory
function Journal:reserve(number, operation, options)
    local name = name_of(number, base.scope(operation))
    local attempt, refusal, why = update(self, name,
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
function Journal:settle(number, id, state, details)
    local name = name_of(number, base.scope_of(id))
    local changed, wrong, why = update(self, name, function(loaded)
        return record.settle(loaded, id, state, details, self.now())
    end)
    if changed == nil then
        return nil, wrong or why
    end
    return true
end

function Journal:read(number, scope)
    local version, loaded = newest(self, name_of(number, scope))
    if not version then
        return nil, loaded
    end
    return loaded, self.now()
end

-- Looks at every key, which keeps other workers out of the dictionary for that
-- long.
function Journal:numbers()
    local numbers, start, ending = {}, self.prefix .. ":", ":newest"
    local is_code = ":request_code" .. ending
    for _, each in ipairs(self.dictionary:get_keys(0)) do
        if each:sub(1, #start) == start and each:sub(-#ending) == ending
            and each:sub(-#is_code) ~= is_code then
            numbers[#numbers + 1] = each:sub(#start + 1, -#ending - 1)
        end
    end
    return numbers
end

return shdict
