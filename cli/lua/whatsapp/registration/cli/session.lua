--- Makes the client of a command: its configuration, journal and PIN store,
-- how it waits, and what the screen shows meanwhile.
-- @module whatsapp.registration.cli.session

local checks = require "whatsapp.registration.cli.checks"
local terminal = require "whatsapp.registration.cli.terminal"
local errors = require "whatsapp.registration.errors"
local registration = require "whatsapp.registration.safe"
local secret = require "whatsapp.registration.cli.secret"
local state = require "whatsapp.registration.cli.state"

local session = {}

-- Seconds after which a wait looks at signals and the clock
local GLANCE = 0.1

-- Why there is no place for the journal or the PINs
local function nowhere(problem, hint)
    return errors.stopped { kind = "unavailable", message = problem,
        hint = hint }
end

local function open_journal(given)
    if given.redis then
        return require("whatsapp.registration.cli.redis").journal(given.redis)
    end
    local path, problem = given.journal, nil
    if not path then
        path, problem = state.path "attempts.db"
    end
    if not path then
        return nil, nowhere(problem, "Nothing was sent: the journal of "
            .. "attempts has no place.")
    end
    return require("whatsapp.registration.journal.sqlite").try_open(path)
end

--- The journal that the options name; false for none.
-- @tparam table given
-- @treturn ?table|boolean
-- @treturn ?table an error
function session.journal(given)
    if given.no_journal then
        return false
    end
    local journal, err = open_journal(given)
    if not journal then
        err.field = given.journal and "journal"
        err.remedy = "without_journal"
    end
    return journal, err
end

--- The PIN store that the options name; nil for none.
-- @tparam table given
-- @treturn ?table
-- @treturn ?table an error
-- @treturn ?string the path
function session.pin_store(given)
    if given.no_pin_store then
        return nil
    elseif given.redis then
        return require("whatsapp.registration.cli.redis")
            .pin_store(given.redis)
    end
    local path, problem = given.pin_store, nil
    if not path then
        path, problem = state.path "pins"
    end
    if not path then
        return nil, nowhere(problem, "Nothing was sent: PINs have no place. "
            .. "--no-pin-store goes on without keeping them.")
    end
    local files = require "whatsapp.registration.pin_store.file"
    local store, err = files.try_new(path)
    if not store then
        err.field = given.pin_store and "pin_store"
    end
    return store, err, path
end

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

local NAMES = {
    phone_number = "reading the number",
    phone_numbers = "reading the account",
    setup_two_step = "setting the PIN",
    request_code = "requesting a code",
    verify_code = "verifying the code",
    inspect_token = "inspecting the token",
    subscribed_apps = "reading the account's apps",
    subscribe_app = "subscribing the app",
    send_text = "sending the message",
}

-- Steps whose number is read if their answer is lost: nothing is sent again
local READ_BACK = { register = true, deregister = true }

-- What is done just now, in words
local function name_of(self, event)
    local name = NAMES[event.operation]
    if event.operation == "phone_number" and READ_BACK[self.step] then
        return name
    end
    return self.step or name or event.operation or event.step
end

-- Shows a client's events on the screen. A call that is to be sent again
-- announces its next request as soon as it begins to wait for it. A step that
-- waits reads the number again and again: that is shown as one wait.
local function showing(self)
    local delayed = false
    local show = {}
    function show.request(event, what)
        if not delayed and not self.waits then
            self.screen:begin(what)
        end
        delayed = event.type == "retry"
    end
    function show.retry(event, what)
        if not self.waits then
            self.screen:begin(what .. " again",
                event.delay > 0 and event.delay or nil)
        end
        delayed = true
    end
    function show.wait(event, what)
        if not self.waits then
            self.screen:begin(what, event.left)
        end
        self.waits = true
    end
    return function(event)
        if show[event.type] then
            show[event.type](event, name_of(self, event))
        end
    end
end

local SHOWN = { string = "%s", number = "%.14g", boolean = "%s" }

-- The rest of an event, as words; times in milliseconds at the finest
local function fields_of(event)
    local words = {}
    for name, value in pairs(event) do
        local format = name ~= "type" and SHOWN[type(value)]
        if name == "elapsed" then
            format = "%.3f"
        end
        if format then
            words[#words + 1] = name .. "="
                .. format:format(format == "%s" and tostring(value) or value)
        end
    end
    table.sort(words)
    return table.concat(words, " ")
end

-- Shows events, each as a line of its own if that is asked for
local function watching(self)
    local show = showing(self)
    if not self.given.verbose then
        return show
    end
    return function(event)
        self.screen:complain(("  %s: %s"):format(event.type,
            fields_of(event)), "dim")
        show(event)
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
            and watching(self) or nil,
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
    local journal, err = session.journal(given)
    if err and needs.journal ~= "optional" then
        return err
    end
    config.journal = journal or false
    return nil, err
end

local function without(field, hint)
    local err = errors.refused { field = field,
        message = field .. ": none is given" }
    err.hint = hint
    return err
end

-- A PIN store that can't be had stops what needs one.
local function add_pin_store(self, config, needs)
    if not needs.pins then
        return nil
    end
    local err
    config.pin_store, err, self.pin_path = session.pin_store(self.given)
    if needs.pins == "optional" then
        self.pin_store_error, err = err, nil
    end
    return err
end

-- What is wrong with the options, as far as that shows without a request
local function check(self, needs)
    if not needs.account and not self.client.phone_number_id then
        return without("phone_number_id",
            "Give --phone-number-id, or set WHATSAPP_PHONE_NUMBER_ID.")
    elseif needs.waba and not self.given.waba_id then
        return without("waba_id",
            "Give the account's id, or set WHATSAPP_WABA_ID.")
    end
    return checks.options(self.client, self.given)
end

--- Makes the client.
-- @tparam table self the command's context: `given`, `screen`; gets `client`,
--   `journal`, `pin_store`, `pin_path` and `region` (false for none)
-- @tparam table needs `journal` (true, or "optional"), `pins` (the same),
--   `account` (the command is not about a number), `waba` (it is about an
--   account), `is_silent` (it sends nothing), `takes_turns` (many calls are
--   under way at once)
-- @treturn ?table the client
-- @treturn ?table an error
function session.open(self, needs)
    terminal.catch_interrupts()
    local given, config = self.given, nil
    local region, err = checks.region(given.region,
        given.command == "change-region")
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
