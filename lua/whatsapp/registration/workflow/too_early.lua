--- The error for a wait that the server asked for and that is not over.
-- @module whatsapp.registration.workflow.too_early

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"

local CODE_HINT = "Asking earlier makes the wait longer. If this repeats, the "
    .. "number still has a WhatsApp account: delete that first."

local HINT = "Nothing was sent. Run it again when the time is over."

-- Code 100 means many things. The one that can ask for a wait is a number that
-- is not ready, such as because of its display name.
local function kind_of(explained)
    return explained.kind == "invalid_request" and "not_ready"
        or explained.kind or "unavailable"
end

--- @tparam table self a flow
-- @tparam string operation that has to wait
-- @tparam number left seconds
-- @tparam ?number code of the server's answer
-- @treturn table an error
return function(self, operation, left, code)
    local explained = code and core.explain(code) or {}
    local err = errors.stopped {
        kind = kind_of(explained),
        message = ("the server's answer to an earlier %s%s asked to wait: "
            .. "%d seconds are left"):format(operation,
            code and (", code %.0f,"):format(code) or "", math.ceil(left)),
        hint = operation == "request_code" and CODE_HINT
            or explained.next_action == "wait" and explained.hint or HINT,
        retry_after = left,
        operation = operation,
        phone_number_id = self.number,
    }
    err.next_action = "wait"
    return err
end
