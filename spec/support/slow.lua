--- A Graph API that answers after a while, to as many at once as want to.

local raw = require "spec.support.raw"

local slow = {}

local ANSWER = { send = raw.response(200, '{"success":true}') }

local function counted(self)
    local requests, posts = self:received(), 0
    for _, request in ipairs(requests) do
        posts = posts + (request.method == "POST" and 1 or 0)
    end
    return #requests, (self:connections()), posts
end

--- Has a raw server answer each request after a while.
function slow.answer(server, seconds)
    server:script { otherwise = { loop = true, "read",
        seconds == math.huge and "hold" or { pause = seconds }, ANSWER } }
end

--- Starts one.
-- @tparam[opt=0.2] number seconds until it answers; `math.huge`: when it is
--   let go
-- @treturn table a raw server; `counted` returns how many requests, connections
--   and POSTs there were
function slow.start(seconds)
    local server = raw.start()
    server.counted = counted
    slow.answer(server, seconds or 0.2)
    return server
end

return slow
