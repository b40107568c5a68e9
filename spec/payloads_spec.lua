local payloads = require "whatsapp.registration.simulator.payloads"

describe("the payloads", function()
    it("are at least 80, each with a source, an operation and an answer",
        function()
            local count = 0
            for name, row in pairs(payloads) do
                count = count + 1
                assert.is_truthy(name:find("^[a-z0-9_]+$"), name)
                assert.is_true(#row.source > 10, name)
                assert.equal("string", type(row.operation), name)
                assert.is_true(row.status >= 200 and row.status < 600, name)
                assert.is_true((row.error ~= nil) ~= (row.body ~= nil), name)
            end
            assert.is_true(count >= 80, count)
        end)
end)
