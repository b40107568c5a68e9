-- What can be sent to a webhook: an input is a body, and a query as well.
-- It always becomes a list of whole events or an error.

package.path = "./lua/?.lua;./?.lua;" .. package.path

local errors = require "whatsapp.registration.errors"
local webhook = require "whatsapp.registration.webhook"

local SECRET = "the app's secret"

local TEXTS = { "type", "what", "next_action", "hint", "waba_id",
    "phone_number_id", "display_phone_number" }

local function check_event(event)
    assert(type(event.type) == "string", "no type")
    for _, key in ipairs(TEXTS) do
        assert(event[key] == nil or type(event[key]) == "string", key)
    end
    assert((event.what == nil) == (event.hint == nil), "what without a hint")
end

local function check_error(err)
    assert(errors.is_error(err), "not an error")
    assert(not tostring(err):find "%c", "not one line")
    assert(not tostring(err):find(SECRET, 1, true), "a secret")
end

return function(input)
    local events, err = webhook.events(input)
    assert((events == nil) ~= (err == nil), "neither events nor error, or both")
    for _, event in ipairs(events or {}) do
        check_event(event)
    end
    local _, unsigned = webhook.verify(input, input, SECRET)
    local challenge, refusal = webhook.challenge(input, SECRET)
    assert(not challenge or challenge:find "^[%w%-._~]+$", "not a word")
    for _, each in ipairs { err or unsigned, unsigned, refusal or unsigned } do
        check_error(each)
    end
end
