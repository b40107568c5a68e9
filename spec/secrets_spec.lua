local cjson = require "cjson"

local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local secrets = require "spec.support.secrets"
local served = require "spec.support.served"
local support = require "spec.support.client"

local CODES = { 0, 1, 3, 4, 33, 100, 190, 200, 368, 803, 999999, 131008,
    131026, 131031, 133000, 133005, 133006, 133008, 133009, 133010, 133015,
    133016, 136024, 136025 }

local function head(...)
    return table.concat({ ... }, "\r\n") .. "\r\n\r\n"
end

-- Everything that the server saw of a request, in one line as it came
local function echo_of(request)
    local parts = { request.method .. " " .. request.path }
    for _, header in ipairs(request.headers) do
        parts[#parts + 1] = header[1] .. ": " .. header[2]
    end
    parts[#parts + 1] = request.body
    return table.concat(parts, " ")
end

-- The same as it was meant
local function meaning_of(request)
    local lines = {}
    lines[1] = request.path:gsub("%%(%x%x)", function(digits)
        return string.char(tonumber(digits, 16))
    end)
    local function add(value)
        if type(value) == "table" then
            for _, member in pairs(value) do
                add(member)
            end
        else
            lines[#lines + 1] = tostring(value)
        end
    end
    add(request.body ~= "" and cjson.decode(request.body) or {})
    return table.concat(lines, "\n")
end

-- Graph API errors with the echo wherever there is room for text
local function add_errors(answers, echo)
    for _, code in ipairs(CODES) do
        answers[#answers + 1] = raw.response(400, { error = {
            message = "m " .. echo, type = echo, code = code,
            error_user_title = echo, error_user_msg = echo,
            fbtrace_id = echo, error_data = { details = "d " .. echo },
        } })
    end
    answers[#answers + 1] = raw.response(500, { error = {
        message = echo, code = 100, error_subcode = 133010,
        error_data = "e " .. echo,
    } })
    answers[#answers + 1] = raw.response(200, { error = echo })
    answers[#answers + 1] = raw.response(200,
        { success = false, message = echo })
end

-- Pages of text, with the echo at their beginning and across the place where
-- an excerpt would end
local function add_pages(answers, echo)
    for _, status in ipairs { 200, 302, 404, 502 } do
        answers[#answers + 1] = raw.response(status, "<p>" .. echo)
    end
    for before = 0, 210, 7 do
        answers[#answers + 1] =
            raw.response(502, ("-"):rep(before) .. echo)
    end
    answers[#answers + 1] = raw.response(200, '{"success":tru,' .. echo)
end

-- The same as other programs write it in JSON and in addresses
local function add_other_writings(answers, echo)
    local as_json = cjson.encode(echo):gsub("\\?/", "\\/")
    local as_escapes = as_json:gsub("\\?[/+=|]", function(writing)
        local byte = writing:sub(-1)
        return ("\\u%04X"):format(byte:byte())
    end)
    local as_address = echo:gsub("[^%w]", function(byte)
        return ("%%%02x"):format(byte:byte())
    end)
    for _, writing in ipairs { as_json, as_escapes, as_address } do
        add_pages(answers, writing)
        answers[#answers + 1] = raw.response(400, { error = {
            message = writing, code = 100 } })
    end
end

local function add_headers(answers, line)
    for _, name in ipairs { "x-fb-trace-id", "x-fb-request-id", "Location",
        "facebook-api-version", "x-app-usage", "Retry-After" } do
        answers[#answers + 1] = raw.response(502, "<p>", { [name] = line })
        answers[#answers + 1] = raw.response(400,
            { error = { message = "m", code = 4 } }, { [name] = line })
    end
    for _, words in ipairs { '"invalid_token" "',
        '"invalid_request" "(#100) ' } do
        answers[#answers + 1] = raw.response(401, "", {
            ["WWW-Authenticate"] = 'OAuth "Facebook Platform" ' .. words
                .. line:gsub('"', "") .. '"',
        })
    end
    answers[#answers + 1] = head("HTTP/1.1 502 " .. line, "Content-Length: 0")
    answers[#answers + 1] = head("HTTP/1.1 200 OK", line,
        "Content-Length: many")
end

describe("no secret shows", function()
    local server = served()
    local events

    before_each(function()
        events = {}
    end)

    local function client_for(overrides)
        local config = support.merge(secrets.CONFIG, {
            on_event = function(event)
                events[#events + 1] = event
            end,
        })
        for key, value in pairs(overrides or {}) do
            config[key] = value
        end
        return support.client_for(server, config)
    end

    local function assert_hidden(...)
        for index = 1, select("#", ...) do
            assert.is_nil(secrets.find((select(index, ...)), "it"))
        end
        assert.is_nil(secrets.find(events, "events"))
        events = {}
    end

    local function fail(client, operation, options)
        local err = support.failure_of(client, operation,
            options or secrets.OPTIONS[operation])
        assert_hidden(err, client)
        return err
    end

    -- What the server receives of an operation
    local function request_of(client, operation)
        server:json(200, support.DONE)
        client[operation](client, secrets.OPTIONS[operation])
        return server:received()[1]
    end

    for _, operation in ipairs(support.operations()) do
        it("in what the server sends back of a " .. operation, function()
            local client = client_for()
            local request = request_of(client, operation)
            local line = echo_of(request)
            local echo = line .. "\n" .. meaning_of(request)
            assert.is_truthy(secrets.find(line, "echo"))
            local answers = {}
            add_errors(answers, echo)
            add_pages(answers, echo)
            add_other_writings(answers, meaning_of(request))
            add_headers(answers, line)
            local before = #server:received()
            server:answers(answers)
            for _ = 1, #answers do
                -- For a read, some of them are results: the server's words.
                local ok, value = pcall(client[operation], client,
                    secrets.OPTIONS[operation])
                assert_hidden(not ok and value, client)
            end
            assert.equal(before + #answers, #server:received())
        end)

        it("when a " .. operation .. " gets no answer", function()
            for _, steps in ipairs { { "reset" }, { "read", "reset" },
                { "read", "close" }, { "read", "stall" },
                { { read_bytes = 30 }, "stall" }, { { plain = "oops" } } } do
                server:reset()
                server:script { steps }
                fail(client_for { timeout = 0.05 }, operation)
            end
            for _, overrides in ipairs {
                { base_url = "http://127.0.0.1:" .. raw.closed_port() },
                { base_url = "https://localhost.invalid" },
                { ca_file = support.NONE },
                { ca_file = "/nonexistent" },
                { proxy = "http://u:p4ssw0rd@127.0.0.1:"
                    .. raw.closed_port() },
            } do
                server:reset()
                fail(client_for(overrides), operation)
            end
        end)

        it("in a call of " .. operation .. ", at any time", function()
            server:json(200, support.DONE)
            local client = client_for()
            local call = client:start(operation, secrets.OPTIONS[operation])
            assert_hidden(call, client)
            support.wait(call)
            assert_hidden(call, call:result(), client)
            call = client:start(operation, secrets.OPTIONS[operation])
            call:poll(0)
            call:cancel()
            assert_hidden(call, select(2, pcall(call.result, call)), client)
        end)
    end

    it("in a refusal of options or of a configuration", function()
        local client = client_for()
        for operation, options in pairs {
            register = { pin = "8602130" },
            setup_two_step = { pin = "860213 " },
            verify_code = { code = "947-3811" },
            inspect_token = { input_token = "1nspected 1nspected" },
            deregister = { access_token = "t0ken\nt0ken" },
            send_text = { to = "+16505551234", body = "b4ckup\255" },
        } do
            fail(client, operation, options)
        end
        for key, value in pairs { access_token = "t0ken t0ken",
            app_secret = "4pps3cret 4pps3cret",
            base_url = "https://user:p4ss@graph.facebook.com" } do
            local err = support.error_of(client_for, { [key] = value })
            assert_hidden(err)
        end
    end)

    it("of the registration in a workflow's report, steps or errors",
        function()
            local unverified = support.merge(support.READY,
                { code_verification_status = "NOT_VERIFIED" })
            server:json(200, unverified)
            local steps = {}
            local options = { pin = "860213", confirm = false,
                backup = secrets.OPTIONS.register.backup,
                on_step = function(step)
                    steps[#steps + 1] = step
                end,
                get_code = function()
                    return "947-381"
                end }
            local client = client_for()
            assert_hidden(client:migrate_number(options), steps, client)
            assert.equal(10, #steps)
            -- What the third, fourth and fifth request send is sent back.
            for failing, secret in pairs { [3] = "947381", [4] = "860213",
                [5] = "860213" } do
                server:reset()
                local answers = {}
                for index = 1, failing do
                    answers[index] = raw.response(index == failing and 400
                        or 200, index == failing and { error = {
                            message = "Not " .. secret, code = 133005,
                        } } or unverified)
                end
                server:answers(answers)
                client = client_for()
                local err = fail(client, "migrate_number", options)
                assert.equal(steps[#steps].name, err.step)
                assert_hidden(err, steps, client)
            end
        end)

    it("in what the journal and a read of the number leave", function()
        local client = client_for { journal = support.NONE,
            reconcile = support.NONE, phone_number_id = "55" }
        for _, steps in ipairs { { "read", "reset" }, { "read", "stall" },
            { "read", { send = raw.response(400, { error = {
                message = "PIN 860213", code = 133005 } }) } } } do
            server:reset()
            server:script { steps, otherwise = { loop = true, "read",
                { send = raw.response(200, { status = "PENDING",
                    platform_type = "NOT_APPLICABLE" }) } } }
            for _, operation in ipairs { "register", "setup_two_step" } do
                local _, value = pcall(client[operation], client,
                    support.merge(secrets.OPTIONS[operation],
                        { timeout = 0.2, reconcile = 0.5 }))
                assert_hidden(value, client)
            end
        end
        assert_hidden(client:budget())
    end)

    it("when one is longer than what is looked at of an answer", function()
        local data = ("b4ckup"):rep(20000)
        server:script { otherwise = { loop = true, "read", { send =
            head("HTTP/1.1 200 OK", "Content-Length: 4000000") },
            { send = data, times = 20 }, { pause = 0.5 } } }
        local err = fail(client_for(), "register", { pin = "860213",
            backup = { data = data, password = "p4ss" } })
        assert.equal("protocol", err.kind)
    end)

    it("if an answer ends in the middle of one", function()
        local token = secrets.CONFIG.access_token
        server:json(502, "Token: " .. token:sub(1, 100))
        fail(client_for(), "subscribe_app")
    end)

    it("on the terminal, not even of an error that nobody catches",
        function()
            server:json(400, { error = { message = "PIN 860213 is wrong, "
                .. secrets.CONFIG.access_token, code = 133005 } })
            local printed = process.run { interpreter(),
                "spec/support/leaking_calls.lua", server.base_url,
                server.ca_file }
            assert.equal(1, printed.code)
            assert.equal("", printed.stdout)
            -- The interpreter of Lua 5.1 itself shows no error of a table.
            assert.is_truthy(printed.stderr:find("PIN [redacted] is wrong", 1,
                true) or printed.stderr:find("not a string", 1, true))
            assert.is_nil(secrets.find(printed.stderr, "stderr"))
        end)
end)
