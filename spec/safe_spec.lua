local registration = require "whatsapp.registration"
local safe = require "whatsapp.registration.safe"

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local PIN_MISMATCH = '{"error":{"message":"m","code":133005}}'

describe("the safe module", function()
    local server = served()
    local client

    before_each(function()
        client = support.safe_client_for(server)
    end)

    local function assert_error(kind, ...)
        assert.equal(2, select("#", ...))
        local value, err = ...
        assert.is_nil(value)
        assert.is_true(safe.is_error(err))
        assert.equal(kind, err.kind)
        return err
    end

    it("has what the raising one has", function()
        for name, value in pairs(registration) do
            assert.equal(type(value), type(safe[name]), name)
        end
        for name, value in pairs(safe) do
            assert.equal(type(value), type(registration[name]), name)
        end
    end)

    for _, operation in ipairs(support.operations()) do
        it("returns what " .. operation .. " comes to", function()
            server:json(200, support.DONE)
            local options = support.OPTIONS[operation]
            local value, err = client[operation](client, options)
            assert.is_truthy(value)
            assert.is_nil(err)
            server:reset()
            server:json(400, PIN_MISMATCH)
            assert_error("pin_mismatch", client[operation](client, options))
            assert_error("invalid_request",
                client[operation](client, { nonsense = 1 }))
        end)
    end

    it("returns the errors of a configuration", function()
        assert.equal("base_url", assert_error("invalid_request",
            safe.new { base_url = "http://x.example" }).field)
        assert_error("invalid_request", safe.new())
        assert_error("invalid_request", safe.new { retries = 1 })
        assert_error("invalid_request", safe.from_env { retries = 1 })
        assert_error("invalid_request", safe.from_env(42))
    end)

    it("returns the errors of a workflow", function()
        assert_error("invalid_request", client:setup_number())
        local err = assert_error("invalid_request",
            client:setup_number { pin = "12" })
        assert.equal("two_step", err.step)
        assert.same({}, err.completed)
        server:json(400, PIN_MISMATCH)
        err = assert_error("pin_mismatch",
            client:setup_number { pin = "071934" })
        assert.equal("preflight", err.step)
        server:reset()
        server:json(200, support.READY)
        assert.is_true(client:setup_number({ pin = "071934",
            confirm = false }).success)
    end)

    it("returns the errors of a call", function()
        assert_error("invalid_request", client:start "registr")
        assert_error("invalid_request", client:start())
        assert_error("invalid_request", client:start("register", {}))
        server:json(400, PIN_MISMATCH)
        local call = support.wait(client:start("register",
            { pin = "071934" }))
        assert_error("pin_mismatch", call:result())
        server:script { { "read", "stall" } }
        client = support.safe_client_for(server, -- on a new connection
            { base_url = server.base_url:gsub("localhost", "127.0.0.1") })
        call = client:start("deregister")
        call:cancel()
        assert_error("cancelled", call:result())
    end)

    it("returns the error of a page, at the first or later", function()
        local next_page = '{"data":[{"id":"1"}],"paging":'
            .. '{"next":"x","cursors":{"after":"A"}}}'
        server:answers { raw.response(200, next_page),
            raw.response(400, PIN_MISMATCH), raw.response(400, PIN_MISMATCH) }
        local each = client:phone_numbers { waba_id = "42" }
        assert.equal("1", each().id)
        local number, err = each()
        assert.is_false(number)
        assert.equal("pin_mismatch", err.kind)
        assert_error("pin_mismatch", client:phone_numbers { waba_id = "42" })
    end)

    it("ends no loop over pages as if all had been read", function()
        local next_page = '{"data":[{"id":"1"}],"paging":'
            .. '{"next":"x","cursors":{"after":"A"}}}'
        server:answers { raw.response(200, next_page),
            raw.response(400, PIN_MISMATCH) }
        local seen = {}
        for number, err in assert(client:phone_numbers { waba_id = "42" }) do
            seen[#seen + 1] = number and number.id or err.kind
        end
        assert.same({ "1", "pin_mismatch" }, seen)
        assert.equal(2, #server:received())
    end)

    it("takes a client of the other manner, and the other way round",
        function()
            server:json(400, PIN_MISMATCH)
            local raising = support.client_for(server)
            local options = support.OPTIONS.register
            assert_error("pin_mismatch", safe.register(raising, options))
            assert.equal("pin_mismatch", support.error_of(
                registration.register, client, options).kind)
            local call = support.wait(safe.start(raising, "register", options))
            assert_error("pin_mismatch", call:result())
        end)

    it("returns the error of a client that is closed", function()
        client:close()
        client:close()
        assert_error("invalid_request", client:register { pin = "071934" })
        assert_error("invalid_request", client:setup_number { pin = "071934" })
        assert_error("invalid_request", client:phone_numbers { waba_id = "1" })
        assert_error("invalid_request", client:start "deregister")
    end)

    it("raises if it is used wrongly", function()
        assert.is_false(pcall(client.register, { pin = "071934" }))
        assert.is_false(pcall(client.register))
        local call = client:start "deregister"
        assert.is_false(pcall(call.result, call))
    end)

    it("gives the errors that the raising one raises", function()
        server:json(400, PIN_MISMATCH)
        local _, returned = client:register { pin = "071934" }
        local raised = support.failure_of(support.client_for(server),
            "register")
        local function fields(err)
            local copied = {}
            for field, value in pairs(err) do
                copied[field] = value
            end
            return copied
        end
        assert.same(fields(raised), fields(returned))
        assert.equal(tostring(raised), tostring(returned))
    end)

    it("does not change the raising one", function()
        assert.is_false(pcall(registration.new))
        assert.is_nil((safe.new()))
        assert.is_false(pcall(registration.new))
    end)
end)
