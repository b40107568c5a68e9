-- Where the command line takes secrets from, and that they never show.

local commands = require "spec.support.command"
local exits = require "whatsapp.registration.cli.exits"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local pty = require "spec.support.pty"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local unpack = table.unpack or unpack

local NEW, VERIFIED, PIN_ON = "106540352242922", "106540352242923",
    "106540352242925"
local TOKEN, PIN = "EAAGt0ken" .. ("Xt0kenX"):rep(5), "860213"

describe("a secret", function()
    local sim, command = commands.served()

    local function with(changes)
        return { env = support.merge({ WHATSAPP_PHONE_NUMBER_ID = VERIFIED,
            WHATSAPP_ACCESS_TOKEN = TOKEN }, changes) }
    end

    local function registered_with(pin)
        assert.equal(pin, sim:number(VERIFIED).pin)
        return sim:received({ operation = "register" })[1]
            .headers.authorization
    end

    it("is read from a file of the user's own", function()
        local ran = command:run({ "register", "--token-file",
            command:file("token", TOKEN .. "\n"), "--pin-file",
            command:file("pin", PIN .. "\r\n", "400") },
            with { WHATSAPP_ACCESS_TOKEN = false })
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("Bearer " .. TOKEN, registered_with(PIN))
    end)

    it("is not read from a file that others can read", function()
        for _, mode in ipairs { "644", "640", "604" } do
            local ran = command:run({ "register", "--pin-file",
                command:file("pin" .. mode, PIN, mode) }, with())
            assert.equal(exits.of_kind.invalid_request, ran.code)
            assert.matches("must be 0600", ran.stderr)
            assert.is_nil(ran.stderr:find(PIN, 1, true))
        end
        assert.matches("no such file", command:run({ "register",
            "--pin-file", "/nowhere" }, with()).stderr)
        assert.same({}, sim:received())
    end)

    it("is read from links and pipes, such as a shell's <(...)", function()
        command:file("pin", PIN)
        for _, path in ipairs { "<(echo " .. PIN .. ")", "/dev/stdin",
            "-", "/dev/fd/0", '"$HOME/link"', '"$HOME/fifo"' } do
            command:reset()
            sim:reset()
            local ran = process.run({ "bash", "-c", [[
                cd -P . && rm -f "$HOME/link" "$HOME/fifo"
                ln -s pin "$HOME/link"; mkfifo -m 600 "$HOME/fifo"
                (echo ]] .. PIN .. [[ >"$HOME/fifo") & echo ]] .. PIN
                .. [[ | setsid --wait ]] .. interpreter()
                .. [[ cli/bin/whatsapp-registration register --pin-file ]]
                .. path
                .. [[; code=$?; kill $! 2>/dev/null; exit $code]] },
                { env = command:env(with().env) })
            assert.equal(0, ran.code, path .. ": " .. ran.stderr)
            registered_with(PIN)
        end
    end)

    it("is read without white space and marks that editors put around it",
        function()
            for _, text in ipairs { "  " .. PIN .. " \t\n",
                "\239\187\191" .. PIN,
                "\239\187\191\r\n" .. PIN .. "\r\nsomething else\r\n" } do
                sim:reset()
                command:reset()
                command:run({ "register", "--pin-file",
                    command:file("pin", text) }, with())
                registered_with(PIN)
                if not text:find "else" then
                    sim:reset()
                    command:reset()
                    command:run({ "register", "--pin-file", "-" },
                        { env = with().env, input = text })
                    registered_with(PIN)
                end
            end
            command:run({ "register" }, with { WHATSAPP_PIN = PIN .. "\r\n" })
            registered_with(PIN)
        end)

    it("is not read from what is no secret, and it says what to do", function()
        for _, case in ipairs {
            { command:file("open", PIN, "644"), "must be 0600" },
            { command:file("empty", "\n"), "empty is empty" },
            { command.home, "is neither a file nor a pipe" },
            { "/dev/null", "is neither a file nor a pipe" },
        } do
            process.run { "ln", "-sf", case[1], command.home .. "/to" }
            for _, path in ipairs { case[1], command.home .. "/to" } do
                local ran = command:run({ "register", "--pin-file", path },
                    with())
                assert.equal(exits.of_kind.invalid_request, ran.code)
                assert.matches(path == case[1] and case[2]
                    or case[2]:gsub("^empty", "to"), ran.stderr)
                assert.matches("chmod 600", ran.stderr)
            end
        end
        assert.same({}, sim:received())
    end)

    it("comes before that of the environment when a file has it", function()
        command:run({ "register", "--pin-file", command:file("pin", PIN) },
            with { WHATSAPP_PIN = "111222" })
        registered_with(PIN)
    end)

    it("is read from standard input, a line each", function()
        local given = with { WHATSAPP_ACCESS_TOKEN = false }
        given.input = TOKEN .. "\n" .. PIN .. "\n"
        local ran = command:run({ "register", "--token-file", "-",
            "--pin-file", "-" }, given)
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("Bearer " .. TOKEN, registered_with(PIN))
        given.input = TOKEN .. "\n"
        ran = command:run({ "set-pin", "--token-file", "-",
            "--pin-file", "-" }, given)
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.matches("no line left", ran.stderr)
    end)

    it("signs each request if it is the app's", function()
        command:run({ "status" }, with { WHATSAPP_APP_SECRET = "4pps3cret" })
        command:run({ "status", "--app-secret-file",
            command:file("secret", "4pps3cret") }, with())
        local seen = sim:received { operation = "phone_number" }
        assert.equal(2, #seen)
        local proof = seen[1].query.appsecret_proof
        assert.matches("^%x+$", proof)
        assert.equal(proof, seen[2].query.appsecret_proof)
    end)

    it("is never taken from the arguments, and what was typed not repeated",
        function()
            for _, arguments in ipairs {
                { "register", "--pin", PIN }, { "register", "--pin=" .. PIN },
                { "status", "--token", TOKEN }, { "set-pin", PIN },
                { "verify-code", "--code", PIN }, { PIN }, { TOKEN },
                { "register", "--app-secret", TOKEN }, { "-" .. PIN },
                { "register", "--json=" .. PIN },
            } do
                local ran = command:run(arguments, with())
                assert.equal(exits.USAGE, ran.code)
                for _, text in ipairs { ran.stdout, ran.stderr } do
                    assert.is_nil(text:find(PIN, 1, true), text)
                    assert.is_nil(text:find("t0ken", 1, true), text)
                end
            end
            assert.matches("set WHATSAPP_PIN, or give %-%-pin%-file",
                command:run({ "register", "--pin", PIN }).stderr)
            assert.same({}, sim:received())
        end)

    it("says how it can be given if there is nobody to ask", function()
        local ran = command:json({ "register" }, with())
        assert.equal(exits.of_kind.invalid_request, ran.code)
        assert.equal("pin", ran.documents[1].error.field)
        assert.matches("WHATSAPP_PIN", ran.documents[1].error.hint)
        assert.matches("WHATSAPP_ACCESS_TOKEN", command:run({ "status" },
            with { WHATSAPP_ACCESS_TOKEN = false }).stderr)
    end)

    it("is in nothing that any command prints, nor in the journal", function()
        local code = "947381"
        for _, arguments in ipairs { { "register" }, { "setup" },
            { "set-pin" }, { "verify-code" }, { "status" }, { "attempts" },
            { "preflight" }, { "deregister", "--yes" },
            { "change-region", "DE", "--yes" }, { "register", "--dry-run" },
            { "setup", "--dry-run" } } do
            for _, number in ipairs { VERIFIED, PIN_ON } do
                for _, is_json in ipairs { true, false } do
                    local ran = command[is_json and "json" or "run"](command,
                        arguments, with { WHATSAPP_PIN = PIN,
                            WHATSAPP_CODE = code,
                            WHATSAPP_APP_SECRET = "4pps3cret",
                            WHATSAPP_PHONE_NUMBER_ID = number })
                    local said = ran.stdout .. ran.stderr
                    for _, secret in ipairs { PIN, code, "t0ken",
                        "4pps3cret" } do
                        assert.is_nil(said:find(secret, 1, true), said)
                    end
                end
            end
        end
        local found = process.run { "grep", "-rlE", PIN .. "|t0ken|" .. code,
            command.home .. "/state" }
        assert.matches("^%S*/pins\n$", found.stdout)
    end)

    -- What a process is seen to be by others, while its request is under way
    local function seen_of(child, operation)
        local deadline = os.time() + 60
        while #sim:received { operation = operation } == 0 do
            assert(os.time() < deadline, "the request never came")
            process.sleep(0.02)
        end
        local pid = process.run({ "sh", "-c", [[
            children=$(cat "/proc/$1/task/$1/children")
            echo "${children:-$1}"]], "sh", child.pid }).stdout:match "%d+"
        return process.run({ "cat", "/proc/" .. pid .. "/cmdline" }).stdout, pid
    end

    local CODE = "947381"

    local function assert_unseen(seen)
        assert.matches("whatsapp-registration", seen, 1, true)
        for _, secret in ipairs { PIN, "t0ken", CODE, "4pps3cret" } do
            assert.is_nil(seen:find(secret, 1, true), seen)
        end
    end

    local UNDER_WAY = {
        register = { "register", VERIFIED, "--pin-file" },
        setup = { "verify_code", NEW, "--pin-file", "--code-file",
            "--app-secret-file" },
        ["verify-code"] = { "verify_code", NEW, "--code-file" },
    }

    for name, case in pairs(UNDER_WAY) do
        it("of " .. name .. " is not in the list of processes", function()
            local texts = { ["--pin-file"] = PIN, ["--code-file"] = CODE,
                ["--app-secret-file"] = "4pps3cret" }
            local words = { name, "--token-file", command:file("t", TOKEN) }
            for index = 3, #case do
                words[#words + 1] = case[index]
                words[#words + 1] = command:file("s" .. index,
                    texts[case[index]])
            end
            sim:fault { operation = case[1], delay = 20 }
            local child = command:start(words, with {
                WHATSAPP_PHONE_NUMBER_ID = case[2],
                WHATSAPP_ACCESS_TOKEN = false })
            assert_unseen((seen_of(child, case[1])))
            process.signal("TERM", child.pid)
            assert.equal(143, child:wait())
            child:stop()
        end)
    end

    if pty.is_available() then
        it("that was typed at a prompt is not in it either", function()
            local typed = { "?Access token: ", "!" .. TOKEN .. "\r" }
            for name, steps in pairs {
                register = { "?PIN: ", "!" .. PIN .. "\r" },
                setup = { "?New PIN: ", "!" .. PIN .. "\r", "?Again: ",
                    "!" .. PIN .. "\r", "?Code sent", "!" .. CODE .. "\r" },
                ["verify-code"] = { "?code: ", "!" .. CODE .. "\r" },
            } do
                local case = UNDER_WAY[name]
                sim:reset()
                sim:fault { operation = case[1], delay = 20 }
                local all = { unpack(typed) }
                for _, step in ipairs(steps) do
                    all[#all + 1] = step
                end
                local child = command:start_at_terminal(all, { name }, with {
                    WHATSAPP_PHONE_NUMBER_ID = case[2],
                    WHATSAPP_ACCESS_TOKEN = false })
                local seen, pid = seen_of(child, case[1])
                assert_unseen(seen)
                process.signal("TERM", pid)
                local ran = child:finish()
                assert.equal(143, ran.code, ran.output)
                for _, secret in ipairs { PIN, "t0ken", CODE } do
                    assert.is_nil(ran.output:find(secret, 1, true))
                end
            end
        end)
    end
end)

describe("journal and PINs", function()
    local sim = served(simulator.start)

    it("are not looked for in a folder that others can write", function()
        local command = commands.new(sim)
        local folder = command.home .. "/state/whatsapp-registration"
        process.run { "mkdir", "-p", folder }
        for _, mode in ipairs { "777", "770", "702" } do
            process.run { "chmod", mode, folder }
            for _, name in ipairs { "register", "set-pin", "setup" } do
                local ran = command:run({ name }, { env = {
                    WHATSAPP_PHONE_NUMBER_ID = VERIFIED,
                    WHATSAPP_PIN = PIN } })
                assert.equal(exits.of_kind.unavailable, ran.code, name)
                assert.matches(folder .. ": ", ran.stderr, 1, true)
                assert.matches("Nothing was sent", ran.stderr)
            end
            assert.equal("", process.run({ "ls", folder }).stdout)
        end
        assert.same({}, sim:received())
        command:stop()
    end)

    it("are in folders and files of the user's own", function()
        local command = commands.new(sim)
        for variable, folder in pairs {
            [command.home .. "/state"] = "/state",
            ["relative"] = "/.local/state", [false] = "/.local/state",
        } do
            command:run({ "register" }, { env = { WHATSAPP_PIN = PIN,
                WHATSAPP_PHONE_NUMBER_ID = VERIFIED,
                XDG_STATE_HOME = variable } })
            local path = command.home .. folder .. "/whatsapp-registration"
            local modes = process.run { "stat", "-c", "%a", path,
                path .. "/attempts.db", path .. "/pins" }
            assert.equal("700\n600\n600\n", modes.stdout, modes.stderr)
            assert.equal("attempts.db\npins\npins.lock\n",
                process.run({ "ls", path }).stdout)
            command:run { "deregister", "--yes" }
        end
        command:stop()
    end)
end)
