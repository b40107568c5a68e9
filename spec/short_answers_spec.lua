-- A short answer is read by the library itself, a longer one by lua-cjson. The
-- same answer, with enough blanks after it, is a longer one.

local json = require "whatsapp.registration.json"
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
    '{"a":01true}', '{"a":1234567890123456true}', '{"a":"{}}', '{"a":"true}',
    '{"a":"[true]}', '{"":"{}}',
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

    -- Of what texts are made. The same numbers in every Lua and each time.
    local PARTS = { '"a"', '""', '"b c"', "{}", "[]", "1", "0", "-1", "1.5",
        "true", "false", "null", '"\\n"', '"\255\1"', '"', "[", "{", ",", ":",
        "}", "]", "01", "tru", "1234567890123456", " ", "\0" }
    local WHOLE = 13
    local seed = 1

    local function random(most)
        seed = (seed * 16807) % 2147483647
        return seed % most + 1
    end

    local function make(depth)
        local kind, members = depth < 6 and random(10) or 1, {}
        if kind < 5 then
            return PARTS[random(WHOLE)]
        end
        for index = 1, random(4) - 1 do
            members[index] = (kind < 8 and ('"%d":'):format(random(3)) or "")
                .. make(depth + 1)
        end
        local text = table.concat(members, ",")
        return kind < 8 and "{" .. text .. "}" or "[" .. text .. "]"
    end

    -- Puts a part into it, or in place of a character
    local function spoil(text)
        local place = random(#text)
        return text:sub(1, place) .. PARTS[random(#PARTS)]
            .. text:sub(place + random(2))
    end

    it("says what a long one says, whatever it is", function()
        local objects = 0
        for _ = 1, 20000 do
            local text = '{"a":' .. make(0) .. "}"
            for _ = 1, random(3) - 1 do
                text = spoil(text)
            end
            local short = json.decode_object(text)
            assert.same(json.decode_object(text .. BLANKS), short, text)
            objects = objects + (short and 1 or 0)
        end
        assert.is_true(objects > 5000 and objects < 15000, objects)
    end)
end)
