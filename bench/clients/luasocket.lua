-- luasocket with luasec: a connection for each call, and one at a time.

local before = os.clock()
local cjson = require "cjson"
local https = require "ssl.https"
local ltn12 = require "ltn12"
local loading = os.clock() - before

local commands = require "bench.clients.commands"

local function call()
    local body = commands.body(cjson.encode)
    local headers = { ["Content-Length"] = #body }
    for _, header in ipairs(commands.headers) do
        headers[header[1]] = header[2]
    end
    local answer = {}
    local ok, status = https.request {
        url = commands.origin .. commands.path,
        method = "POST",
        headers = headers,
        source = ltn12.source.string(body),
        sink = ltn12.sink.table(answer),
        verify = "peer",
        cafile = commands.ca_file,
        capath = not commands.ca_file and commands.ca_directory or nil,
    }
    assert(ok and status == 200, status)
    assert(cjson.decode(table.concat(answer)).success == true)
end

commands.serve(loading, function(count)
    for _ = 1, count do
        call()
    end
end)
