-- A program may fill one table of options again and again. A call does what the
-- table said when the call began, also when a journal or a server lets other
-- coroutines run meanwhile.

local core = require "whatsapp.registration.core"
local memory = require "whatsapp.registration.journal.memory"
local raw = require "spec.support.raw"
local served = require "spec.support.served"
local support = require "spec.support.client"

local PINS = { ["1001"] = "071934", ["1002"] = "197530", ["1003"] = "296295" }

-- A journal that lets others run, as one in Redis does
local function yielding_journal()
    local journal = memory.new()
    local reserve = journal.reserve
    function journal.reserve(...)
        coroutine.yield()
        return reserve(...)
    end
    return journal
end

local function run_all(threads)
    repeat
        local is_over = true
        for _, thread in ipairs(threads) do
            if coroutine.status(thread) ~= "dead" then
                assert(coroutine.resume(thread))
                is_over = false
            end
        end
    until is_over
end

describe("a table of options that several coroutines share", function()
    local server = served()
    local saved

    local function client_with(overrides)
        saved = {}
        return support.safe_client_for(server, support.merge({
            host = coroutine.yield,
            pin_store = {
                save = function(number, pin)
                    saved[number] = pin
                end,
                load = function() end,
            },
        }, overrides))
    end

    local function threads_of(client, options)
        local threads = {}
        for number, pin in pairs(PINS) do
            threads[#threads + 1] = coroutine.create(function()
                options.phone_number_id, options.pin = number, pin
                options.access_token = "EAAG" .. number
                client:register(options)
            end)
        end
        return threads
    end

    -- Lua 5.1 can't yield in a journal: the client calls it by pcall.
    if core.can_yield() ~= nil or rawget(_G, "jit") then
        it("sends and keeps the PIN that each call was given", function()
            server:json(200, '{"success":true}')
            run_all(threads_of(client_with { journal = yielding_journal() },
                {}))
            for _, request in ipairs(server:received()) do
                local number = request.path:match "(%d+)/register$"
                assert.equal(PINS[number], request.body:match '"pin":"(%d+)"')
                assert.equal("Bearer EAAG" .. number,
                    request.header.authorization)
            end
            assert.same(PINS, saved)
        end)
    end

    it("reads back with the token of the call", function()
        local last = support.in_time(0.1, function(seconds)
            server:reset()
            server:script { { "read", "close" }, otherwise = { loop = true,
                "read", { send = raw.response(200, '{"status":"PENDING"}') } } }
            local client = client_with { journal = memory.new(),
                reconcile = seconds }
            local options = { pin = "071934", access_token = "EAAGone" }
            local thread = coroutine.create(function()
                client:register(options)
            end)
            coroutine.resume(thread)
            options.access_token = "EAAGother"
            run_all { thread }
            local requests = server:received()
            return #requests > 1 and requests[#requests]
        end)
        assert.equal("GET", last.method)
        assert.equal("Bearer EAAGone", last.header.authorization)
    end)

    it("lists the account that the iterator was made for", function()
        local function page(id, after)
            return raw.response(200, ('{"data":[{"id":"%s"}],"paging":'
                .. '{"next":"x","cursors":{"after":"%s"}}}'):format(id, after))
        end
        server:answers { page("771", "A"),
            raw.response(200, '{"data":[{"id":"772"}]}') }
        local client = client_with()
        local options, ids = { waba_id = "77" }, {}
        local thread = coroutine.create(function()
            local each = client:phone_numbers(options)
            local number = each()
            while number do -- a for loop can't yield in Lua 5.1
                ids[#ids + 1], number = number.id, each()
            end
        end)
        coroutine.resume(thread)
        options.waba_id, options.access_token = "88", "EAAGother"
        run_all { thread }
        assert.same({ "771", "772" }, ids)
        local second = server:received()[2]
        assert.is_truthy(second.path:find("/77/", 1, true))
        assert.equal("Bearer " .. support.TOKEN, second.header.authorization)
    end)

    it("is read without its metamethods", function()
        server:json(200, '{"success":true}')
        local options = setmetatable({ pin = "071934" }, {
            __index = function()
                error "a metamethod ran"
            end,
            __pairs = function()
                error "a metamethod ran"
            end,
        })
        local thread = coroutine.create(function()
            client_with():register(options)
        end)
        run_all { thread }
        assert.equal(1, #server:received())
    end)
end)

describe("a call", function()
    local server = served()

    it("shows no token and no PIN in its fields", function()
        server:json(200, '{"success":true}')
        local client = support.client_for(server, { journal = memory.new(),
            reconcile = true, pin_store = { save = function() end,
            load = function() end } })
        local seen = {}
        local function search(value)
            assert.is_nil(tostring(value):find("071934", 1, true))
            assert.is_nil(tostring(value):find("EAAGone", 1, true))
            if type(value) == "table" and not seen[value] then
                seen[value] = true
                for key, each in next, value do
                    search(key)
                    search(each)
                end
            end
        end
        local call = client:start("register",
            { pin = "071934", access_token = "EAAGone" })
        search(call)
        search(support.wait(call))
        search(client:start("phone_number", { access_token = "EAAGone" }))
    end)
end)
