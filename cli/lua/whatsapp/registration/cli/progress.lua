--- Shows on the screen what a client is doing.
-- @module whatsapp.registration.cli.progress

local progress = {}

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

-- What is being done, in words
local function name_of(self, event)
    local name = NAMES[event.operation]
    if event.operation == "phone_number" and READ_BACK[self.step] then
        return name
    end
    return self.step or name or event.operation or event.step
end

-- Shows a client's events on the screen. If a call is sent again, it announces
-- its next request when it begins to wait for it. A step that waits reads the
-- number again and again: that is shown as one wait.
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

--- Shows a client's events: what is being done, and with --verbose each event
-- as a line.
-- @tparam table self the command's context: `given`, `screen`
-- @treturn function as `on_event` of a client
function progress.watching(self)
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

return progress
