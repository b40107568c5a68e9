-- How fast a fleet goes: an account that has used up what Meta allows waits,
-- and it alone.

local cjson = require("cjson").new()

local fleet = require "whatsapp.registration.fleet"
local fleets = require "spec.support.fleets"
local socket = require "socket"
local support = require "spec.support.client"

local FULL, FREE = "102290129340398", "215589313241560883"

describe("a fleet", function()
    local sim, folder, client, ids

    setup(function()
        sim, folder = fleets.start()
        client = support.client_for(sim, { phone_number_id = support.NONE })
    end)

    teardown(function()
        fleets.stop(sim, folder)
    end)

    before_each(function()
        sim:reset()
        sim:set_options { request_log = 100000, calls_an_hour = 10000000 }
        ids = fleets.add(sim, 6, { waba_id = FULL })
        for index = 4, 6 do
            sim:set_number(ids[index], { waba_id = FREE })
        end
    end)

    local function rows(with_account)
        local list = {}
        for index, id in ipairs(ids) do
            list[index] = { phone_number_id = id, waba_id = with_account
                and (index < 4 and FULL or FREE) or nil }
        end
        return list
    end

    -- The answer to the first number's read
    local function answer(percent, minutes, app)
        sim:fault { operation = "phone_number", id = ids[1],
            fault = "response", http_status = 200,
            headers = { ["content-type"] = "application/json",
                ["x-app-usage"] = cjson.encode { call_count = app or 1 },
                ["x-business-use-case-usage"] = cjson.encode {
                    [FULL] = { { type = "messages", call_count = 1 },
                        { type = "whatsapp_business_management",
                        call_count = percent,
                        estimated_time_to_regain_access = minutes } } } },
            body = cjson.encode { id = ids[1], status = "CONNECTED",
                platform_type = "CLOUD_API",
                health_status = { entities = { {
                    entity_type = "WABA", id = FULL } } } } }
    end

    -- Until so many are done, and then a while for what must not be done
    local function run(given, enough)
        local state, ends = { done = 0 }, socket.gettime() + 60
        local ok, outcome = pcall(fleet.run, client, support.merge({
            numbers = rows(true), workflow = "preflight", concurrency = 2,
            on_progress = function(now)
                if state.done < enough and now.done >= enough then
                    ends = socket.gettime() + 1
                end
                state = now
            end,
            is_over = function()
                return socket.gettime() > ends
            end }, given))
        return ok and outcome or outcome.progress
    end

    local function was_read(index)
        return #sim:received { id = ids[index] } > 0
    end

    it("stops an account at 95 percent, and no other", function()
        answer(97, 5)
        local state = run({ canary = 1 }, 4)
        assert.equal(4, state.succeeded)
        for index = 1, 6 do
            assert.equal(index == 1 or index > 3, was_read(index))
        end
        assert.is_true(state.stopped)
    end)

    it("goes on at 94 percent, but slower", function()
        answer(94, 0)
        local began = socket.gettime()
        local state = run({ canary = 1 }, 6)
        assert.equal(6, state.succeeded)
        assert.is_true(socket.gettime() - began >= 1)
    end)

    it("stops all accounts if the app has used up its calls", function()
        answer(10, 0, 96)
        local state = run({ canary = 1 }, 1)
        assert.equal(1, state.succeeded)
        assert.is_false(was_read(4))
    end)

    it("stops numbers without an account together", function()
        answer(99, 1)
        local state = run({ canary = 1, numbers = rows(false) }, 1)
        assert.equal(1, state.succeeded)
    end)

    it("tries a number again when its account was asked to wait",
        function()
            sim:fault { operation = "phone_number", id = ids[1],
                fault = "response", http_status = 400,
                headers = { ["content-type"] = "application/json",
                    ["retry-after"] = "1" },
                body = cjson.encode { error = { code = 80008, message =
                    "(#80008) There have been too many calls to this "
                    .. "WhatsApp Business account." } } }
            local state = run({ concurrency = 1 }, 6)
            assert.equal(6, state.succeeded)
            assert.equal(0, state.failed)
            assert.equal(2, #sim:received { id = ids[1] })
            local order = sim:received { operation = "phone_number" }
            assert.equal(ids[4], order[2].id)
        end)

    it("waits a minute if the server asks to wait for 0 seconds", function()
        sim:fault { operation = "phone_number", fault = "response",
            http_status = 400, times = 0,
            headers = { ["content-type"] = "application/json",
                ["retry-after"] = "0" },
            body = cjson.encode { error = { code = 80008, message =
                "(#80008) There have been too many calls to this "
                .. "WhatsApp Business account." } } }
        local ends
        run({ concurrency = 1, is_over = function()
            if not ends and #sim:received() >= 2 then
                ends = socket.gettime() + 1
            end
            return ends and socket.gettime() > ends
        end }, 6)
        assert.equal(2, #sim:received()) -- one of each account
        sim:clear_faults()
    end)

    it("leaves it to a number that its codes are limited", function()
        sim:set_number(ids[1], { code_verification_status = "NOT_VERIFIED" })
        sim:fault { operation = "request_code", fault = "error",
            code = 136024, subcode = 2388367, http_status = 400,
            message = "(#136024) Request code error" }
        local state = run({ workflow = "setup_number", request_codes = true,
            options = { pin = "071934" } }, 6)
        assert.equal(5, state.succeeded)
        assert.same({ rate_limited = 1 }, state.by_kind)
    end)
end)
