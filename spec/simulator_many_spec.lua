-- Accounts and numbers that follow a pattern, and how much each account may
-- call.

local cjson = require("cjson").new()

local control = require "whatsapp.registration.simulator.control"
local model = require "spec.support.simulator_model"
local simulator = require "whatsapp.registration.simulator"

local FIRST, OTHER, LAST = "300000000000001", "300000000000002",
    "300000000000004"
local NUMBER, LAST_NUMBER = "400010000000001", "400040000025000"
local WABA = "102290129340398"

local MANY = { made_accounts = 4, made_numbers = 25000,
    made_like = { "106540352242923", "106540352242922" } }

local function ask(sim, method, path, body)
    local response = control.handle(sim.model, { method = method,
        path = "/_simulator" .. path, headers = {},
        body = body and cjson.encode(body) or "" })
    return cjson.decode(response.body), response.status
end

describe("a hundred thousand numbers", function()
    local sim = model.served(MANY)

    it("are there, in the states of the numbers that they are like",
        function()
            for id, verified in pairs { [NUMBER] = "VERIFIED",
                ["400010000000002"] = "NOT_VERIFIED",
                ["400010000000003"] = "VERIFIED",
                [LAST_NUMBER] = "NOT_VERIFIED" } do
                local body = sim:get(id .. "?fields=code_verification_status,"
                    .. "display_phone_number").body
                assert.equal(verified, body.code_verification_status)
                assert.equal("+49 15" .. id:sub(2, 5) .. " " .. id:sub(-6),
                    body.display_phone_number)
            end
        end)

    it("end where the pattern ends", function()
        for _, id in ipairs { "400010000000000", "400010000025001",
            "400050000000001", "300000000000005", "300000000000000",
            "4000100000000001", "40001000000001" } do
            assert.equal(100, sim:get(id).code, id)
        end
    end)

    it("register, and remember it", function()
        assert.is_true(sim:register(LAST_NUMBER, nil).body.error ~= nil)
        assert.is_true(sim:register(NUMBER).body.success)
        assert.equal("CONNECTED", sim:get(NUMBER .. "?fields=status")
            .body.status)
        assert.equal(1, #sim.model.numbers[NUMBER].attempts)
        assert.equal(0, #sim.model.numbers["400010000000003"].attempts)
        sim.model:reset()
        assert.equal("PENDING", sim:get(NUMBER .. "?fields=status")
            .body.status)
    end)

    it("are listed page by page, each once and in order", function()
        local seen, path = 0, LAST .. "/phone_numbers?limit=100&fields=id"
        repeat
            local page = sim:send { method = "GET", path = "/v25.0/" .. path,
                headers = { authorization = "Bearer t" } }.body
            for _, shown in ipairs(page.data) do
                seen = seen + 1
                assert(shown.id == ("4%04d%010d"):format(4, seen), shown.id)
            end
            path = (page.paging.next or ""):match "/v%d+%.%d+/(.*)"
        until not path
        assert.equal(25000, seen)
    end)

    it("are listed with those that are added", function()
        local added = sim:post(FIRST .. "/phone_numbers", { cc = "1",
            phone_number = "5550100999", verified_name = "One more" }).body.id
        sim:set_options { made_numbers = 2 }
        local ids = {}
        for index, shown in ipairs(sim:get(FIRST .. "/phone_numbers").body
            .data) do
            ids[index] = shown.id
        end
        assert.same({ NUMBER, "400010000000002", added }, ids)
    end)

    it("take room only once they are changed", function()
        local function memory()
            collectgarbage()
            collectgarbage()
            return collectgarbage "count"
        end
        local function each(count, call)
            for place = 1, count do
                call(("4%04d%010d"):format(2, place))
            end
        end
        sim.model:set_options { request_log = 10 }
        each(20, function(id)
            sim:get(id)
        end)
        local before = memory()
        each(5000, function(id)
            sim:get(id)
        end)
        assert.is_true(memory() - before < 100)
        each(1000, function(id)
            sim:register(id)
        end)
        assert.is_true(memory() - before < 2000)
    end)

    it("can be changed by the control API, but stay in their account",
        function()
            assert.equal("FLAGGED", ask(sim, "POST", "/numbers/" .. NUMBER,
                { status = "FLAGGED" }).status)
            assert.equal("FLAGGED", sim:get(NUMBER .. "?fields=status")
                .body.status)
            local _, status = ask(sim, "POST", "/numbers/" .. NUMBER,
                { waba_id = WABA })
            assert.equal(400, status)
            local shown = ask(sim, "GET", "/numbers").numbers
            assert.equal(NUMBER, shown[#shown].id)
            assert.equal(25, #shown)
        end)

    it("are refused if the pattern can't be", function()
        for name, value in pairs { made_numbers = 1000000,
            made_accounts = 0.5, made_like = {} } do
            assert.has_error(function()
                simulator.new { [name] = value }
            end)
        end
        assert.has_error(function()
            simulator.new { made_like = { "1" } }
        end)
    end)
end)

describe("an account's calls", function()
    local sim = model.served { made_numbers = 10, made_accounts = 2,
        calls_an_hour = 20 }

    local function usage(response)
        local account, rows =
            next(cjson.decode(response.headers["x-business-use-case-usage"]))
        return rows[1].call_count, rows[1].estimated_time_to_regain_access,
            account
    end

    it("are counted for it alone, in the usage header", function()
        for _ = 1, 9 do
            sim:get(NUMBER)
        end
        local percent, minutes, account = usage(sim:get(NUMBER))
        assert.equal(50, percent)
        assert.equal(0, minutes)
        assert.equal(FIRST, account)
        assert.equal(5, (usage(sim:get("400020000000001"))))
        assert.equal(5, (usage(sim:get("106540352242923"))))
        sim.clock = sim.clock + 3600
        assert.equal(5, (usage(sim:get(NUMBER))))
    end)

    it("are refused beyond the limit if limit_calls is on, until the hour ends",
        function()
            sim:set_options { limit_calls = true }
            for _ = 1, 20 do
                assert.equal(200, sim:get(NUMBER).status)
            end
            sim.clock = sim.clock + 60
            local refused = sim:get(NUMBER)
            assert.equal(80008, refused.code)
            local percent, minutes = usage(refused)
            assert.equal(100, percent)
            assert.equal(59, minutes)
            assert.equal(80008, sim:register(NUMBER).code)
            assert.equal(0, #sim.model.numbers[NUMBER].attempts)
            assert.equal(200, sim:get("400020000000001").status)
            sim.clock = sim.clock + minutes * 60
            assert.equal(200, sim:get(NUMBER).status)
        end)

    it("can be set by the control API", function()
        local account = ask(sim, "POST", "/accounts/" .. OTHER,
            { usage = 95 })
        assert.equal(95, account.usage)
        assert.equal(10, account.numbers)
        assert.equal(100, (usage(sim:get("400020000000001"))))
        assert.equal(5, (usage(sim:get(NUMBER))))
        local shown = ask(sim, "GET", "/accounts").accounts
        assert.equal(OTHER, shown[#shown].id)
        assert.equal(3, #shown)
        for _, body in ipairs { { usage = "much" }, { size = 1 } } do
            assert.equal(400, select(2, ask(sim, "POST",
                "/accounts/" .. OTHER, body)))
        end
        assert.equal(404, select(2, ask(sim, "GET", "/accounts/7")))
    end)
end)
