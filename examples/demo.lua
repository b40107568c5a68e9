-- What examples/demo.sh shows: a number from nothing to its first message,
-- against the simulator that the script started.

local cjson = require "cjson"
local libraries = require "whatsapp.registration.simulator.libraries"
local registration = require "whatsapp.registration"

local NUMBER = "106540352242922" -- the simulator has it as a new number

local client = registration.from_env { phone_number_id = NUMBER }

local function say(text)
    print(text)
    io.flush()
end

local function show(number)
    say(("  %s (%s): status %s, ownership %s, platform %s"):format(
        number.display_phone_number, number.verified_name, number.status,
        number.code_verification_status, number.platform_type))
end

-- With a real number, a person reads this off a telephone.
local function code_from_the_sms()
    local url = os.getenv "SIMULATOR_CONTROL_URL" .. "/codes/" .. NUMBER
    local request = libraries.load({ "http.request" })["http.request"]
    local _, stream = assert(request.new_from_uri(url):go(5))
    local code = cjson.decode(assert(stream:get_body_as_string())).code
    return code:sub(1, 3) .. "-" .. code:sub(4)
end

local started = os.time()

say "\n1. Look at the number (spends no attempt)"
show(client:phone_number())

say "\n2. Ask for a verification code by SMS"
client:request_code { code_method = "SMS", language = "en_US" }
local code = code_from_the_sms()
say("  the SMS says: " .. code .. " is your WhatsApp verification code.")

say "\n3. Prove the ownership with it (the hyphen is dropped on the way)"
client:verify_code { code = code }
show(client:phone_number())

say "\n4. Draw a PIN, set it, register, send a first message"
local report = client:setup_number {
    pin = registration.generate_pin(), -- yours: keep it before it is sent
    test_message = { to = "+16505551234",
        body = "Phone number setup complete!" },
    on_step = function(step)
        if step.outcome ~= "started" then
            say(("  %-12s %s in %.1f ms"):format(step.name, step.outcome,
                step.elapsed * 1000))
        end
    end,
}
local sent = report.steps[#report.steps].result
say("  message " .. sent.messages[1].id:sub(1, 24) .. "... accepted")

say "\n5. The number now"
show(client:phone_number())

say "\n6. What an error says: a PIN that is not the number's"
local ok, err = pcall(client.register, client, { pin = "000000" })
assert(not ok and registration.is_error(err))
say("  kind         " .. err.kind)
say("  message      " .. err.message)
say("  next_action  " .. err.next_action)
say("  hint         " .. err.hint)
say("  attempt spent: " .. tostring(err.attempt_spent)
    .. ", safe to retry: " .. tostring(err.retryable))

say(([[

Done in %d s. The other examples, in a shell that finds the module:
  eval "$(spec/support/setup.sh paths)"
  lua5.4 examples/setup_number.lua]]):format(os.time() - started))
