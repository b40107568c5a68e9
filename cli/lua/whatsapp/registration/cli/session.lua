--- Makes the client of a command: its configuration, journal and PIN store,
-- how it waits, and what the screen shows meanwhile.
-- @module whatsapp.registration.cli.session

local confirm = require "whatsapp.registration.cli.confirm"
local core = require "whatsapp.registration.core"
local must = require "whatsapp.registration.cli.must"
local progress = require "whatsapp.registration.cli.progress"
local refuse = require "whatsapp.registration.cli.refuse"
local registration = require "whatsapp.registration"
local secret = require "whatsapp.registration.cli.secret"
local stores = require "whatsapp.registration.cli.stores"
local terminal = require "whatsapp.registration.cli.terminal"

local session = {}

--- How to give a setting that is missing
session.WHERE_FROM = {
    access_token = "Set WHATSAPP_ACCESS_TOKEN, or give --token-file.",
    phone_number_id =
        "Give --phone-number-id, or set WHATSAPP_PHONE_NUMBER_ID.",
    waba_id = "Give the account's id, or set WHATSAPP_WABA_ID.",
}

--- Raises that an id is missing, which a command needs.
-- @tparam string field "phone_number_id" or "waba_id"
function session.miss(field)
    refuse(field, "none is given", session.WHERE_FROM[field])
end

-- The region that is given, in capitals; false for off; nil if none is given
local function read_region(text, can_be_off)
    if not text then
        return nil
    end
    local code, codes = text:upper(), {}
    for index, region in ipairs(core.regions()) do
        if region.code == code then
            return code
        end
        codes[index] = region.code
    end
    if can_be_off and code == "OFF" then
        return false
    end
    table.sort(codes)
    refuse("region", (can_be_off and "expected off, or one of "
        or "expected one of ") .. table.concat(codes, ", "))
end

-- Seconds after which a wait looks at signals and the clock
local GLANCE = 0.1

-- Waits, and looks at signals: a call that is given up settles its attempt.
local function waiting(screen)
    return function(call)
        if terminal.interrupted() then
            call:cancel()
            return
        end
        call:poll(GLANCE)
        screen:tick()
    end
end

local function configuration(self, needs)
    local given = self.given
    local ask = needs.is_silent and secret.given or secret.need
    return {
        phone_number_id = given.phone_number_id,
        api_version = given.api_version,
        base_url = given.base_url,
        ca_file = given.ca_file,
        proxy = given.proxy,
        timeout = given.timeout,
        journal = false,
        host = not needs.takes_turns and waiting(self.screen) or nil,
        on_event = (not needs.takes_turns or given.verbose)
            and progress.watching(self) or nil,
        access_token = must(ask("access_token", given)),
        app_secret = must(secret.given("app_secret", given)),
    }
end

-- Opens the journal or the PIN store; a command that needs it stops without.
-- `need` is nil, true or "optional".
local function open_store(self, name, need)
    if not need then
        return false
    end
    local store, err, path = stores.open(name, self.given)
    if need == "optional" then
        self[name .. "_error"], err = err, nil
    end
    return must(store, err) or false, path
end

-- Raises what is wrong with the ids. The workflow or the operation checks the
-- other options, before it sends anything.
local function check(self, needs)
    local waba_id = self.given.waba_id
    if not needs.account and not self.client.phone_number_id then
        session.miss "phone_number_id"
    elseif needs.waba and not waba_id then
        session.miss "waba_id"
    end
    if waba_id then -- the client loads libcurl, so here it is loaded anyway
        local clients = require "whatsapp.registration.client"
        local ok, err = clients.check(self.client, "subscribe_app",
            { waba_id = waba_id })
        if not ok then
            err.operation = nil -- it was not about to be sent
            error(err, 0)
        end
    end
end

--- Makes the client.
-- @tparam table self the command's context: `given`, `screen`; gets `client`,
--   `journal`, `pin_store`, `pin_path` and `region` (false for none)
-- @tparam table needs `journal` (true, or "optional"), `pins` (the same),
--   `account` (the command is not about a number), `waba` (it is about an
--   account), `is_asked` (a person is asked first), `is_silent` (it sends
--   nothing), `takes_turns` (many calls are under way at once)
-- @treturn table the client
function session.open(self, needs)
    terminal.catch_interrupts()
    local given = self.given
    self.region = read_region(given.region, given.command == "change-region")
    must(nil, needs.is_asked and confirm.refusal(given))
    local config = configuration(self, needs)
    self.journal = open_store(self, "journal", needs.journal)
    self.pin_store, self.pin_path = open_store(self, "pin_store", needs.pins)
    config.journal, config.pin_store = self.journal, self.pin_store or nil
    self.client = registration.from_env(config)
    check(self, needs)
    return self.client
end

return session
