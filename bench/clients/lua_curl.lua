-- Lua-cURL of Debian, on Lua 5.1: one handle, one call at a time.

local before = os.clock()
local cjson = require "cjson"
local curl = require "curl"
local loading = os.clock() - before

local commands = require "bench.clients.commands"

local answer
local easy = curl.easy_init()
local lines = {}
for i, header in ipairs(commands.headers) do
    lines[i] = header[1] .. ": " .. header[2]
end
easy:setopt(curl.OPT_URL, commands.origin .. commands.path)
easy:setopt(curl.OPT_HTTPHEADER, lines)
if commands.ca_file then
    easy:setopt(curl.OPT_CAINFO, commands.ca_file)
end
easy:setopt(curl.OPT_WRITEFUNCTION, function(data)
    answer[#answer + 1] = data
    return #data
end)

commands.serve(loading, function(count)
    for _ = 1, count do
        answer = {}
        easy:setopt(curl.OPT_POSTFIELDS, commands.body(cjson.encode))
        assert(easy:perform())
        assert(cjson.decode(table.concat(answer)).success == true)
    end
end)
