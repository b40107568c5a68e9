local text = require "whatsapp.registration.text"

-- Whether Lua 5.3's own notion of UTF-8, without what it takes beyond RFC 3629,
-- agrees that all of it is
local function is_utf8(given)
    for _, code in utf8.codes(given) do -- luacheck: ignore 113
        if code > 0x10FFFF or code >= 0xD800 and code <= 0xDFFF then
            return false
        end
    end
    return true
end

describe("text that others wrote", function()
    it("keeps what is UTF-8", function()
        for _, kept in ipairs { "", "plain", "Lucky Shrub 🌵", "Łódź",
            "\0\127", "\244\143\191\191", "\239\191\191" } do
            assert.equal(kept, text.valid(kept))
        end
    end)

    it("gets a replacement for each byte that is not, and keeps the rest",
        function()
            for given, shown in pairs {
                ["caf\233!"] = "caf\239\191\189!",
                ["\128"] = "\239\191\189",
                ["a\195"] = "a\239\191\189",
                ["\195\169\169z"] = "é\239\191\189z",
                ["\237\160\128"] = "\239\191\189", -- half of a pair
                ["\192\175"] = "\239\191\189", -- a slash, but too long
                ["\244\144\128\128"] = "\239\191\189", -- beyond the last
                ["\255\254"] = "\239\191\189\239\191\189",
            } do
                assert.equal(shown, text.valid(given))
            end
        end)

    it("is UTF-8 whatever it was", function()
        if not rawget(_G, "utf8") then
            return
        end
        math.randomseed(7)
        for _ = 1, 2000 do
            local bytes = {}
            for i = 1, math.random(12) do
                bytes[i] = string.char(math.random(0, 255))
            end
            assert.is_true(is_utf8(text.valid(table.concat(bytes))))
        end
    end)

    it("is one line without commands to a terminal", function()
        assert.equal("a [31mb c d", text.on_one_line "a\27[31mb\r\nc\194\133d")
        assert.equal("a b c", text.on_one_line "a\226\128\168b\226\128\169c")
        assert.equal("\239\191\18931m", text.on_one_line "\15531m")
    end)
end)

describe("a text of the server's in an error", function()
    local transport = require "whatsapp.registration.transport"

    local function first(given, most)
        local call = transport.client { access_token = "token",
            phone_number_id = "1" }:prepare("phone_number", {})
        return (call:redact(most, given))
    end

    it("is cut between characters", function()
        assert.equal("ab", first("abc", 2))
        assert.equal("abc", first("abc", 3))
        assert.equal("abc", first("abc", 9))
        assert.equal("a", first("aé", 2))
        assert.equal("aé", first("aé", 3))
        assert.equal("", first("🌵", 3))
        assert.equal("🌵", first("🌵🌵", 7))
    end)

    it("is cut anywhere if it is no UTF-8", function()
        assert.equal(20, #first(("\159"):rep(40), 20))
    end)
end)
