-- What is said of a number and done with it, by what the server shows: each
-- state in spec/support/number_states.lua. The server's requests are checked.

local cjson = require "cjson"

local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local states = require "spec.support.number_states"
local support = require "spec.support.client"

local ID = "106540352242923"

local LETTERS = { setup_two_step = "t", register = "r", deregister = "d",
    set_local_storage = "s", request_code = "c", verify_code = "v" }

local WORKFLOWS = {
    setup = { "setup_number", { pin = "071934", confirm = false } },
    change = { "change_region", { pin = "071934", confirm = false,
        region = "BR" } },
    release = { "release_number", { confirm = false } },
}

local function body_of(state)
    local shown = { id = ID }
    for _, source in ipairs { state.base, state.fields } do
        for field, value in pairs(source) do
            shown[field] = value
        end
    end
    for field, value in pairs(shown) do
        if value == states.NONE then
            shown[field] = nil
        end
    end
    return cjson.encode(shown)
end

describe("a number that is", function()
    local sim = served(simulator.start)
    local client

    before_each(function()
        client = support.client_for(sim, { phone_number_id = ID })
    end)

    local function answer(operation, body)
        sim:fault { operation = operation, fault = "response", body = body,
            times = 9 }
    end

    -- A server on which all works, and whose number is shown like this
    local function show(state)
        answer("phone_number", body_of(state))
        for operation in pairs(LETTERS) do
            if operation ~= "set_local_storage" then
                answer(operation, '{"success":true}')
            end
        end
    end

    -- What was sent, or " kind" of the error
    local function run(name, changes)
        local ok, result = pcall(client[WORKFLOWS[name][1]], client,
            support.merge(WORKFLOWS[name][2], changes))
        local letters = {}
        for _, request in ipairs(sim:received { method = "POST" }) do
            letters[#letters + 1] = LETTERS[request.operation] or "?"
        end
        assert(ok or type(result) == "table", result)
        return table.concat(letters) .. (ok and "" or " " .. result.kind)
    end

    for _, state in ipairs(states.rows) do
        it(state.what .. " is judged so", function()
            show(state)
            local found = client:preflight()
            assert.equal(state.action, found.action)
            assert.equal(state.kind, found.kind)
            assert.equal(#state.notes, #found.notes,
                table.concat(found.notes, "\n"))
            for index, pattern in ipairs(state.notes) do
                assert.matches(pattern, found.notes[index])
            end
            assert.same({}, sim:received { method = "POST" })
        end)

        for name in pairs(WORKFLOWS) do
            it(state.what .. " is treated so by " .. WORKFLOWS[name][1],
                function()
                    show(state)
                    assert.equal(state[name], run(name))
                end)
        end

        if state.setup:find "^ " then
            it(state.what .. " is registered by force", function()
                show(state)
                assert.matches("r$", run("setup", { force = true }))
            end)
        end
    end

    it("in one of at least 60 states", function()
        assert.is_true(#states.rows >= 60)
    end)
end)
