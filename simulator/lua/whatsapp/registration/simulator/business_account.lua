--- The endpoints of a WhatsApp Business Account (WABA): its phone numbers and
-- the apps subscribed to it.
-- @module whatsapp.registration.simulator.business_account

local errors = require "whatsapp.registration.simulator.errors"
local fixtures = require "whatsapp.registration.simulator.fixtures"
local json = require "whatsapp.registration.simulator.json"
local made = require "whatsapp.registration.simulator.made"
local number_fields =
    require "whatsapp.registration.simulator.number_fields"
local parameters = require "whatsapp.registration.simulator.parameters"

local business_account = { NODE_TYPE = "WhatsAppBusinessAccount" }

local DEFAULT_PAGE, LONGEST_PAGE = 25, 100

-- Opaque to clients, with characters that must be escaped in a query.
local function cursor_of(record)
    return ("QVFI%s+/=="):format(record.id)
end

local function position_of(list, cursor)
    local id = cursor:match("^QVFI(%d+)%+/==$")
    return id and list.index_of(id)
end

local function read_limit(params)
    local limit = tonumber(params.limit or DEFAULT_PAGE)
    if not limit or limit < 1 or limit % 1 ~= 0 then
        return nil, errors.bad_request("limit must be a positive integer")
    end
    return math.min(limit, LONGEST_PAGE)
end

-- First and last position of the page that was asked for.
local function page_bounds(list, params, limit)
    if params.before then
        local before = position_of(list, params.before)
        if not before then
            return nil
        end
        return math.max(1, before - limit), before - 1
    end
    local after = 0
    if params.after and params.after ~= "" then
        after = position_of(list, params.after)
        if not after then
            return nil
        end
    end
    return after + 1, math.min(after + limit, list.count)
end

-- As with Meta, the link has all parameters of the request, the token
-- included.
local function page_link(call, name, record, limit)
    local path = ("%s/%s/%s/phone_numbers"):format(
        call.model.options.base_url, call.served_version, call.waba.id)
    local encode = parameters.encode
    local query = ("?access_token=%s&limit=%d&%s=%s"):format(
        encode(call.token_text), limit, name, encode(cursor_of(record)))
    local fields = parameters.text(call.params.fields)
    return path .. query .. (fields and "&fields=" .. encode(fields) or "")
end

local function paging(call, list, first, last, limit)
    if first > last then
        return nil
    end
    local top, bottom = list.at(first), list.at(last)
    return {
        cursors = { before = cursor_of(top), after = cursor_of(bottom) },
        next = last < list.count and page_link(call, "after", bottom, limit)
            or nil,
        previous = first > 1 and page_link(call, "before", top, limit) or nil,
    }
end

--- GET /{waba_id}/phone_numbers
function business_account.phone_numbers(call)
    local limit, failure = read_limit(call.params)
    if not limit then
        return nil, failure
    end
    local list = made.listing(call.model, call.waba.id)
    local first, last = page_bounds(list, call.params, limit)
    if not first then
        return nil, errors.bad_request("Invalid cursor")
    end
    local fields = parameters.text(call.params.fields)
    local page = {}
    for i = first, last do
        local shown
        shown, failure = number_fields.project(list.at(i), fields, call.model)
        if not shown then
            return nil, failure
        end
        page[#page + 1] = shown
    end
    return {
        data = json.list(page),
        paging = paging(call, list, first, last, limit),
    }
end

--- POST /{waba_id}/phone_numbers
function business_account.add_number(call)
    local params = {}
    for _, name in ipairs { "cc", "phone_number", "verified_name" } do
        params[name] = parameters.text(call.params[name])
        if not params[name] then
            return nil, errors.missing(name)
        end
    end
    local record = assert(call.model:add_number({
        id = "2" .. call.model:random_digits(14),
        waba_id = call.waba.id,
        display_phone_number = ("+%s %s"):format(params.cc,
            params.phone_number),
        verified_name = params.verified_name,
    }))
    return { id = record.id }
end

local FIELDS = {
    account_review_status = "APPROVED",
    business_verification_status = "verified",
    country = "US",
    currency = "USD",
    message_template_namespace = "0f1e2d3c_4b5a_6978_8796_a5b4c3d2e1f0",
    ownership_type = "SELF",
    timezone_id = "1",
}

--- GET /{waba_id}
function business_account.read(call)
    local waba = call.waba
    local fields = parameters.text(call.params.fields)
    local shown = { id = waba.id }
    for _, field in ipairs(parameters.names(fields or "name,currency")) do
        shown[field] = waba[field] or FIELDS[field]
        if shown[field] == nil then
            return nil, errors.nonexisting_field(field,
                business_account.NODE_TYPE)
        end
    end
    return shown
end

--- GET /{waba_id}/subscribed_apps
function business_account.subscribed_apps(call)
    local apps = {}
    if call.waba.is_subscribed then
        apps[1] = { whatsapp_business_api_data = fixtures.APP }
    end
    return { data = json.list(apps) }
end

--- POST /{waba_id}/subscribed_apps
function business_account.subscribe(call)
    if call.params.override_callback_uri and not call.waba.is_subscribed then
        return nil, errors.bad_request("Before override the current callback "
            .. "uri, your app must be subscribed to receive messages for "
            .. "WhatsApp Business Account")
    end
    call.waba.is_subscribed = true
    return { success = true }
end

--- DELETE /{waba_id}/subscribed_apps
function business_account.unsubscribe(call)
    call.waba.is_subscribed = false
    return { success = true }
end

return business_account
