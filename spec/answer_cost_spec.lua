-- An answer that is made to cost time does not hold its host.

local luasocket = require "socket"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"
local system = require "spec.support.system"

local server = served()

describe("an answer that is made to cost time", function()
    -- What the host's thread works for at most: the bar is 1 ms. The fastest
    -- of several tries is the work itself.
    local BAR = os.getenv "MEMORY_IS_CHECKED" and 0.02 or 0.001

    local HOSTILE = {
        ["a header name of 60 KiB"] = raw.response(400,
            '{"error":{"message":"m","code":1}}',
            { [("n"):rep(60000)] = "v" }),
        ["a header of thousands of lines of one name"] =
            "HTTP/1.1 400 Bad\r\n" .. ("a: b\r\n"):rep(9000)
            .. "Content-Length: 0\r\n\r\n",
        ["a MiB to take secrets out of"] = raw.response(502,
            ("EAAGm0PX4ZCpsB "):rep(69000)),
        ["a MiB of white space"] = raw.response(502, (" "):rep(1040000)),
        ["a MiB of empty lists"] = raw.response(200,
            '{"success":true,"a":[' .. ("[],"):rep(340000) .. "1]}"),
        ["a thousand empty lists"] = raw.response(400,
            '{"error":{"code":1},"a":[' .. ("[],"):rep(990) .. "1]}"),
        ["sixty KiB of digits in a string"] = raw.response(502,
            '{"a":"' .. ("1"):rep(60000) .. '"}'),
        ["a MiB of numbers in an error"] = raw.response(500,
            '{"error":{"code":1},"a":[' .. ("1,"):rep(500000) .. "1]}"),
        ["a message of a quarter MiB"] = raw.response(400,
            '{"error":{"message":"' .. ("EAAG wait "):rep(26000)
            .. '","code":1}}'),
    }

    local HOSTILE_READS = {
        ["a MiB of empty objects in a number"] = raw.response(200,
            '{"id":"1","a":[' .. ("{},"):rep(340000) .. "1]}"),
        ["a MiB of text in a number"] = raw.response(200,
            '{"id":"1","a":"' .. ("a"):rep(1040000) .. '"}'),
        ["sixty KiB of long integers in a number"] = raw.response(200,
            '{"id":"1","a":[' .. ("9007199254740993,"):rep(3500) .. "1]}"),
        ["a line of 60 KiB that repeats the error"] = raw.response(502, "",
            { ["WWW-Authenticate"] = ('"(#1'):rep(15000) }),
    }

    -- What is read, too
    local LABORIOUS_READS = {
        ["sixty KiB of backslashes in a number"] = raw.response(200,
            '{"a":[[],"' .. ("\\\\"):rep(15000) .. '"]}'),
        ["thousands of long integers in a number"] = raw.response(200,
            '{"a":[' .. ("9007199254740993,"):rep(1900) .. "1]}"),
    }

    local function it_takes_no_time(what, operation, bytes, is_read)
        it("such as " .. what .. " holds its host 1 ms at most", function()
            local client = support.client_for(server)
            local fastest = math.huge
            for _ = 1, 7 do
                server:reset()
                server:answers { bytes }
                local call = client:start(operation,
                    support.OPTIONS[operation])
                local longest, is_done = 0, false
                while not is_done do
                    local started = system.thread_seconds()
                    is_done = call:poll(0)
                    longest = math.max(longest,
                        system.thread_seconds() - started)
                    luasocket.sleep(0.0005)
                end
                assert.equal(is_read or false, (pcall(call.result, call)))
                fastest = math.min(fastest, longest)
            end
            assert.is_true(fastest < BAR, fastest)
        end)
    end

    for what, bytes in pairs(HOSTILE) do
        it_takes_no_time(what, "register", bytes)
    end
    for what, bytes in pairs(HOSTILE_READS) do
        it_takes_no_time(what, "phone_number", bytes)
    end
    for what, bytes in pairs(LABORIOUS_READS) do
        it_takes_no_time(what, "phone_number", bytes, true)
    end

    local function members(count, write)
        local written = {}
        for index = 1, count do
            written[index] = write(index)
        end
        return table.concat(written, ",")
    end

    local HOSTILE_PAGES = {
        ["a MiB of numbers in a page"] = '{"data":['
            .. ("1,"):rep(500000) .. "1]}",
        ["a MiB of text in a page"] = '{"data":["'
            .. ("\\n"):rep(510000) .. '"]}',
        ["thousands of nulls in an object of a page"] = '{"data":[{'
            .. members(10000, function(index)
                return ('"%d":null'):format(index)
            end) .. "}]}",
        ["a page of lists in each other"] = '{"data":' .. ("["):rep(500000)
            .. ("]"):rep(500000) .. "}",
    }
    for what, body in pairs(HOSTILE_PAGES) do
        it_takes_no_time(what, "phone_numbers", raw.response(200, body))
    end

    -- What Meta says of a number that can't send, for two reasons
    local ERRORS = (',"errors":[{"error_code":141006,"error_description":'
        .. '"%s","possible_solution":"%s"}]'):format(("d"):rep(80),
        ("s"):rep(80))

    local function blocked_number(index)
        return ('{"id":"%d",%s,"health_status":{"can_send_message":"BLOCKED",'
            .. '"entities":[%s]}}'):format(index, members(14, function(field)
                return ('"field_%d":"VALUE"'):format(field)
            end), members(4, function(entity)
                return ('{"entity_type":"%d","id":"%d","can_send_message":'
                    .. '"BLOCKED"%s}'):format(entity, index,
                    entity < 3 and ERRORS or "")
            end))
    end

    it("says so if it is a page with more than is read at once", function()
        server:json(200, HOSTILE_PAGES["a MiB of numbers in a page"])
        local err = support.failure_of(support.client_for(server),
            "phone_numbers")
        assert.equal("protocol", err.kind)
        assert.matches("limit", err.hint)
    end)

    it("is still read if a token sees two thousand accounts", function()
        local ids = members(2000, function(index)
            return ('"%d"'):format(102290129340398 + index)
        end)
        server:json(200, ('{"data":{"is_valid":true,"granular_scopes":['
            .. '{"scope":"whatsapp_business_management","target_ids":[%s]},'
            .. '{"scope":"whatsapp_business_messaging","target_ids":[%s]}]}}')
            :format(ids, ids))
        local found = support.client_for(server):inspect_token()
        assert.equal(2000, #found.data.granular_scopes[2].target_ids)
    end)

    it("is still read if it is a page of a hundred numbers", function()
        server:json(200, '{"data":[' .. members(100, blocked_number) .. "]}")
        local count = 0
        for _ in support.client_for(server):phone_numbers {
            waba_id = support.WABA, limit = 100 } do
            count = count + 1
        end
        assert.equal(100, count)
    end)
end)
