-- The simulator's page for a browser.

local http = require "socket.http"
local https = require "spec.support.https"

local model = require "spec.support.simulator_model"
local page = require "whatsapp.registration.simulator.page"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"

local NEW, REGISTERED, BLOCKED = "106540352242922", "106540352242926",
    "106540352242932"

local HOSTILE = "<script>alert(1)</script> & \"x\" 'y' \27[2J \226\128\174z"

describe("the page", function()
    local sim = model.served { made_accounts = 2, made_numbers = 60 }

    local function get(path)
        local request = { method = "GET", path = path, headers = {} }
        assert.is_true(page.is_meant(request, true))
        return page.handle(sim.model, request)
    end

    -- The texts of the cells of the row that begins with an id
    local function row_of(body, id)
        local cells = {}
        local row = body:match("<tr><td><a [^>]*>" .. id .. "</a></td>(.-)"
            .. "</tr>")
        for cell in (row or ""):gmatch "<td>(.-)</td>" do
            cells[#cells + 1] = cell:gsub("<[^>]*>", "")
        end
        return cells
    end

    it("shows numbers with their state and the attempts in the window",
        function()
            sim:register(REGISTERED)
            local body = get("/").body
            assert.same({ "+1 555-010-0926", "Lucky Shrub", "CONNECTED",
                "VERIFIED", "071934", "1 of 10", "" },
                row_of(body, REGISTERED))
            local blocked = row_of(body, BLOCKED)
            assert.equal("10 of 10", blocked[6])
            assert.matches("^blocked until 20", blocked[7])
            sim.clock = sim.clock + 73 * 3600
            body = get("/").body
            assert.equal("0 of 10", row_of(body, BLOCKED)[6])
            assert.equal("0 of 10", row_of(body, REGISTERED)[6])
        end)

    it("shows the last requests, newest first, and no secret of them",
        function()
            sim:get(NEW, { token = "s3cret-token" })
            sim:register(REGISTERED, "998877")
            local body = get("/").body
            assert.matches("POST /v25.0/" .. REGISTERED .. "/register.-"
                .. "register.-error 133005.-GET /v25.0/" .. NEW
                .. ".-phone_number.-200", body)
            assert.is_nil(body:find("s3cret-token", 1, true))
            assert.is_nil(body:find("998877", 1, true))
        end)

    it("escapes what others wrote", function()
        sim:set(NEW, { verified_name = HOSTILE })
        sim:send { method = "GET", path = "/v25.0/1<b>x", headers = {} }
        for _, path in ipairs { "/", "/?id=" .. NEW,
            "/?id=%3Cscript%3Ealert(2)%3C%2Fscript%3E",
            "/?account=%3Cscript%3Ealert(3)%3C%2Fscript%3E",
            "/?numbers=%22%3E%3Cscript%3E&%3Cscript%3E=1" } do
            local body = get(path).body
            assert.is_nil(body:find "<script")
            assert.is_nil(body:find("<b>", 1, true))
            assert.is_nil(body:find "[%z\1-\9\11-\31\127]")
            assert.is_nil(body:find("\226\128\174", 1, true))
        end
        assert.matches("&lt;script&gt;alert(1)&lt;/script&gt; &amp; "
            .. "&quot;x&quot; &#39;y&#39;", get("/").body, 1, true)
    end)

    it("is paged, with links to the other parts", function()
        local body = get("/?account=300000000000002&numbers=2").body
        assert.matches("26 to 50 of 60", body, 1, true)
        assert.equal("+49 150002 000026",
            row_of(body, "400020000000026")[1])
        assert.same({}, row_of(body, "400020000000025"))
        assert.matches('<a href="/?account=300000000000002&amp;numbers=3">'
            .. "after</a>", body, 1, true)
        for _, part in ipairs { "99", "0", "-1", "x", "nan", "1e999",
            ("9"):rep(400) } do
            assert.matches("Numbers of account 300000000000002",
                get("/?account=300000000000002&numbers=" .. part).body)
        end
        assert.matches("Numbers of account 7 .-none",
            get("/?account=7").body)
    end)

    it("shows one number with its fields, its attempts and its requests",
        function()
            sim:register(REGISTERED)
            sim:get(NEW)
            local response = get("/?id=" .. REGISTERED)
            assert.equal(200, response.status)
            assert.matches("register of 2026%-01%-01 00:00:00 UTC",
                response.body)
            assert.matches("/" .. REGISTERED .. "/register", response.body)
            assert.is_nil(response.body:find("/" .. NEW, 1, true))
            assert.equal(404, get("/?id=1").status)
        end)

    it("takes nothing from elsewhere, and no script", function()
        local response = get("/")
        assert.is_nil(response.body:find "<script")
        assert.is_nil(response.body:find "src=")
        assert.is_nil(response.body:find "https?://[^\"< ]*[\"]")
        assert.matches("default%-src 'none'",
            response.headers["content-security-policy"])
        assert.matches("text/html", response.headers["content-type"])
    end)
end)

describe("the page's address", function()
    local sim = served(simulator.start)

    it("is that of the control API, and not recorded as a request", function()
        sim:set_number(NEW, { verified_name = HOSTILE })
        local body, status, headers = http.request(sim.page_url)
        assert.equal(200, status)
        assert.matches("text/html", headers["content-type"])
        assert.matches("&lt;script&gt;", body, 1, true)
        assert.equal("http://127.0.0.1:", sim.page_url:match "^http://[^:]*:")
        assert.equal(0, #sim:received())
    end)

    it("is the Graph API's own as well, for a browser", function()
        local connection = assert(https.connect(sim, { version = 1.1 }))
        for accept, begins in pairs { ["text/html,*/*;q=0.8"] = "<html",
            ["*/*"] = '{"error"' } do
            local response = connection:request("GET", "/",
                { headers = { accept = accept } })
            assert.matches(begins, response.body, 1, true)
        end
        connection:close()
        assert.equal(1, #sim:received())
    end)
end)
