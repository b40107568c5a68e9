-- Moves a number from the On-Premises API to the Cloud API, with the backup
-- that the old installation made, and the backup's password.
--
--     lua5.4 examples/migrate.lua
--
-- For real: WHATSAPP_ACCESS_TOKEN, WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_PIN,
-- WHATSAPP_BACKUP_FILE and WHATSAPP_BACKUP_PASSWORD in the environment. Meta
-- closed the On-Premises API on 2025-10-23; numbers left there still move.

local registration = require "whatsapp.registration"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242934"

local function read(path)
    local file = assert(io.open(path, "rb"))
    local data = file:read "*a"
    file:close()
    return data
end

local path = os.getenv "WHATSAPP_BACKUP_FILE"
local client = registration.from_env(config)

local report = client:migrate_number {
    pin = os.getenv "WHATSAPP_PIN" or simulator and "071934",
    backup = {
        data = path and read(path) or "backup-of-the-old-installation",
        password = os.getenv "WHATSAPP_BACKUP_PASSWORD" or "its password",
    },
    timeout = 60, -- Meta speaks of up to 15 seconds for the register
    on_step = function(step)
        print(step.name .. ": " .. step.outcome)
    end,
}
print("migrated: " .. tostring(report.success))
print("platform: " .. report.number.platform_type)
