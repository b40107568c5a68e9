-- Each example is run as a user runs it, and must come to its last line.

local http = require "socket.http"
local ltn12 = require "ltn12"
local socket = require "socket"

local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local ports = require "spec.support.ports"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local redis_server = require "spec.support.journal_redis"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"
local webhooks = require "spec.support.webhooks"

local FAILED = "the example failed"

local EXAMPLES = {
    { "register", "deregistered:%s+true" },
    { "setup_number", "request_code  done.*ready: .* is CONNECTED.*"
        .. "register%s+skipped.*ready: .* is CONNECTED\n$" },
    { "error_handling", "Not the number's PIN" },
    { "data_localization", "stored in: DE\n$" },
    { "migrate", "platform: CLOUD_API" },
    { "preflight", "0922: verify_number.*0937: register" },
    { "doctor", "number%s+failed .*not verified.*app_subscribed%s+failed.*"
        .. "budget%s+ok.*something is not in order\n$" },
    { "change_region", "register%s+planned.*register%s+done.*"
        .. "stored in: BR; 8 attempts left\n$" },
    { "release_number", "deregister%s+done.*deregister%s+skipped.*"
        .. "now: DISCONNECTED\n$" },
    { "webhook", "^200\t1158201444\nphone_number_name_update\tname_approved"
        .. "\tregister\nregistered under its new name:\ttrue\n200\n"
        .. "403\tsignature_header: [^\n]*\n$" },
    { "accounts", "added: %d+\n.*PENDING_REVIEW\n"
        .. "subscribed apps: 1\nsubscribed apps: 0\n$" },
    { "fleet", "2922%s+waits for a code.*2 done, 1 wait, 1 failed\n"
        .. "Again:.*2 left out" },
    { "journal_sqlite", "register%s+succeeded\n$" },
}

local NO_TOKEN = { WHATSAPP_ACCESS_TOKEN = "", WHATSAPP_BASE_URL = false }

local function run_journal_redis(variables)
    local env = { REDIS_SOCKET = false, REDIS_HOST = false }
    for _, more in ipairs { NO_TOKEN, variables } do
        for name, value in pairs(more) do
            env[name] = value
        end
    end
    return process.run({ interpreter(), "examples/journal_redis.lua" },
        { env = env, timeout = 90 })
end

describe("the example", function()
    for _, example in ipairs(EXAMPLES) do
        local name, last = example[1], example[2]
        it(name .. " runs to its end against the simulator", function()
            local outcome = process.run(
                { interpreter(), "examples/" .. name .. ".lua" },
                { env = NO_TOKEN, timeout = 90 })
            assert.equal(0, outcome.code, FAILED .. ": " .. outcome.stderr)
            assert.matches(last, outcome.stdout)
            assert.equal("", outcome.stderr)
        end)
    end

    it("demo shows a number from nothing to its first message", function()
        local outcome = process.run({ "examples/demo.sh" }, { timeout = 60 })
        assert.equal(0, outcome.code, FAILED .. ": " .. outcome.stderr)
        assert.matches("0922, Lucky Shrub: verify_number", outcome.stdout)
        assert.matches("stopped at verify_code", outcome.stdout)
        assert.matches("confirm: it does not show yet", outcome.stdout)
        assert.matches("message wamid%.", outcome.stdout)
        assert.matches("1 of 10 attempts used", outcome.stdout)
        assert.matches("0922, Lucky Shrub: already_registered",
            outcome.stdout)
        assert.matches("kind%s+pin_mismatch", outcome.stdout)
    end)
end)

describe("the example journal_redis", function()
    if not pcall(require, "redis") then
        it("names what to install if there is no redis-lua", function()
            local outcome = run_journal_redis {}
            assert.equal(1, outcome.code)
            assert.matches("on Debian install lua%-redis", outcome.stderr)
        end)
        return
    end

    local server, port

    setup(function()
        server = redis_server.start()
        local client = server:connect()
        port = ports.with_free(function(free)
            return pcall(client.config, client, "set", "port", tostring(free))
                and free
        end)
    end)

    teardown(function()
        server:stop()
    end)

    local function counts_together(variables)
        local outcome = run_journal_redis(variables)
        assert.equal(0, outcome.code, FAILED .. ": " .. outcome.stderr)
        assert.matches("second machine: 10 of 10 .*second machine: 9 of 10 "
            .. ".*first machine: 8 of 10 ", outcome.stdout)
        assert.matches("register%s+succeeded\n$", outcome.stdout)
        assert.equal("", outcome.stderr)
    end

    it("counts two machines together in a server on a port", function()
        counts_together { REDIS_PORT = port }
    end)

    it("does so again on the server's socket", function()
        counts_together { REDIS_SOCKET = server.path }
    end)

    it("says where it found no server", function()
        local outcome = run_journal_redis { REDIS_PORT = raw.closed_port() }
        assert.equal(1, outcome.code)
        assert.matches("could not connect to 127%.0%.0%.1:%d+", outcome.stderr)
    end)
end)

describe("the example openresty/nginx.conf", function()
    local sim, folder, port, nginx, base_url

    -- As it stands, but for the port and the folder of nginx's own files
    local function write_configuration()
        local text, listening = files.read("examples/openresty/nginx.conf")
            :gsub("listen 127%.0%.0%.1:8080;",
                "listen 127.0.0.1:" .. port .. ";")
        local own
        text, own = text:gsub(" build/nginx", " " .. folder .. "/nginx")
        assert(listening == 1 and own == 6)
        local copy = assert(io.open(folder .. "/nginx.conf", "w"))
        copy:write(text)
        copy:close()
    end

    local function start_nginx()
        local root = process.run({ "pwd" }).stdout:match("[^\n]+")
        -- Workers of an nginx that root starts may read what root may.
        local is_root = process.run({ "id", "-u" }).stdout == "0\n"
        nginx = process.start({ "nginx", "-e", "stderr", "-p", root .. "/",
            "-c", folder .. "/nginx.conf",
            "-g", is_root and "user root;" or "" },
            { wait = false, env = {
                WHATSAPP_ACCESS_TOKEN = "token",
                WHATSAPP_PHONE_NUMBER_ID = "106540352242923",
                WHATSAPP_BASE_URL = sim.base_url,
                WHATSAPP_CA_FILE = sim.ca_file,
                WHATSAPP_APP_SECRET = "4pps3cret",
                WHATSAPP_VERIFY_TOKEN = "a-word",
                WHATSAPP_PIN = "071934",
            } })
    end

    -- From when it listens on there is the file with its id.
    local function is_up()
        local deadline = os.time() + 60
        while not files.exists(folder .. "/nginx.pid") do
            local problem = select(2, nginx:output())
            if not nginx:alive() then
                return not assert(problem:find "Address already in use",
                    problem)
            end
            assert(os.time() < deadline, problem)
            process.sleep(0.02)
        end
        return true
    end

    setup(function()
        sim = simulator.start()
        folder = files.folder()
        ports.with_free(function(free)
            port, base_url = free, "http://127.0.0.1:" .. free
            write_configuration()
            start_nginx()
            return is_up()
        end)
    end)

    teardown(function()
        if nginx then
            nginx:stop()
        end
        files.remove(folder)
        sim:stop()
    end)

    it("registers, and all workers know of it", function()
        local body, status = http.request(base_url .. "/register",
            "pin=071934")
        assert.equal(200, status, body)
        assert.matches('"success":true', body)
        assert.equal(1, #sim:received { operation = "register" })
        for _ = 1, 8 do
            assert.matches('"used":1%f[,}]', (http.request(base_url ..
                "/budget")))
        end
    end)

    it("checks a number, and deregisters it", function()
        local number = "?number=106540352242926"
        local function check()
            return (http.request(base_url .. "/check" .. number))
        end
        assert.matches('"action":"already_registered"', check())
        local body, status = http.request(base_url .. "/deregister" .. number,
            "")
        assert.equal(200, status, body)
        assert.equal(1, #sim:received { operation = "deregister",
            id = "106540352242926" })
        assert.matches('"action":"register"', check())
    end)

    it("serves others while calls wait", function()
        local seen = { operation = "register", id = "106540352242925" }
        assert.is_true(support.in_time(1, function(seconds)
            local before = #sim:received(seen)
            sim:fault { operation = "register", delay = seconds,
                id = "106540352242925" }
            local waiting = assert(socket.connect("127.0.0.1", port))
            waiting:settimeout(90)
            waiting:send("POST /register?number=106540352242925 HTTP/1.0\r\n"
                .. "Content-Length: 10\r\n\r\npin=246810")
            while #sim:received(seen) == before do
                process.sleep(0.01)
            end
            for _ = 1, 8 do -- of both workers
                assert.matches('"used":',
                    (http.request(base_url .. "/budget")))
            end
            local is_answered = socket.select({ waiting }, nil, 0)[1]
            assert.matches('"success":true', (waiting:receive "*a"))
            waiting:close()
            return not is_answered
        end))
    end)

    it("answers the hand-shake of a webhook, and no other", function()
        local query = "/webhook?hub.mode=subscribe&hub.challenge=1158201444"
            .. "&hub.verify_token="
        local body, status = http.request(base_url .. query .. "a-word")
        assert.equal(200, status)
        assert.equal("1158201444", body)
        assert.equal(403, (select(2, http.request(base_url .. query .. "x"))))
    end)

    it("registers a number whose name Meta says it has approved", function()
        local approved = webhooks.body("phone_number_name_update", {
            display_phone_number = "15550100937", decision = "APPROVED" })
        local seen = { operation = "register", id = "106540352242937" }
        local function post(signature)
            return (select(2, http.request { method = "POST",
                url = base_url .. "/webhook",
                source = ltn12.source.string(approved),
                headers = { ["Content-Length"] = #approved,
                    ["X-Hub-Signature-256"] = signature } }))
        end
        assert.equal(403, post(webhooks.sign(approved, "another's")))
        assert.equal(403, post())
        assert.equal(0, #sim:received(seen))
        assert.equal(200, post(webhooks.sign(approved, "4pps3cret")))
        local deadline = os.time() + 60
        while #sim:received(seen) == 0 do
            assert(os.time() < deadline, select(2, nginx:output()))
            process.sleep(0.02)
        end
        assert.equal(200, post(webhooks.sign(approved, "4pps3cret")))
        process.sleep(0.3)
        assert.equal(1, #sim:received(seen))
    end)

    it("answers what is wrong, and lets no link spend attempts", function()
        local body, status = http.request(base_url .. "/register", "pin=07193")
        assert.equal(400, status)
        assert.matches('"kind":"invalid_request"', body)
        for path, form in pairs { ["/deregister?numbr=1"] = "",
            ["/register"] = "pin=" .. ("1"):rep(20000) } do
            assert.matches("^4", (select(2, http.request(base_url .. path,
                form))))
        end
        assert.same({}, sim:received { operation = "deregister",
            id = "106540352242923" })
        for _, path in ipairs { "/register", "/deregister" } do
            assert.equal(403, (select(2, http.request(base_url .. path))))
        end
    end)
end)
