--- Makes the rows of payloads: an error object as the Graph API writes it.
-- @module whatsapp.registration.simulator.payloads.row

local TRACE = "Az8or2yhqkZfEZ-_4Qn_Bam"

--- @tparam string source who has seen it
-- @tparam string operation which was answered so
-- @tparam number code
-- @tparam ?number subcode
-- @tparam string message
-- @tparam[opt] table more `details`, `title`, `text` (what the user is to
--   read), `data` (in place of details), `status` (400), `type`, `transient`
-- @treturn table
return function(source, operation, code, subcode, message, more)
    more = more or {}
    local data = more.data
    if more.details then
        data = { messaging_product = "whatsapp", details = more.details }
    end
    return {
        source = source,
        operation = operation,
        status = more.status or 400,
        error = {
            message = message,
            type = more.type or "OAuthException",
            code = code,
            error_subcode = subcode,
            error_data = data,
            error_user_title = more.title,
            error_user_msg = more.text,
            is_transient = more.transient,
            fbtrace_id = TRACE,
        },
    }
end
