-- What examples/demo.sh shows: a number from nothing to its first message,
-- against the simulator that the script started.

local cjson = require "cjson"
local libraries = require "whatsapp.registration.simulator.libraries"
local memory = require "whatsapp.registration.pin_store.memory"
local registration = require "whatsapp.registration"

local NUMBER = "106540352242922" -- the simulator has it as a new number
local ACCOUNT = "102290129340398"

local pins = memory.new() -- yours: pin_store.file, or two functions
local client = registration.from_env {
    phone_number_id = NUMBER,
    pin_store = pins,
}

local function say(...)
    print((string.format(...):gsub(" +$", "")))
    io.flush()
end

local function look()
    local found = client:preflight { waba_id = ACCOUNT }
    say("  %s, %s: %s", found.number.display_phone_number,
        found.number.verified_name, found.action)
    say("  %s", found.reason)
end

-- With a real number, a person reads this off a telephone.
local function code_of_the_sms()
    local url = os.getenv "SIMULATOR_CONTROL_URL" .. "/codes/" .. NUMBER
    local request = libraries.load({ "http.request" })["http.request"]
    local _, stream = assert(request.new_from_uri(url):go(5))
    local code = cjson.decode(assert(stream:get_body_as_string())).code
    return code:sub(1, 3) .. "-" .. code:sub(4)
end

-- Nobody has the telephone at hand in the first run.
local has_telephone = false

local function get_code(number)
    if not has_telephone then
        return nil
    end
    local code = code_of_the_sms()
    say("    the SMS to %s: %s is your WhatsApp verification code.",
        number.display_phone_number, code)
    return code
end

local function show(step)
    if step.outcome == "waiting" then
        say("    %s: it does not show yet; reading again in %.1f s", step.name,
            step.delay)
    elseif step.outcome ~= "started" then
        say("    %-13s %-7s %7.1f ms  %s", step.name, step.outcome,
            step.elapsed * 1000, step.reason or "")
    end
end

local function set_up(options)
    return client:setup_number {
        pin = options.pin,
        get_code = get_code,
        waba_id = ACCOUNT,
        data_localization_region = "DE",
        test_message = { to = "+16505551234",
            body = "Phone number setup complete!" },
        on_step = show,
        dry_run = options.dry_run,
    }
end

local started = os.time()
local pin = registration.generate_pin()

say "\n1. Look at the number: a read, which spends no attempt"
look()

say "\n2. What would setting it up take? Only reads are sent."
set_up { pin = pin, dry_run = true }

say "\n3. Set it up; there is nobody with the telephone yet, so it stops"
local report = set_up { pin = pin }
say("  stopped at %s, next: %s", report.step, report.next_action)
say("  %s", report.hint)

say "\n4. Run it again with the code: it goes on where it stopped"
has_telephone = true
report = set_up { pin = pin }
local message = report.steps[#report.steps].result.messages[1].id
say("  message %s... accepted", message:sub(1, 24))

say "\n5. Run it once more: what is done is left out. The PIN is in the store."
set_up {}
say("  %d of 10 attempts used", client:budget().used)

say "\n6. The number now"
look()

say "\n7. What an error says: a PIN that is not the number's"
local ok, err = pcall(client.register, client, { pin = "000000" })
assert(not ok and registration.is_error(err))
say("  kind         %s", err.kind)
say("  message      %s", err.message)
say("  next_action  %s", err.next_action)
say("  hint         %s", err.hint)
say("  attempt spent: %s, safe to retry: %s", tostring(err.attempt_spent),
    tostring(err.retryable))

say([[

Done in %d s. The other examples, in a shell that finds the module:
  eval "$(spec/support/setup.sh paths)"
  lua5.4 examples/setup_number.lua]], os.time() - started)
