--- The events that Meta would send to a webhook, made by the model. They go to
-- the model's `on_webhook(body)`; the server signs and sends them.
-- @module whatsapp.registration.simulator.webhooks

local json = require "whatsapp.registration.simulator.json"

local webhooks = {}

-- Meta's words for the result of a review of a name
local DECISIONS = {
    APPROVED = "APPROVED",
    AVAILABLE_WITHOUT_REVIEW = "APPROVED",
    DECLINED = "REJECTED",
    PENDING_REVIEW = "PENDING",
}

--- Sends an event about an account.
-- @tparam table model
-- @tparam string waba_id
-- @tparam string field such as "account_update"
-- @tparam table value
-- @treturn ?boolean true
-- @treturn ?string why it can't be written
function webhooks.send(model, waba_id, field, value)
    local ok, body = pcall(json.encode, {
        object = "whatsapp_business_account",
        entry = { { id = waba_id, time = model:now(),
            changes = { { field = field, value = value } } } },
    })
    if not ok then
        return nil, tostring(body)
    end
    model.on_webhook(body)
    return true
end

local function pin_event(record)
    return { event = record.pin and "PIN_CHANGED" or "PIN_REQUEST_SUCCESS" }
end

local function name_event(status, name)
    local decision = DECISIONS[status]
    return decision and {
        decision = decision,
        requested_verified_name = name,
        rejection_reason = decision == "REJECTED" and "NAME_NOT_CONSISTENT"
            or json.null,
    }
end

--- A copy of the fields whose changes go to a webhook.
function webhooks.look(record)
    return { pin = record.pin, name_status = record.name_status,
        new_name_status = record.new_name_status }
end

--- Sends that the business has taken the account away from the app, if the app
-- is subscribed.
function webhooks.tell_of_removal(model, account)
    if account.is_subscribed then
        webhooks.send(model, account.id, "account_update", {
            event = "PARTNER_REMOVED",
            waba_info = { waba_id = account.id },
        })
    end
end

--- Sends what has changed since that copy, if the account's app is subscribed.
-- The control API has changed the number, as WhatsApp Manager or Meta would.
function webhooks.tell(model, record, before)
    local function tell(field, value)
        if value and model.wabas[record.waba_id].is_subscribed then
            value.display_phone_number =
                record.display_phone_number:gsub("%D", "")
            webhooks.send(model, record.waba_id, field, value)
        end
    end
    if record.pin ~= before.pin then
        tell("security", pin_event(record))
    end
    if record.new_name_status ~= before.new_name_status then
        tell("phone_number_name_update", name_event(record.new_name_status,
            record.new_display_name or record.verified_name))
    elseif record.name_status ~= before.name_status then
        tell("phone_number_name_update", name_event(record.name_status,
            record.verified_name))
    end
end

return webhooks
