local cjson = require("cjson").new()

local document = require "whatsapp.registration.cli.document"

describe("a document", function()
    it("is one line, with its keys in order", function()
        assert.equal('{"a":[1,2],"b":{"c":"x/y"},"d":true,"e":"\\n"}',
            document.encode { d = true, e = "\n", a = { 1, 2 },
                b = { c = "x/y" } })
    end)

    it("has null for what is no number in JSON", function()
        local read = cjson.decode [=[{"much":1e999,"less":[-1e999,2]}]=]
        assert.equal('{"less":[null,2],"much":null,"none":null}',
            document.encode { much = read.much, less = read.less,
                none = 0 / 0 })
    end)

    it("has all digits of a number that there are", function()
        for number, digits in pairs {
            [0] = "0", [-1] = "-1", [133005] = "133005", [0.1] = "0.1",
            [2 ^ 53] = "9007199254740992", [1e15 + 0.5] = "1000000000000000.5",
            [1 / 3] = "0.3333333333333333", [1e300] = "1e+300",
        } do
            local encoded = document.encode { n = number }
            assert.equal('{"n":' .. digits .. "}", encoded)
            assert.equal(number, cjson.decode(encoded).n)
        end
    end)

    it("has lists without their nulls, also if they are empty", function()
        local json = require "whatsapp.registration.json"
        local read = json.decode_object
            '{"l":[1,null,3],"m":[null,{"a":1}],"n":[[],0],"o":[[null,1]]}'
        assert.equal(
            '{"l":[1,3],"m":[{"a":1}],"n":[[],0],"o":[[1]]}',
            document.encode(read))
        assert.equal('{"l":[]}', document.encode { l = document.list {} })
    end)

    it("is UTF-8 whatever it is made of", function()
        assert.equal('["\239\191\189","\\u009b2J","\\u2028\\u2029","é"]',
            document.encode { "\233", "\194\1552J",
                "\226\128\168\226\128\169", "é" })
        assert.equal('["\\u202a\\u202e","\\u2066\\u2069","\226\129\165"]',
            document.encode { "\226\128\170\226\128\174",
                "\226\129\166\226\129\169", "\226\129\165" })
    end)
end)
