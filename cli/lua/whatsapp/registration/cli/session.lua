--- Makes the client of a command: its configuration, journal and PIN store,
-- how it waits, and what the screen shows meanwhile.
-- @module whatsapp.registration.cli.session

local checks = require "whatsapp.registration.cli.checks"
local confirm = require "whatsapp.registration.cli.confirm"
local terminal = require "whatsapp.registration.cli.terminal"
local progress = require "whatsapp.registration.cli.progress"
local registration = require "whatsapp.registration.safe"
local secret = require "whatsapp.registration.cli.secret"
local stores = require "whatsapp.registration.cli.stores"

local session = {}

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

local function token_of(given, is_needed)
    local token, err = secret.given("access_token", given)
    if token or err or not is_needed then
        return token, err
    end
    return secret.ask "access_token"
end

local function configuration(self, needs)
    local given = self.given
    local config = {
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
    }
    local err
    config.access_token, err = token_of(given, not needs.is_silent)
    if not err then
        config.app_secret, err = secret.given("app_secret", given)
    end
    return config, err
end

local function add_journal(config, given, needs)
    if not needs.journal then
        return nil
    end
    local journal, err = stores.open("journal", given)
    if err and needs.journal ~= "optional" then
        return err
    end
    config.journal = journal or false
    return nil, err
end

-- Without its PIN store, a command that needs one stops.
local function add_pin_store(self, config, needs)
    if not needs.pins then
        return nil
    end
    local err
    config.pin_store, err, self.pin_path =
        stores.open("pin_store", self.given)
    config.pin_store = config.pin_store or nil
    if needs.pins == "optional" then
        self.pin_store_error, err = err, nil
    end
    return err
end

-- What is wrong with the options, as far as that shows without a request
local function check(self, needs)
    if not needs.account and not self.client.phone_number_id then
        return checks.missing "phone_number_id"
    elseif needs.waba and not self.given.waba_id then
        return checks.missing "waba_id"
    end
    return checks.options(self.client, self.given)
end

--- Makes the client.
-- @tparam table self the command's context: `given`, `screen`; gets `client`,
--   `journal`, `pin_store`, `pin_path` and `region` (false for none)
-- @tparam table needs `journal` (true, or "optional"), `pins` (the same),
--   `account` (the command is not about a number), `waba` (it is about an
--   account), `is_asked` (a person is asked first), `is_silent` (it sends
--   nothing), `takes_turns` (many calls are under way at once)
-- @treturn ?table the client
-- @treturn ?table an error
function session.open(self, needs)
    terminal.catch_interrupts()
    local given, config = self.given, nil
    local region, err = checks.region(given.region,
        given.command == "change-region")
    if not err and needs.is_asked then
        err = confirm.refusal(given)
    end
    if not err then
        config, err = configuration(self, needs)
    end
    if not err then
        err, self.journal_error = add_journal(config, given, needs)
    end
    if not err then
        err = add_pin_store(self, config, needs)
    end
    if err then
        return nil, err
    end
    self.region, self.journal, self.pin_store =
        region, config.journal, config.pin_store
    self.client, err = registration.from_env(config)
    if self.client then
        err = check(self, needs)
    end
    return not err and self.client or nil, err
end

return session
