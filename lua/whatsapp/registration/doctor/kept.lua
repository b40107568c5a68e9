--- Checks of what is kept on this side: journal, PIN store, attempts left.
-- @module whatsapp.registration.doctor.kept

local attempt = require "whatsapp.registration.attempt"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local finding = require "whatsapp.registration.doctor.finding"
local questions = require "whatsapp.registration.questions"

local kept = {}

-- No number has this id, so its attempts count for no number.
local NOBODY = "0"

-- A code request: if it stays open, no number is read for it
local TRIED, FORCE = "request_code", { force = true }

-- Few enough to be careful
local FEW = 2

local NO_JOURNAL = "this client counts no attempts (journal = false)"

-- Reserves an attempt for that id, and gives it back
local function try_journal(journal)
    local id, _, problem = journal:reserve(NOBODY, TRIED, FORCE)
    if not id then
        return nil, problem
    end
    return journal:settle(NOBODY, id, "not_sent")
end

--- The journal takes and settles attempts.
function kept.journal(run)
    local journal = run.client.journal
    if not journal then
        return finding.skipped(NO_JOURNAL)
    end
    local settled, problem = try_journal(journal)
    if settled == nil and problem ~= nil then
        return finding.failed(errors.journal_failed(problem))
    end
    return finding.fine "it can be read and written"
end

local function store_failed(what, problem, run)
    return finding.failed(errors.store_failed(what, tostring(problem),
        run.number))
end

--- The PIN store can be read, and written if it has a check for that.
function kept.pin_store(run)
    local store = run.client.pin_store
    if not store then
        return finding.skipped "this client has no PIN store"
    end
    local pin, problem = store.ask("load", run.number or NOBODY)
    if pin == nil and problem ~= nil then
        return store_failed("load", problem, run)
    end
    local checked
    checked, problem = store.ask("check")
    if not checked and problem ~= nil then
        return store_failed("save", problem, run)
    end
    return finding.fine((checked and "it can be read and written"
        or "it can be read") .. (pin and ", and has a PIN of the number"
        or ""))
end

local REGISTER = { name = "register", operation = core.operations().register }

local function nothing_left(run, budget)
    local next_at = budget.blocked_until or budget.next_at or os.time()
    local wait = next_at - attempt.now_of(run.client.journal)
    return finding.failed(errors.no_attempt_left(run.number, REGISTER, {
        blocked_until = budget.blocked_until, used = budget.used,
        limit = budget.limit, next_at = next_at,
        retry_after = math.max(0, wait) }))
end

--- Attempts are left.
function kept.budget(run)
    if not run.client.journal then
        return finding.skipped(NO_JOURNAL)
    elseif not run.number then
        return finding.skipped "no phone_number_id is given"
    end
    local budget, err = questions.budget(run.client, run.number)
    if not budget then
        return finding.failed(err)
    elseif budget.left == 0 then
        return nothing_left(run, budget)
    end
    return finding.fine(("%d of %d attempts are left in 72 hours"):format(
        budget.left, budget.limit), budget.left <= FEW
        and "Send only what is sure to succeed." or nil)
end

return kept
