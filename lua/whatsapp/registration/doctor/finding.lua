--- What a check has found.
-- @module whatsapp.registration.doctor.finding

local finding = {}

--- A check that is in order.
-- @tparam string reason
-- @tparam ?string hint what is worth knowing nevertheless
function finding.fine(reason, hint)
    return { ok = true, reason = reason, hint = hint }
end

--- A check with nothing to look at.
function finding.skipped(reason)
    return { ok = true, skipped = true, reason = reason }
end

--- A check that can't be made, because another one failed.
function finding.hidden(reason)
    return { ok = false, skipped = true, reason = reason }
end

--- A check that failed.
-- @tparam table err an error, or `reason`, `next_action` and `hint` of a
--   finding that no kind of error stands for
function finding.failed(err)
    return {
        ok = false,
        kind = err.kind,
        field = err.field,
        reason = err.message or err.reason,
        next_action = err.next_action,
        hint = err.hint,
        remedy = err.remedy,
        retry_after = err.retry_after,
    }
end

--- A day in UTC.
-- @tparam number time
-- @treturn string
function finding.day(time)
    return os.date("!%Y-%m-%d", time)
end

return finding
