--- POST /{phone_number_id}/messages: enough of it to see whether a number can
-- send.
-- @module whatsapp.registration.simulator.messages

local errors = require "whatsapp.registration.simulator.errors"
local number = require "whatsapp.registration.simulator.number"
local parameters = require "whatsapp.registration.simulator.parameters"

local messages = {}

local LONGEST_TEXT = 4096

local function digits_of(text)
    return (text:gsub("[%s()+-]", ""))
end

local function read_text(params)
    local text = parameters.object(params.text)
    local body = text and parameters.text(text.body)
    if not body or body == "" then
        return nil, errors.missing("text['body']")
    end
    if #body > LONGEST_TEXT then
        return nil, errors.invalid("text['body'] must have at most 4096 bytes.")
    end
    return body
end

local function read(params)
    if params.messaging_product ~= "whatsapp" then
        return nil, errors.missing("messaging_product")
    end
    local to = parameters.text(params.to)
    if not to then
        return nil, errors.missing("to")
    end
    if not digits_of(to):find("^%d%d%d%d%d+$") then
        return nil, errors.build {
            code = 131009, details = "to is not a valid phone number.",
        }
    end
    local kind = params.type or "text"
    if kind == "text" then
        local _, failure = read_text(params)
        return not failure and to or nil, failure
    end
    if type(params[kind]) ~= "table" then
        return nil, errors.build {
            code = 131008, details = tostring(kind) .. " is missing.",
        }
    end
    return to
end

local function is_allowed(record, recipient)
    for _, allowed in ipairs(record.allowed_recipients) do
        if digits_of(allowed) == recipient then
            return true
        end
    end
    return false
end

local function refuse(record, recipient)
    if not number.is_registered(record) or record.half_registered then
        return errors.as_seen("send_not_registered")
    end
    if record.locked then
        return errors.new("locked")
    end
    if not number.may_send_by_name(record) then
        return errors.build {
            code = 131037, details = "The display name is not approved.",
        }
    end
    if recipient == digits_of(record.display_phone_number) then
        return errors.build {
            code = 131021,
            details = "Sender and recipient are the same phone number.",
        }
    end
    if record.is_test_number and not is_allowed(record, recipient) then
        return errors.new("recipient_not_allowed", {
            details = "Recipient phone number not in allowed list: Add "
                .. "recipient phone number to recipient list and try again.",
        })
    end
end

function messages.send(call)
    local record = call.number
    if call.params.status == "read" and call.params.message_id then
        return { success = true }
    end
    local to, failure = read(call.params)
    failure = failure or refuse(record, digits_of(to))
    if failure then
        return nil, failure
    end
    return {
        messaging_product = "whatsapp",
        contacts = { { input = to, wa_id = digits_of(to) } },
        messages = { { id = "wamid." .. call.model:random_id(32) } },
    }
end

return messages
