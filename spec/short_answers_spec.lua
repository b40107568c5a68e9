-- A short answer is read by the library itself, a longer one by lua-cjson. The
-- same answer, with enough blanks after it, is a longer one.

local served = require "spec.support.served"
local support = require "spec.support.client"

local BLANKS = (" "):rep(5000)

local OBJECTS = {
    '{"a":1,"b":"c"}',
    ' \t\r\n{ "a" : 1 , "b" : [ true , false ] } \n',
    '{"status":"CONNECTED","throughput":{"level":"STANDARD"}}',
    '{"a":[1,2,3],"b":[{"c":"d"},{"c":"e"}],"f":[[1],[2,3]]}',
    '{"a":{}}', '{"a":[]}', '{"a":[[],{}]}', '{"a":[{}]}', '{"":""}',
    '{"a":0}', '{"a":-0}', '{"a":-7}', '{"a":1.5}', '{"a":1e3}', '{"a":0.1}',
    '{"a":999999999999999}', '{"a":1000000000000000}',
    '{"a":123456789012345678}', '{"a":[123456789012345678,1]}',
    '{"a":null}', '{"a":[1,null,2]}', '{"a":[null]}', '{"null":"null"}',
    '{"a":"\\"","b":"\\\\","c":"\\u00e9\\n"}', '{"\\u0061":1}',
    '{"a":"\195\169\240\159\152\128"}', '{"a":"\255\1"}', '{"a":"[]"}',
    '{"a":1,"a":2}', '{"a":{"b":1},"a":{"c":2}}',
    '{"a":' .. ("["):rep(7) .. "1" .. ("]"):rep(7) .. "}",
    '{"a":' .. ("["):rep(20) .. "1" .. ("]"):rep(20) .. "}",
    '{"a":[' .. ("1,"):rep(1500) .. "1]}",
}

local OTHERS = {
    "", "[1]", '"a"', "1", "true", "{", "}", '{"a"}', '{"a":}', '{"a":1',
    '{"a":1,}', '{,"a":1}', '{"a":1]', '{"a":[1,]}', '{"a":[,1]}', '{"a":[1}',
    '{"a":[', '{"a":1}}', '{"a":1}x', '{"a" 1}', '{a:1}', '{1:1}', "{'a':1}",
    '{"a":tru}', '{"a":truest}', '{"a":TRUE}', '{"a":x}', '{"a":"b}',
    '{"a":"b\0"}', '{"a\0":1}', '{"a":NaN}', '{"a":0x10}',
    '{"a":01true}', '{"a":1234567890123456true}',
}

describe("a short answer", function()
    local server = served()

    local function read(body)
        server:json(200, body)
        local client = support.client_for(server)
        local shown = client:phone_number()
        shown.response = nil
        return shown
    end

    for _, body in ipairs(OBJECTS) do
        it("says what a long one says: " .. body:sub(1, 40), function()
            local shown = read(body)
            assert.is_table(shown)
            assert.same(read(body .. BLANKS), shown)
        end)
    end

    for _, body in ipairs(OTHERS) do
        it("that is no object is none: " .. body:sub(1, 40):gsub("%z", "0"),
            function()
                server:json(200, body)
                local err = support.failure_of(support.client_for(server),
                    "phone_number")
                assert.equal("protocol", err.kind)
            end)
    end
end)
