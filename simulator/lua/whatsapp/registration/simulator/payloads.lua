--- Answers as Meta really sends them, by a name of words: what integrators
-- pasted and what Meta's pages show, with names and ids replaced. They are all
-- here, so that the simulator and the tests use the same ones.
-- @module whatsapp.registration.simulator.payloads

local PARTS = { "registering", "codes", "settings", "accounts", "failures" }

--- Each row is `{ source =, operation =, status =, error = {...} }`, or has
-- `body` as raw text in place of `error`. `operation` is the operation that
-- got this answer; `source` says who has seen it.
local payloads = {}

for _, part in ipairs(PARTS) do
    local rows = require("whatsapp.registration.simulator.payloads." .. part)
    for name, row in pairs(rows) do
        assert(not payloads[name], name)
        payloads[name] = row
    end
end

return payloads
