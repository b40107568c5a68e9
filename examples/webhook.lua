-- A handler for a web server that gets Meta's webhooks: it answers the
-- handshake, refuses what is not from Meta, and registers a number whose new
-- name was approved.
--
--     lua5.4 examples/webhook.lua
--
-- Here three requests are made up, and the number is the simulator's. Your own
-- server calls `handle` with the requests that it gets.

local registration = require "whatsapp.registration"
local webhook = require "whatsapp.registration.webhook"

local here = arg[0]:match "^.*/" or "./"
local config = dofile(here .. "simulated.lua") "106540352242923"

local client = registration.from_env(config)

-- Both are entered in or read from the App Dashboard; keep them in the
-- environment.
local VERIFY_TOKEN, APP_SECRET = "a-word-of-your-own", "an-app-secret"

local function digits_of(number)
    return (number:gsub("%D", ""))
end

-- Meta names the number alone; its id is in the account's list.
local function find_number(event)
    for number in client:phone_numbers { waba_id = event.waba_id,
        fields = "id,display_phone_number" } do
        if digits_of(number.display_phone_number)
            == digits_of(event.display_phone_number) then
            return number.id
        end
    end
    error("the account has no number " .. event.display_phone_number)
end

local act = {}

function act.name_approved(event)
    local result = client:register { phone_number_id = find_number(event),
        pin = "071934" }
    print("registered under its new name:", result.success)
end

local function handle(request)
    if request.method == "GET" then
        local answer = webhook.challenge(request.query, VERIFY_TOKEN)
        return answer and 200 or 403, answer
    end
    local ok, err = webhook.verify(request.body, request.signature, APP_SECRET)
    if not ok then
        return 403, err.message
    end
    local events = webhook.events(request.body)
    for _, event in ipairs(events or {}) do
        print(event.type, event.what, event.next_action)
        if act[event.what] then
            act[event.what](event)
        end
    end
    return events and 200 or 400
end

local BODY = [[{"object":"whatsapp_business_account","entry":[
  {"id":"102290129340398","time":1739321024,"changes":[
    {"field":"phone_number_name_update","value":{
      "display_phone_number":"15550100923","decision":"APPROVED",
      "requested_verified_name":"Lucky Shrub","rejection_reason":null}}]}]}]]

print(handle { method = "GET", query = "hub.mode=subscribe"
    .. "&hub.challenge=1158201444&hub.verify_token=a-word-of-your-own" })
print(handle { method = "POST", body = BODY,
    signature = "sha256=81fb0e75f3a758a3ee0513b3c7f3a2f6"
        .. "78ae2e168b274e52fc72556aafdf5e94" })
print(handle { method = "POST", body = BODY .. " ",
    signature = "sha256=" .. ("0"):rep(64) })
