-- From each state that the simulator has a number in: each workflow comes to
-- its end, or stops with the right error, and sends no register or deregister
-- that is sure to fail. The server's requests are checked.

local memory = require "whatsapp.registration.journal.memory"
local pin_memory = require "whatsapp.registration.pin_store.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local PIN = "071934"

local HOUR = 3600

-- The last digits of the number's id, what it is, and what is sent by each
-- workflow: register (r) and deregister (d), and where it stops the error's
-- kind. `told` is what the server answered the last register: code and wait
local STATES = {
    { "922", "new", setup = "r", change = "r", release = "" },
    { "923", "verified", setup = "r", change = "r", release = "" },
    { "924", "name in review", setup = "r", change = "r", release = "",
        sends = false },
    { "925", "two-step on with another PIN", setup = "r", change = "r",
        release = "" },
    { "926", "registered", setup = "", change = "dr", release = "d" },
    { "927", "registered elsewhere", setup = "", change = "dr",
        release = "d" },
    { "928", "coexistence", setup = " not_registrable",
        change = " not_registrable", release = " not_registrable" },
    { "929", "test number", setup = " not_registrable",
        change = " not_registrable", release = " not_registrable" },
    { "930", "half-deregistered", setup = "dr", change = "dr",
        release = "d" },
    { "931", "region set", setup = "", change = "dr", release = "d" },
    { "932", "blocked by 133016", told = { 133016, 71 * HOUR },
        setup = " registration_limit", change = " registration_limit",
        release = "" },
    { "923", "locked by wrong PINs", told = { 133008, HOUR },
        setup = " pin_locked", change = " pin_locked", release = "" },
    { "926", "registered, and locked by wrong PINs", told = { 133008, HOUR },
        setup = "", change = " pin_locked", release = "d" },
    { "934", "on-premises", setup = " not_registrable", migrate = "r",
        change = " not_registrable", release = "" },
    { "935", "unverified", setup = "r", change = "r", release = "" },
    { "936", "locked", setup = " account_locked", change = " account_locked",
        release = " account_locked" },
    { "937", "new display name approved", setup = "r", change = "dr",
        release = "d" },
}

local WORKFLOWS = { setup = "setup_number", migrate = "migrate_number",
    change = "change_region", release = "release_number" }

-- A store that takes the PIN for the number's, which it need not be
local function store_for(id)
    local store = pin_memory.new()
    store.save(id, PIN)
    store.settle(id, PIN, "succeeded")
    return store
end

local function no_store() end

local SOURCES = {
    ["is given"] = { no_store, PIN },
    ["is in a store"] = { store_for, support.NONE },
}

describe("a number that is", function()
    local sim = served(simulator.start)

    local OPTIONS = {
        setup = { waba_id = support.WABA },
        migrate = { waba_id = support.WABA,
            backup = { data = "data", password = "password" } },
        change = { region = "BR" },
    }

    local function options_of(name, changes)
        if name == "release" then
            return support.merge({}, changes)
        end
        return support.merge(support.merge({ pin = PIN,
            get_code = function(number)
                return sim:code(number.id)
            end }, OPTIONS[name]), changes)
    end

    -- A client that knows what has happened to the number
    local function client_for(state, overrides)
        local id = "106540352242" .. state[1]
        local journal = memory.new()
        local code, wait = (table.unpack or unpack)(state.told or {})
        if code then
            local attempt = journal:reserve(id, "register")
            journal:settle(id, attempt, "refused", { code = code,
                retry_after = wait, blocked_for = code == 133016 and wait
                    or nil })
        end
        if code == 133008 then
            sim:set_number(id, { pin = PIN, pin_locks = 1,
                pin_locked_until = sim:now() + wait })
        end
        return support.client_for(sim, support.merge(
            { phone_number_id = id, journal = journal }, overrides)), id
    end

    -- "dr" for a deregister and a register, with the codes of refusals
    local function attempts_of(id)
        local letters = {}
        for _, request in ipairs(sim:received { id = id }) do
            if request.operation == "register"
                or request.operation == "deregister" then
                letters[#letters + 1] = request.operation:sub(1, 1)
                    .. (request.error_code
                        and ("%d"):format(request.error_code) or "")
            end
        end
        return table.concat(letters)
    end

    -- What was sent, and " kind" of the error
    local function run(client, id, name, changes)
        sim:forget_received()
        local ok, value = pcall(client[WORKFLOWS[name]], client,
            options_of(name, changes))
        if ok then
            assert.is_true(value.success)
            return attempts_of(id), value
        end
        assert(type(value) == "table", value)
        assert.is_string(value.step)
        assert.is_string(value.next_action)
        assert.is_table(value.completed)
        return attempts_of(id) .. " " .. value.kind, value
    end

    local function can_send(client)
        return pcall(client.send_text, client,
            { to = "+16505551234", body = "Hello" })
    end

    for _, state in ipairs(STATES) do
        for name, method in pairs(WORKFLOWS) do
            local expected = state[name] or state.setup
            for _, version in ipairs { "v20.0", "v25.0" } do
                for what, source in pairs(SOURCES) do
                    it(("%s comes as far as it can by %s in %s if the PIN "
                        .. "%s, and no attempt fails"):format(state[2],
                        method, version, what), function()
                        local store = source[1]("106540352242" .. state[1])
                        local client, id = client_for(state,
                            { api_version = version, pin_store = store })
                        local changes = name ~= "release"
                            and { pin = source[2] } or nil
                        assert.equal(expected,
                            (run(client, id, name, changes)))
                        if not expected:find " " then
                            assert.equal(name ~= "release"
                                and state.sends ~= false, (can_send(client)))
                            assert.equal("",
                                (run(client, id, name, changes)))
                        end
                        assert.is_true(not expected:find "r$"
                            or sim:number(id).pin == PIN)
                        assert.equal(store and PIN, store and store.load(id))
                    end)
                end
            end

            it(("%s is only read by a dry run of %s"):format(state[2],
                method), function()
                local client, id = client_for(state)
                local before, used = sim:number(id), client:budget().used
                local kind = expected:match " .*" or ""
                assert.equal(kind, (run(client, id, name,
                    { dry_run = true })))
                assert.is_true(#sim:received() > 0)
                assert.same({}, sim:received { method = "POST" })
                assert.same(before, sim:number(id))
                assert.equal(used, client:budget().used)
            end)
        end
    end

    -- What no read shows, one request finds out, and the next run knows.
    for digits, kind in pairs { ["932"] = "registration_limit",
        ["933"] = "too_soon", ["925"] = "pin_locked" } do
        it(kind .. " without anybody knowing is asked about once", function()
            local client, id = client_for { digits }
            if kind == "pin_locked" then
                sim:set_number(id, { pin_locked_until = sim:now() + HOUR })
            end
            local sent, err = run(client, id, "setup")
            assert.matches("^r1330%d%d " .. kind .. "$", sent)
            assert.equal("register", err.step)
            sent, err = run(client, id, "setup")
            assert.equal(" " .. kind, sent)
            assert.equal("local", err.origin)
            assert.equal("preflight", err.step)
            assert.equal("wait", err.next_action)
            assert.is_true(err.retry_after > 0)
            assert.same({}, sim:received { method = "POST" })
        end)
    end

    it("deleted a moment ago is set up when the wait is over", function()
        local now = 0
        local client = client_for({ "933" }, { journal = memory.new {
            now = function()
                return now
            end } })
        local id = "106540352242933"
        run(client, id, "setup")
        now = 299
        assert.equal(" too_soon", (run(client, id, "setup")))
        now = 300
        sim:advance(300)
        assert.equal("r", (run(client, id, "setup")))
    end)

    it("half-deregistered, which only register says, is deregistered",
        function()
            local client, id = client_for { "923" }
            sim:set_number(id, { half_deregistered = true })
            sim:fault { operation = "phone_number", fault = "response",
                body = '{"id":"' .. id .. '","status":"DISCONNECTED",'
                    .. '"platform_type":"NOT_APPLICABLE",'
                    .. '"code_verification_status":"VERIFIED"}' }
            local sent, report = run(client, id, "setup",
                { waba_id = support.NONE })
            assert.equal("r133000dr", sent)
            local told = {}
            for index, step in ipairs(report.steps) do
                told[index] = step.name .. " " .. step.outcome
            end
            assert.same({ "preflight done", "request_code skipped",
                "verify_code skipped", "two_step done", "register failed",
                "deregister done", "register done", "confirm done" }, told)
        end)
end)
