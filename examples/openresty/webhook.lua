-- Answers Meta's webhook in nginx.conf: checks the signature, and registers a
-- number whose new name was approved. Meta waits for a few seconds only, so a
-- timer does what takes longer.

local client = require "client"
local webhook = require "whatsapp.registration.webhook"

local function refuse(status, err)
    ngx.log(ngx.WARN, tostring(err)) -- has no secrets
    return ngx.exit(status)
end

local function digits_of(number)
    return (number:gsub("%D", ""))
end

-- Meta names the number alone; its id is in the account's list.
local function find_number(event)
    local each, err = client:phone_numbers { waba_id = event.waba_id,
        fields = "id,display_phone_number" }
    if not each then
        return nil, err
    end
    for number, problem in each do
        if not number then
            return nil, problem
        elseif digits_of(number.display_phone_number)
            == digits_of(event.display_phone_number) then
            return number.id
        end
    end
    return nil, "the account has no such number"
end

local function register(is_ending, event)
    if is_ending then
        return
    end
    local id, err = find_number(event)
    local result
    if id then
        result, err = client:register { phone_number_id = id,
            pin = os.getenv "WHATSAPP_PIN" }
    end
    ngx.log(result and ngx.NOTICE or ngx.ERR, event.what, " ",
        event.display_phone_number, ": ", result and "registered"
        or tostring(err))
end

-- Meta may send an event again, for days: register only once.
local function is_new(body)
    return ngx.shared.webhooks:add(ngx.md5(body), true, 7 * 86400)
end

if ngx.req.get_method() == "GET" then
    local answer, err = webhook.challenge(ngx.req.get_uri_args(),
        os.getenv "WHATSAPP_VERIFY_TOKEN")
    if not answer then
        return refuse(403, err)
    end
    ngx.header.content_type = "text/plain"
    return ngx.print(answer)
end

ngx.req.read_body()
local body = ngx.req.get_body_data() -- nil if there is none
local ok, err = webhook.verify(body, ngx.var.http_x_hub_signature_256,
    os.getenv "WHATSAPP_APP_SECRET")
if not ok then
    return refuse(403, err)
end
local events, problem = webhook.events(body)
if not events then
    return refuse(400, problem)
end
for _, event in ipairs(is_new(body) and events or {}) do
    ngx.log(ngx.NOTICE, event.type, " ", event.what)
    if event.what == "name_approved" and event.display_phone_number then
        assert(ngx.timer.at(0, register, event))
    end
end
