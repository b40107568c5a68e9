--- Shows the progress of a fleet: a line while it runs, and sums at the end.
-- @module whatsapp.registration.cli.fleet_sums

local core = require "whatsapp.registration.core"
local document = require "whatsapp.registration.cli.document"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"
local text = require "whatsapp.registration.text"

local sums = {}

-- Seconds between two lines of progress
local BETWEEN = 0.1

-- Bad rows that are shown; --json has more
local MOST_ROWS = 20

--- One word on a result.
function sums.word(entry)
    if entry.success then
        return entry.action or "done"
    end
    return entry.waiting and "waiting"
        or entry.error and entry.error.kind or "failed"
end

-- The server's message alone often says no more than "Invalid parameter".
local function reason(entry)
    local err, more = entry.error or {}, entry.report or {}
    return entry.reason or err.details or err.code and err.hint
        or err.message or more.hint or ""
end

--- A result as a line for other programs: tabs between id, word, step, reason.
-- @tparam table entry
-- @treturn string
function sums.cells(entry)
    local cells = { entry.phone_number_id or entry.place or "",
        sums.word(entry), entry.step or "", reason(entry) }
    for index, cell in ipairs(cells) do
        cells[index] = text.on_one_line(cell)
    end
    return table.concat(cells, "\t")
end

--- How far a fleet is, in one line.
-- @tparam table state as its on_progress is given
-- @treturn string
function sums.progress_line(state)
    local total = state.total and (" of %d"):format(state.total) or ""
    local parts = { ("  %d%s"):format(state.done, total) }
    local function add(count, what)
        if count > 0 then
            parts[#parts + 1] = ("%d %s"):format(count, what)
        end
    end
    add(state.failed, "failed")
    add(state.waiting, "wait")
    if state.rate > 0 then
        parts[#parts + 1] = ("%.1f/s"):format(state.rate)
    end
    if state.paused then
        parts[#parts + 1] = "paused " .. report.wait(state.paused)
    elseif state.left then
        parts[#parts + 1] = report.wait(state.left) .. " left"
    end
    return table.concat(parts, ", ")
end

--- What shows the progress on a terminal.
-- @tparam table screen
-- @treturn function
function sums.progress(screen)
    local next_at = 0
    return function(state)
        local now = core.now()
        if now >= next_at then
            next_at = now + BETWEEN
            screen:progress(sums.progress_line(state))
        end
    end
end

local function by_count(counts)
    local names = {}
    for name in pairs(counts) do
        names[#names + 1] = name
    end
    table.sort(names, function(one, other)
        if counts[one] ~= counts[other] then
            return counts[one] > counts[other]
        end
        return one < other
    end)
    return names
end

local function add_kinds(lines, by_kind)
    local kinds = core.kinds()
    for _, kind in ipairs(by_count(by_kind)) do
        local known = kinds[kind]
        lines[#lines + 1] = screens.row(kind, ("%d: %s"):format(
            by_kind[kind], known and known.hint or ""), "bad")
    end
end

local WAITING = "%d: run it with --request-codes, then with --codes FILE"

--- The sum of a run or of results, for people.
-- @tparam table found
-- @treturn table lines
function sums.lines(found)
    local lines = {}
    local add = report.adding(lines)
    local function count_of(count, format)
        return (count or 0) > 0 and (format or "%d"):format(count) or nil
    end
    add("numbers", ("%d"):format(found.total or found.done))
    add("done", count_of(found.succeeded), "good")
    add("done before", count_of(found.skipped), "good")
    add("wait for a code", count_of(found.waiting, WAITING))
    add("failed", count_of(found.failed), "bad")
    add_kinds(lines, found.by_kind)
    return lines
end

--- The same as a document.
function sums.document(found)
    return { success = found.failed == 0 and found.waiting == 0,
        total = found.total or found.done, succeeded = found.succeeded,
        skipped = found.skipped, waiting = found.waiting,
        failed = found.failed, by_kind = found.by_kind,
        elapsed = found.elapsed }
end

-- What preflight's actions mean for many numbers
local MEANINGS = { register = "would be registered",
    already_registered = "are registered",
    verify_number = "need a code first",
    wait_for_display_name = "wait for their display name",
    not_registrable = "can't be registered",
    check_status = "are not clear: look at each of them",
    fix_number = "need a person to change something first" }

local FINE = { register = "good", already_registered = "good" }

--- A plan for people.
function sums.plan_lines(found, counts)
    local lines = { screens.row("numbers", tostring(found.total
        or found.done)) }
    for _, word in ipairs(by_count(counts)) do
        local meaning = MEANINGS[word]
        lines[#lines + 1] = meaning and { ("  %-18d"):format(counts[word]),
            screens.paint(meaning, FINE[word]) }
    end
    add_kinds(lines, found.by_kind)
    return lines
end

--- The same as a document.
function sums.plan_document(found, counts)
    return { success = found.failed == 0, total = found.total or found.done,
        actions = counts, failed = found.failed, by_kind = found.by_kind }
end

--- Shows bad rows, a line each, and leaves them out of the message.
-- @tparam table screen
-- @tparam table err with `rows`
function sums.complain_of_rows(screen, err)
    if screen.is_json then
        err.rows = document.list(err.rows)
        return
    end
    for index = 1, math.min(#err.rows, MOST_ROWS) do
        screen:complain(("  %s: %s"):format(err.rows[index].place,
            err.rows[index].message))
    end
    err.message = err.message:match "^numbers: %d+ bad rows?" or err.message
end

return sums
