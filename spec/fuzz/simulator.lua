-- What a client can send to the simulator: an input is requests with a line
-- of = signs between, each a method and a path in a line, header lines, an
-- empty line, and a body. None may make the model raise, and each gets an
-- answer that can be sent.

package.path = "./simulator/lua/?.lua;./?.lua;" .. package.path

local cjson = require "cjson"
local control = require "whatsapp.registration.simulator.control"
local page = require "whatsapp.registration.simulator.page"
local simulator = require "whatsapp.registration.simulator"

local PATH = "^[^?]*"

local function read_headers(lines)
    local headers = {}
    for name, value in lines:gmatch "([^:\n]+):[ \t]*([^\n]*)" do
        headers[name] = value
    end
    return headers
end

local function read_request(text)
    local method, path, lines, body =
        text:match "^(%u+) (/[^%s]*)(.-)\n\n(.*)$"
    return method and { method = method, path = path,
        headers = read_headers(lines), body = body }
end

local function check_headers(headers)
    for name, value in pairs(headers) do
        assert(type(name) == "string" and name:find "^[%w%-]+$",
            "a header without a name")
        assert(type(value) == "string" or type(value) == "number")
    end
end

local function check_response(response, may_be_spoilt)
    if response.close or response.stall and not response.status then
        return
    end
    assert(tostring(response.status):find "^%d+$", "no status")
    assert(type(response.body) == "string", "no body")
    if not may_be_spoilt then
        assert(response.status >= 200 and response.status <= 599)
        check_headers(response.headers)
        assert(type(cjson.decode(response.body)) == "table")
    end
end

-- No text of a client is a tag of the page.
local function check_page(response)
    assert(response.status == 200 or response.status == 404)
    check_headers(response.headers)
    assert(not response.body:find "<[^%a/!]"
        and not response.body:find "<script", "a tag of a client's")
end

local function handle(model, request)
    if page.is_meant(request, true) then
        return check_page(page.handle(model, request))
    end
    if control.is_meant(request.path:match(PATH)) then
        return check_response(control.handle(model, request))
    end
    local exchange = model:begin(request)
    check_response(model:finish(exchange),
        exchange.fault or exchange.problem)
end

return function(input)
    local model = simulator.new {
        now = function()
            return 1767225600
        end,
        random = function(low)
            return low
        end,
    }
    for text in (input .. "\n==\n"):gmatch "(.-)\n==+\n" do
        local request = read_request(text)
        if request then
            handle(model, request)
        end
    end
end
