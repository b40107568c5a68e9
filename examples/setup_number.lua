-- The complete workflow, from any state of the number to its first message,
-- the code from the SMS included. Run it again after any failure, or when the
-- code has come: what is done is left out.
--
--     lua5.4 examples/setup_number.lua
--
-- For real with WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_PIN
-- and, as far as you want it, WHATSAPP_WABA_ID, WHATSAPP_TEST_RECIPIENT and
-- WHATSAPP_REGION in the environment.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242922"

local client = registration.from_env(config)
local pin = os.getenv "WHATSAPP_PIN" or simulator and "071934"
assert(pin, "WHATSAPP_PIN must hold the PIN that the number is to have")

local recipient = os.getenv "WHATSAPP_TEST_RECIPIENT"
    or simulator and "+16505551234"

-- An empty line means that there is no code: the workflow stops, and can go on
-- later.
local function read_code(number, err)
    if err then
        print("  " .. err.kind .. ": " .. err.message)
    end
    if simulator then
        return simulator.code()
    end
    io.write("  the code that was sent to ", number.display_phone_number, ": ")
    local line = io.read "*l"
    return line ~= "" and line or nil
end

local function show(step)
    if step.outcome == "waiting" then
        print(("%s: it does not show yet; waiting for %d s more at "
            .. "most"):format(
            step.name, step.left))
    elseif step.outcome ~= "started" then
        print(("  %-13s %-8s %.2f s%s"):format(step.name, step.outcome,
            step.elapsed, step.reason and "  " .. step.reason or ""))
    end
end

local function set_up()
    return client:setup_number {
        pin = pin,
        get_code = read_code,
        waba_id = os.getenv "WHATSAPP_WABA_ID"
            or simulator and "102290129340398",
        data_localization_region = os.getenv "WHATSAPP_REGION"
            or simulator and "DE",
        test_message = recipient
            and { to = recipient, body = "Phone number setup complete!" },
        on_step = show,
    }
end

local function try()
    local ok, report = pcall(set_up)
    if not ok and registration.is_error(report) then
        print(("stopped at %s, after %d steps: %s"):format(
            report.step, #report.completed, report.message))
        print("next: " .. report.next_action .. ". " .. report.hint)
        os.exit(1)
    elseif not ok then
        error(report, 0) -- a mistake in this program
    elseif not report.success then
        print(("stopped at %s: %s"):format(report.step, report.hint))
    else
        print("ready: " .. report.number.display_phone_number .. " is "
            .. report.number.status)
    end
end

try()
if simulator then
    print "The same again:"
    try()
end
