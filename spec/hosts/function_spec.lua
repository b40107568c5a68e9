-- A function in the place of a host: it does the waiting, and may poll or
-- cancel the call.

local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local SUCCESS = '{"success":true}'

describe("a host that is a function", function()
    local server = served(raw.start)

    it("is called with the call until that is done", function()
        server:script { { "read", "stall" } }
        local times = 0
        local client = support.client_for(server, { host = function(call)
            times = times + 1
            call:poll(0.05)
            if times == 3 then
                call:cancel()
            end
        end })
        local err = support.failure_of(client, "deregister")
        assert.equal("cancelled", err.kind)
        assert.equal(3, times)
    end)

    it("need not poll: that is done after each time", function()
        local client = support.client_for(server, { host = function() end })
        server:json(200, SUCCESS)
        assert.is_true(client:deregister().success)
    end)

    it("can give the call up", function()
        server:script { { "read", "stall" } }
        local client = support.client_for(server, { host = function(call)
            call:cancel()
        end })
        local err = support.failure_of(client, "deregister")
        assert.equal("cancelled", err.kind)
        assert.is_true(err.sent == "maybe" or #server:received() == 0)
    end)

    it("waits for each call of a workflow", function()
        server:script { { "read", "stall" } }
        local times = 0
        local client = support.client_for(server, { host = function(call)
            times = times + 1
            call:cancel()
        end })
        local ok, err = pcall(client.setup_number, client, { pin = "071934" })
        assert.is_false(ok)
        assert.equal("cancelled", err.kind)
        assert.equal(1, times)
    end)
end)
