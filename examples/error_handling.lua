-- What to do when registering fails. The error has Graph's code, and it also
-- has `kind`, which is the same whether Graph puts the code into `code` or
-- into `error_subcode`, and whether permission trouble comes as 10 or as 200.
--
--     lua5.4 examples/error_handling.lua

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local simulated = dofile(here .. "simulated.lua")
local config, simulator = simulated "106540352242932"

local client = registration.from_env(config)

local function explain(err)
    if not registration.is_error(err) then
        error(err, 0) -- a mistake in this program
    elseif err.code == 133016 then -- or err.kind == "registration_limit"
        print(("All 10 attempts are used: wait %d hours"):format(
            err.retry_after / 3600))
    elseif err.kind == "permission" then -- 3, 10, 200 to 299, 131005
        print("The token may not do this: check its permissions")
    elseif err.kind == "invalid_request" then -- 100, or refused before sending
        print("A parameter is missing or invalid: " .. err.message)
    elseif err.kind == "pin_mismatch" then
        print("Not the number's PIN. Do not guess: guesses are counted")
    elseif err.sent == "maybe" then
        print("No answer: read the number's status before another attempt")
    else
        print(err.kind .. ": do " .. err.next_action)
    end
    print("  hint: " .. err.hint)
    print("  the attempt was spent: " .. tostring(err.attempt_spent))
end

local function try(what, options)
    print(what)
    local ok, err = pcall(client.register, client, options)
    if ok then
        print "registered"
    else
        explain(err)
    end
end

try("A PIN with a digit too few:", { pin = "07193" })
if simulator then -- these would spend attempts
    try("A number that is blocked:", { pin = "071934" })
    try("A token without the permission:", { pin = "071934",
        access_token = "no-permission-token",
        phone_number_id = "106540352242923" })
    try("Another PIN than the number's:", { pin = "111222",
        phone_number_id = "106540352242925" })
end
