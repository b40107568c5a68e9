--- Sends the model's events to a webhook on this machine, signed as Meta's are.
-- @module whatsapp.registration.simulator.deliver

local deliver = {}

local TIMEOUT = 10

local LOOPBACK = { "^http://localhost[:/]", "^http://127%.%d+%.%d+%.%d+[:/]",
    "^http://%[::1%][:/]" }

--- Whether an address is this machine's, over plain HTTP.
function deliver.may_go_to(url)
    for _, pattern in ipairs(LOOPBACK) do
        if (url .. "/"):find(pattern) then
            return not url:find("@", 1, true) -- a user may look like a host
        end
    end
    return false
end

local function new_request(self, hook, body)
    local request = self.libraries["http.request"].new_from_uri(hook.url)
    request.follow_redirects = false
    request.proxies = false
    request.headers:upsert(":method", "POST")
    request.headers:upsert("content-type", "application/json")
    request.headers:upsert("x-hub-signature-256",
        "sha256=" .. hook.sign(body))
    request:set_body(body)
    return request
end

--- Makes the function that the model gives its events to.
-- @tparam table self the server: libraries, loop, log
-- @tparam table hook `url`, `sign(body)`
function deliver.new(self, hook)
    return function(body)
        self.loop:wrap(function()
            local headers, stream = new_request(self, hook, body):go(TIMEOUT)
            self.log("webhook: " .. (headers and headers:get(":status")
                or tostring(stream)))
            if headers then
                stream:shutdown()
            end
        end)
    end
end

return deliver
