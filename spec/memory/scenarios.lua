--- What is done while memory runs out. Each scenario has the server's
-- `answers`, in turn and then over again on each connection; `prepare`, which
-- gets ready and returns what is to be tried; and `clean_up` if it leaves
-- files.

local function json(status, body, headers)
    return { status = status, body = body, headers = headers }
end

local SUCCESS = json(200, '{"success":true}')

-- Late enough for the caller to give up
local LATE = json(200, '{"success":true}')
LATE.after = 0.02

local PIN = "071934"

local function new(base_url, ca_file, overrides)
    local config = {
        access_token = "EAAtoken",
        phone_number_id = "106540352242922",
        base_url = base_url,
        ca_file = ca_file,
        timeout = 2,
        retries = { max = 2, base = 0, cap = 1 },
        journal = false,
        reconcile = false,
    }
    for name, value in pairs(overrides or {}) do
        config[name] = value
    end
    return require("whatsapp.registration").new(config)
end

local function new_journal()
    return require("whatsapp.registration.journal.memory").new()
end

-- A client whose connection stands, and that has no memory of a call to use
-- again: another one has made a call.
local function warm(...)
    new(...):deregister {}
    return new(...)
end

-- Fails in the way that is wanted, or raises what was raised instead
local function expect(field, value, try, ...)
    local ok, err = pcall(try, ...)
    if ok then
        error("it did not fail", 0)
    end
    if type(err) ~= "table" or err[field] ~= value then
        error(err, 0)
    end
    return tostring(err)
end

local scenarios = {}

scenarios.register = {
    answers = { SUCCESS },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file, { journal = new_journal() })
        return function()
            local result = client:register {
                pin = PIN,
                data_localization_region = "DE",
                backup = { data = "b64\n\"", password = "secret" },
            }
            assert(result.success == true)
        end
    end,
}

-- A number's first attempt, which the core counts, and the next: none is lost.
scenarios.counted = {
    answers = { SUCCESS },
    prepare = function(base_url, ca_file)
        local client = require("whatsapp.registration").new {
            access_token = "EAAtoken", phone_number_id = "106540352242922",
            base_url = base_url, ca_file = ca_file, retries = false,
            reconcile = false }
        client:setup_two_step { pin = PIN } -- the connection stands now
        return function()
            local sent = 0
            local function try()
                local ok, err = pcall(client.register, client, { pin = PIN })
                sent = sent + (ok and 1 or 0)
                local used = client:budget().used
                assert(used >= sent, "an attempt is lost")
                assert(ok, err)
            end
            local is_first, err = pcall(try)
            try()
            assert(is_first, err)
        end
    end,
}

-- From the first `require` on: thousands of allocations
scenarios.from_nothing = {
    is_long = true,
    answers = { SUCCESS },
    prepare = function(base_url, ca_file)
        return function()
            local client = new(base_url, ca_file)
            assert(client:register { pin = PIN }.success == true)
            client:close()
        end
    end,
}

scenarios.every_option = {
    answers = { SUCCESS },
    prepare = function(base_url, ca_file)
        local registration = require "whatsapp.registration"
        return function()
            local client = registration.new {
                access_token = "EAAtoken",
                phone_number_id = 106540352242922,
                api_version = "v20.0",
                base_url = base_url .. "/prefix/",
                timeout = 5,
                connect_timeout = 2,
                ca_file = ca_file,
                app_secret = "5ec7e7",
                user_agent = "sweep/1",
                regions = { "FR", "ES" },
                retries = { max = 1, base = 0, cap = 1 },
                journal = false,
                reconcile = false,
                on_event = function(event)
                    return event.type .. "!"
                end,
            }
            client:register {
                pin = PIN,
                data_localization_region = "ES",
                phone_number_id = "15550001234",
                access_token = ("another"):rep(60),
                timeout = 4,
            }
        end
    end,
}

scenarios.proxy = {
    answers = { SUCCESS },
    prepare = function()
        local registration = require "whatsapp.registration"
        return function()
            local client = registration.new {
                access_token = "EAAtoken",
                phone_number_id = "106540352242922",
                proxy = "http://user:password@127.0.0.1:1",
                retries = false,
                journal = false,
                reconcile = false,
            }
            expect("kind", "network", client.deregister, client)
        end
    end,
}

scenarios.refused_options = {
    answers = { SUCCESS },
    prepare = function(base_url, ca_file)
        local registration = require "whatsapp.registration"
        local client = new(base_url, ca_file)
        return function()
            expect("field", "pin", client.register, client, { pin = "12345" })
            expect("field", "pni", client.register, client, { pni = PIN })
            expect("field", "backup.data", client.register, client,
                { pin = PIN, backup = { password = "x" } })
            expect("field", "waba_id", client.phone_numbers, client)
            expect("field", "base_url", registration.new,
                { base_url = "http://example.com" })
            expect("field", "regions", registration.new,
                { regions = { "Germany" } })
        end
    end,
}

scenarios.error_answer = {
    answers = {
        SUCCESS,
        json(400, [[{"error":{"message":"(#133016) Account register deregister
            rate limit exceeded","type":"OAuthException","code":133016,
            "error_subcode":2494012,"error_user_title":"Limit",
            "error_user_msg":"Too many attempts for PIN 071934",
            "is_transient":false,"fbtrace_id":"AbCdEf","error_data":
            {"messaging_product":"whatsapp","details":null}}}]], {
            ["X-Business-Use-Case-Usage"] =
                '{"1":[{"estimated_time_to_regain_access":7}]}',
            ["X-Fb-Trace-Id"] = "xyz",
        }),
    },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file)
        return function()
            expect("code", 133016, client.register, client, { pin = PIN })
        end
    end,
}

scenarios.unreadable_answer = {
    answers = {
        SUCCESS,
        json(502, "<html>Bad gateway</html>", {
            ["Content-Type"] = "text/html",
            ["WWW-Authenticate"] = 'OAuth "Facebook Platform" "invalid"',
        }),
    },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file)
        return function()
            expect("kind", "unavailable", client.register, client,
                { pin = PIN })
        end
    end,
}

-- The number is read, and shows what became of the request
scenarios.lost_answer = {
    answers = {
        SUCCESS,
        json(502, "<html>Bad gateway</html>"),
        json(200, [[{"status":"CONNECTED","platform_type":"CLOUD_API",
            "last_onboarded_time":"2025-11-24T10:00:04+0000"}]],
            { Date = "Mon, 24 Nov 2025 10:00:04 GMT" }),
    },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file,
            { journal = new_journal(), reconcile = 0.3 })
        require "whatsapp.registration.read_back"
        return function()
            local ok, result = pcall(client.register, client, { pin = PIN })
            if ok then
                assert(result.response.confirmed == "read")
            elseif type(result) ~= "table" or result.http_status ~= 502 then
                error(result, 0)
            end -- else the number could not be read
        end
    end,
}

local function remove_pins(ca_file)
    for _, suffix in ipairs { "", ".lock", ".new" } do
        os.remove(ca_file .. ".pins" .. suffix)
    end
end

-- In files beside the server's
scenarios.pin_store = {
    answers = { SUCCESS },
    clean_up = remove_pins,
    prepare = function(base_url, ca_file)
        local file = require "whatsapp.registration.pin_store.file"
        remove_pins(ca_file)
        local client = warm(base_url, ca_file, { journal = new_journal(),
            pin_store = file.new(ca_file .. ".pins") })
        return function()
            assert(client:register { pin = PIN }.success)
            assert(client:register {}.success)
        end
    end,
}

scenarios.headers = {
    answers = { json(200, '{"id":"1","name_status":null,"x":[{"y":null}]}', {
        ["Facebook-Api-Version"] = "v25.0",
        ["X-App-Usage"] = '{"call_count":3}',
    }) },
    prepare = function(base_url, ca_file)
        local client = new(base_url, ca_file)
        client:phone_number {}
        return function()
            local result = client:phone_number { fields = "id,x" }
            assert(result.response.api_version == "v25.0")
            assert(result.response.usage.app.call_count == 3)
        end
    end,
}

scenarios.pages = {
    answers = {
        json(200, [[{"data":[{"id":"1"},{"id":"2"}],"paging":{"cursors":
            {"after":"abc"},"next":"https://localhost/?access_token=x"}}]]),
        json(200, '{"data":[{"id":"3"}],"paging":{"cursors":{}}}'),
    },
    prepare = function(base_url, ca_file)
        local client = new(base_url, ca_file, { retries = false })
        return function()
            local ids = ""
            for number in client:phone_numbers { waba_id = "9", limit = 2 } do
                ids = ids .. number.id
            end
            assert(ids == "123")
        end
    end,
}

scenarios.retried_read = {
    answers = { json(503, "{}"), json(200, '{"id":"1"}') },
    prepare = function(base_url, ca_file)
        local client = new(base_url, ca_file)
        return function()
            local result = client:inspect_token { input_token = "a&b%c" }
            assert(result.response.tries > 1)
        end
    end,
}

-- Calls that are cancelled, left to the collector, and left to the state
scenarios.cancelled = {
    answers = { SUCCESS, LATE },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file)
        return function()
            local call = client:start("register", { pin = PIN })
            call:cancel() -- or the answer was there first
            if not pcall(call.result, call) then
                expect("kind", "cancelled", call.result, call)
            end
            call = client:start("register", { pin = PIN })
            call:poll(0)
            call = client:start("deregister")
            collectgarbage()
            client:start("deregister"):poll(0)
            client:close()
            assert(call:poll(5))
            assert(call:result().success)
        end
    end,
}

-- On the engine's thread, which starts here and asks for memory, too
scenarios.in_background = {
    answers = { SUCCESS, SUCCESS, LATE, LATE },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file)
        return function()
            local call = client:start("register", { pin = PIN })
            while not call:poll(0.25) do
            end
            assert(call:result().success)
            call = client:start("register", { pin = PIN })
            call:cancel() -- or the answer was there first
            if not pcall(call.result, call) then
                expect("kind", "cancelled", call.result, call)
            end
            call = client:start("register", { pin = PIN })
            call:fd()
            call = client:start("register", { pin = PIN })
            collectgarbage()
            client:close()
            call:poll(0)
        end
    end,
}

scenarios.setup_number = {
    answers = { json(200, '{"success":true,"status":"PENDING",'
        .. '"platform_type":"NOT_APPLICABLE","name_status":"APPROVED",'
        .. '"code_verification_status":"VERIFIED"}') },
    prepare = function(base_url, ca_file)
        local client = warm(base_url, ca_file)
        return function()
            local report = client:setup_number {
                pin = PIN,
                confirm = false,
                test_message = { to = "15550001234", body = "hello \"you\"" },
                on_step = function(step)
                    return step.name .. step.outcome
                end,
            }
            assert(report.success and #report.steps == 6)
        end
    end,
}

return scenarios
