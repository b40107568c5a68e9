local cjson = require "cjson"

local core = require "whatsapp.registration.core"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

-- A page of numbers with these ids; `after` is the cursor of the next one
local function page(ids, after)
    local data = {}
    for index, id in ipairs(ids) do
        data[index] = ('{"id":"%s","display_phone_number":"+1 555-%s"}')
            :format(id, id)
    end
    return raw.response(200, ('{"data":[%s],"paging":%s}'):format(
        table.concat(data, ","), cjson.encode {
            cursors = { before = "B", after = after or "LAST" },
            next = after and "https://graph.facebook.com/next",
        }))
end

local ERROR = raw.response(400, '{"error":{"message":"m","code":190}}')

describe("phone_numbers", function()
    local server = served()
    local client

    before_each(function()
        client = support.client_for(server)
    end)

    local function ids_of(each)
        local ids = {}
        for number in each do
            ids[#ids + 1] = number.id
        end
        return table.concat(ids, " ")
    end

    local function numbers(options)
        return client:phone_numbers(support.merge({ waba_id = "42",
            fields = "id" }, options))
    end

    it("goes over all pages in order", function()
        server:answers { page({ "1", "2" }, "AA"), page({ "3" }, "B+/="),
            page { "4", "5" } }
        assert.equal("1 2 3 4 5", ids_of(numbers()))
        local paths = {}
        for index, request in ipairs(server:received()) do
            paths[index] = request.path:gsub("%%%x%x", string.upper)
        end
        assert.same({
            "/v25.0/42/phone_numbers?fields=id",
            "/v25.0/42/phone_numbers?fields=id&after=AA",
            "/v25.0/42/phone_numbers?fields=id&after=B%2B%2F%3D",
        }, paths)
    end)

    it("gives each number as it was sent", function()
        server:answers { page { "1" } }
        local number = numbers()()
        assert.same({ id = "1", display_phone_number = "+1 555-1" }, number)
    end)

    it("asks every page with the call's own token, limit and fields",
        function()
            server:answers { page({ "1" }, "AA"), page { "2" } }
            ids_of(numbers { access_token = "EAAGown", limit = 1 })
            for _, request in ipairs(server:received()) do
                assert.equal("Bearer EAAGown", request.header.authorization)
                assert.is_truthy(request.path:find("fields=id&limit=1", 1,
                    true))
            end
        end)

    it("goes on from a cursor that it is given", function()
        server:answers { page({ "3" }, "CC"), page { "4" } }
        assert.equal("3 4", ids_of(numbers { after = "BB" }))
        assert.is_truthy(server:received()[1].path:find("after=BB", 1, true))
        assert.is_truthy(server:received()[2].path:find("after=CC", 1, true))
    end)

    it("asks for a page only when it comes to it", function()
        server:answers { page({ "1", "2" }, "AA"), page { "3" } }
        local each = numbers()
        assert.equal(1, #server:received())
        each()
        each()
        assert.equal(1, #server:received())
        each()
        assert.equal(2, #server:received())
    end)

    it("goes over empty pages", function()
        server:answers { page({}, "AA"), page({}, "BB"), page { "1" } }
        assert.equal("1", ids_of(numbers()))
    end)

    it("stays at its end", function()
        server:answers { page { "1" } }
        local each = numbers()
        each()
        for _ = 1, 3 do
            assert.is_nil(each())
        end
        assert.equal(1, #server:received())
    end)

    for what, body in pairs {
        ["no paging"] = '{"data":[{"id":"1"}]}',
        ["paging of null"] = '{"data":[{"id":"1"}],"paging":null}',
        ["no cursors"] = '{"data":[{"id":"1"}],"paging":{"next":"x"}}',
        ["cursors but no next"] =
            '{"data":[{"id":"1"}],"paging":{"cursors":{"after":"A"}}}',
        ["paging of another type"] = '{"data":[{"id":"1"}],"paging":7}',
        ["cursors of another type"] =
            '{"data":[{"id":"1"}],"paging":{"next":"x","cursors":"A"}}',
    } do
        it("ends if there is " .. what, function()
            server:json(200, body)
            assert.equal("1", ids_of(numbers()))
            assert.equal(1, #server:received())
        end)
    end

    for what, body in pairs { ["no data"] = "{}", ["null"] = '{"data":null}',
        ["an empty list"] = '{"data":[]}', ["a text"] = '{"data":"x"}' } do
        it("has no numbers if the data are " .. what, function()
            server:json(200, body)
            assert.is_nil(numbers()())
        end)
    end

    it("leaves out what is no number in the data", function()
        server:json(200, '{"data":[5,{"id":"1"},"x",[],{"id":"2"}]}')
        local each = numbers()
        assert.equal("1", each().id)
        assert.same({}, each())
        assert.equal("2", each().id)
        assert.is_nil(each())
    end)

    it("is an error if the cursor is no string", function()
        for _, cursor in ipairs { "5", "true", "{}", "[]" } do
            server:reset()
            server:json(200, '{"data":[{"id":"1"}],"paging":{"next":"x",'
                .. '"cursors":{"after":' .. cursor .. '}}}')
            local each = numbers()
            each()
            local err = support.error_of(each)
            assert.equal("protocol", err.kind)
            assert.matches("cursor", err.message)
            assert.equal(1, #server:received())
        end
    end)

    it("raises the error of the first page when it is called", function()
        server:answers { ERROR }
        local err = support.error_of(numbers)
        assert.equal("authentication", err.kind)
        assert.equal("phone_numbers", err.operation)
    end)

    it("raises the error of a later page when it comes to it", function()
        server:answers { page({ "1" }, "AA"), ERROR, page { "2" } }
        local each = numbers()
        assert.equal("1", each().id)
        assert.equal("authentication", support.error_of(each).kind)
        assert.equal("2", each().id) -- it may be asked again
        assert.is_nil(each())
    end)

    it("refuses bad options when it is called", function()
        assert.equal("waba_id", support.error_of(client.phone_numbers,
            client).field)
        assert.equal("limit", support.error_of(numbers,
            { limit = 1000 }).field)
        assert.same({}, server:received())
    end)

    it("is an error if the cursor does not move on", function()
        server:script { otherwise = { loop = true, "read",
            { send = page({ "1" }, "AA") } } }
        local each = numbers()
        each()
        each()
        local err = support.error_of(each)
        assert.equal("protocol", err.kind)
        assert.equal("phone_numbers", err.operation)
        assert.equal("server", err.origin)
        assert.equal(2, #server:received())
    end)

    it("ends if the cursors go in a circle", function()
        server:answers { page({ "1" }, "A"), page({ "2" }, "B"),
            page({ "3" }, "A"), page({ "2" }, "B"), page({ "3" }, "A") }
        local each = numbers()
        for _ = 1, 3 do
            each()
        end
        local err = support.error_of(each)
        assert.equal("protocol", err.kind)
        assert.matches("leads back", err.message)
        assert.equal(3, #server:received())
    end)

    it("ends if page after page is empty", function()
        local pages = {}
        for index = 1, 110 do
            pages[index] = page({}, "C" .. index)
        end
        server:answers(pages)
        local err = support.error_of(numbers())
        assert.equal("protocol", err.kind)
        assert.equal(100, #server:received())
    end)

    it("are not searched for ever for the number that preflight looks for",
        function()
            local pages = { raw.response(200, '{"id":"7"}') }
            for index = 2, 9 do
                pages[index] = page({ "1" }, "C" .. index)
            end
            server:answers(pages)
            local now, ahead = core.now, 0
            finally(function()
                core.now = now
            end)
            core.now = function()
                return now() + ahead
            end
            client = support.client_for(server, { on_event = function(event)
                ahead = ahead + (event.type == "response" and 25 or 0)
            end })
            local err = support.error_of(client.preflight, client,
                { waba_id = "42" })
            assert.equal("timeout", err.kind)
            assert.equal("waba_id", err.field)
            assert.is_true(#server:received() < 7)
        end)

    it("can be gone over twice at once", function()
        server:answers { page({ "1" }, "AA"), page({ "1" }, "AA"),
            page { "2" }, page { "2" } }
        local one, other = numbers(), numbers()
        assert.equal("1122", one().id .. other().id .. one().id .. other().id)
    end)

    it("leaves its options alone, and does not look at them again", function()
        server:answers { page({ "1" }, "AA"), page { "2" } }
        local options = { waba_id = "42" }
        local each = client:phone_numbers(options)
        options.waba_id = "43"
        each()
        each()
        assert.is_truthy(server:received()[2].path:find("/42/", 1, true))
        assert.same({ waba_id = "43" }, options)
    end)

    it("is one page if it is started as a call", function()
        server:answers { page({ "1", "2" }, "AA") }
        local result = support.wait(client:start("phone_numbers",
            { waba_id = "42" })):result()
        assert.equal("2", result.data[2].id)
        assert.equal("AA", result.paging.cursors.after)
        assert.equal(200, result.response.http_status)
    end)
end)
