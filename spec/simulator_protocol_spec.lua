local cjson = require "cjson"
local model = require "spec.support.simulator_model"

local NUMBER = "106540352242923"
local BODY = '{"messaging_product":"whatsapp","pin":"071934"}'

describe("the simulator's HTTP", function()
    local sim = model.served()

    local function refusal(response)
        local problem = response.body.error
        return { response.status, problem.code, problem.error_subcode }
    end

    local function register(request)
        request.method = "POST"
        request.path = request.path or "/v25.0/" .. NUMBER .. "/register"
        request.headers = request.headers or {}
        request.headers.Authorization = request.headers.Authorization
            or "Bearer a-token"
        return sim:send(request)
    end

    it("answers with the headers of the Graph API", function()
        local headers = sim:get(NUMBER).headers
        assert.equal("application/json; charset=UTF-8",
            headers["content-type"])
        assert.equal("v25.0", headers["facebook-api-version"])
        assert.truthy(headers["x-fb-trace-id"])
        assert.equal(0, cjson.decode(headers["x-app-usage"]).call_count)
        local usage =
            cjson.decode(headers["x-business-use-case-usage"])
        assert.equal("whatsapp_business_management",
            usage["102290129340398"][1].type)
        assert.equal(0,
            usage["102290129340398"][1].estimated_time_to_regain_access)
    end)

    it("describes errors as the Graph API does", function()
        local response = sim:get("1")
        assert.equal(400, response.status)
        local problem = response.body.error
        assert.equal(response.headers["x-fb-trace-id"], problem.fbtrace_id)
        problem.fbtrace_id = nil
        assert.same({
            message = "Unsupported get request. Object with ID '1' does not "
                .. "exist, cannot be loaded due to missing permissions, or "
                .. "does not support this operation. Please read the Graph "
                .. "API documentation at "
                .. "https://developers.facebook.com/docs/graph-api",
            type = "GraphMethodException",
            code = 100,
            error_subcode = 33,
        }, problem)
        assert.equal('OAuth "Facebook Platform" "invalid_request" "'
            .. problem.message .. '"', response.headers["www-authenticate"])
    end)

    it("takes JSON, whatever the content type says", function()
        assert.equal(200, register { body = BODY }.status)
        for _, content_type in ipairs {
            "application/json", "application/json; charset=utf-8",
            "text/plain", "application/x-www-form-urlencoded",
        } do
            assert.equal(200, register {
                headers = { ["Content-Type"] = content_type }, body = BODY,
            }.status)
        end
    end)

    it("takes form fields", function()
        assert.equal(200, register {
            body = "messaging_product=whatsapp&pin=071%3934",
        }.status)
        assert.equal("071934", sim.model.numbers[NUMBER].pin)
    end)

    it("takes multipart fields", function()
        assert.equal(200, register {
            headers = {
                ["Content-Type"] = 'multipart/form-data; boundary="x-y"',
            },
            body = '--x-y\r\nContent-Disposition: form-data; name="pin"\r\n'
                .. "\r\n000123\r\n--x-y\r\n"
                .. 'Content-Disposition: form-data; name="messaging_product"'
                .. "\r\n\r\nwhatsapp\r\n--x-y--\r\n",
        }.status)
        assert.equal("000123", sim.model.numbers[NUMBER].pin)
    end)

    it("takes query fields, the token among them", function()
        local response = sim:send {
            method = "POST",
            path = "/v25.0/" .. NUMBER .. "/register"
                .. "?access_token=a&messaging_product=whatsapp&pin=071934",
        }
        assert.equal(200, response.status)
    end)

    it("takes an object as JSON text in a form", function()
        local response = sim:send {
            method = "POST",
            path = "/v25.0/" .. NUMBER .. "/settings",
            headers = { authorization = "Bearer a" },
            body = "storage_configuration=%7B%22status%22%3A%22"
                .. "IN_COUNTRY_STORAGE_DISABLED%22%7D",
        }
        assert.equal(200, response.status)
    end)

    it("takes a PIN that is a JSON number of six digits", function()
        assert.equal(200, register {
            body = '{"messaging_product":"whatsapp","pin":123456}',
        }.status)
        assert.equal("123456", sim.model.numbers[NUMBER].pin)
    end)

    it("answers 100 to a body that it cannot read", function()
        for _, body in ipairs {
            "{", '{"pin":', "[1]", '{"pin":012345}', "{]",
            ("["):rep(100000), "\255\254{", '{"a":nul}',
        } do
            assert.same({ 400, 100 }, refusal(register { body = body }))
        end
        assert.same({ 400, 100 }, refusal(register {
            headers = { ["content-type"] = "multipart/form-data" }, body = "x",
        }))
    end)

    it("answers 413 to a body beyond 1 MiB", function()
        assert.same({ 413, 1 },
            refusal(register { body = (" "):rep(1024 * 1024 + 1) }))
        assert.equal(200, register {
            body = BODY .. (" "):rep(1024 * 1024 - #BODY),
        }.status)
    end)

    it("answers 2500 to a path that leads nowhere", function()
        for _, path in ipairs {
            "/", "", "/v25.0", "/v25.0/", "/nope", "/v25.0/me",
            "/v25.0/" .. NUMBER .. "/register/more", "/v25.0//register",
            "/v25.0/" .. NUMBER .. "/no_such_edge",
            "/v25.0/102290129340398/register", "/../etc/passwd",
        } do
            assert.same({ 400, 2500 }, refusal(register { path = path }), path)
        end
    end)

    it("answers 100/33 to a method that an edge does not have", function()
        assert.same({ 400, 100, 33 },
            refusal(sim:get(NUMBER .. "/register")))
        assert.same({ 400, 100, 33 },
            refusal(sim:post(NUMBER, nil, { method = "DELETE" })))
    end)

    it("answers 100 to a field that a number does not have", function()
        local response = sim:get(NUMBER .. "?fields=status,nonsense")
        assert.same({ 400, 100 }, refusal(response))
        assert.equal("(#100) Tried accessing nonexisting field (nonsense) on "
            .. "node type (WhatsAppBusinessPhoneNumber)",
            response.body.error.message)
    end)

    it("keeps line breaks of a request out of its headers", function()
        local response = sim:get(NUMBER .. '?fields=a%0D%0Ab"c')
        assert.is_nil(response.headers["www-authenticate"]:find("%c"))
    end)

    it("serves old versions by the oldest, none by the newest", function()
        local function served(path)
            return sim:send {
                method = "GET",
                path = path .. NUMBER,
                headers = { authorization = "Bearer a" },
            }.headers["facebook-api-version"]
        end
        assert.equal("v21.0", served("/v13.0/"))
        for _, version in ipairs { "v21.0", "v25.0", "v26.0", "v27.0" } do
            assert.equal(version, served("/" .. version .. "/"))
        end
        assert.equal("v27.0", served("/"))
    end)

    it("answers 2500 to a version that does not exist", function()
        local response = sim:get(NUMBER .. "/settings", { version = "v28.0" })
        assert.same({ 400, 2500 }, refusal(response))
        assert.equal("Unknown path components: /" .. NUMBER .. "/settings",
            response.body.error.message)
    end)

    it("records what it received", function()
        register {
            path = "/v25.0/" .. NUMBER .. "/register?a=b%20c", body = BODY,
        }
        sim.clock = sim.clock + 5
        sim:get("1")
        local received = sim.model:received()
        assert.equal(2, #received)
        local first = received[1]
        assert.equal("register", first.operation)
        assert.equal(NUMBER, first.id)
        assert.equal("POST", first.method)
        assert.equal("/v25.0/" .. NUMBER .. "/register", first.path)
        assert.same({ a = "b c" }, first.query)
        assert.equal("Bearer a-token", first.headers.authorization)
        assert.equal(BODY, first.body)
        assert.equal(200, first.status)
        assert.equal(sim.clock - 5, first.time)
        assert.equal(100, received[2].error_code)
        assert.same({ first }, sim.model:received { operation = "register" })
        assert.same({ first }, sim.model:received { status = "200" })
        sim.model:forget_received()
        assert.same({}, sim.model:received())
    end)

    it("forgets the oldest requests beyond its limit", function()
        sim:renew { request_log = 3 }
        for i = 1, 5 do
            sim:get(tostring(i))
        end
        local received = sim.model:received()
        assert.equal(3, #received)
        assert.equal("3", received[1].id)
        assert.equal(5, received[3].index)
    end)
end)

describe("the simulator's tokens", function()
    local sim = model.served()

    local function register_with(token)
        return sim:post(NUMBER .. "/register",
            { messaging_product = "whatsapp", pin = "071934" },
            { token = token })
    end

    it("accept any token that is not empty", function()
        assert.equal(200, register_with("whatever").status)
    end)

    it("answer 2500 when there is none, 190 to what is none", function()
        local bare = sim:send { method = "GET", path = "/v25.0/" .. NUMBER }
        assert.equal(400, bare.status)
        assert.equal(2500, bare.code)
        assert.matches("^An active access token must be used",
            bare.body.error.message)
        for _, authorization in ipairs { "", "Bearer", "Bearer ", "Basic x" } do
            local response = sim:get(NUMBER, {
                headers = { authorization = authorization },
            })
            assert.equal(401, response.status)
            assert.equal(190, response.code)
        end
    end)

    local function it_refuses(token, status, code, subcode)
        it(("answer %d to %s"):format(code, token), function()
            local response = register_with(token)
            assert.equal(status, response.status)
            assert.same({ code, subcode }, response.refusal)
        end)
    end

    it_refuses("expired-token", 401, 190, 463)
    it_refuses("invalidated-token", 401, 190, 460)
    it_refuses("removed-permission-token", 403, 10)
    it_refuses("no-permission-token", 403, 200)
    it_refuses("messaging-token", 403, 200)
    it_refuses("other-account-token", 400, 100, 33)

    it("let the management token register, but not send", function()
        assert.equal(200, register_with("management-token").status)
        local response = sim:post(NUMBER .. "/messages", {},
            { token = "management-token" })
        assert.equal(200, response.code)
    end)

    it("describe themselves", function()
        local data = sim:get("debug_token?input_token=any").body.data
        assert.is_true(data.is_valid)
        assert.same(
            { "whatsapp_business_management", "whatsapp_business_messaging" },
            data.scopes)
        assert.is_nil(data.granular_scopes[1].target_ids)

        data = sim:get("debug_token?input_token=one-account-token").body.data
        assert.same({ "102290129340398" }, data.granular_scopes[1].target_ids)

        data = sim:get("debug_token?input_token=expired-token").body.data
        assert.is_false(data.is_valid)
        assert.equal(190, data.error.code)
        assert.equal(463, data.error.subcode)

        local response = sim:get("debug_token")
        assert.equal("(#100) The parameter input_token is required",
            response.body.error.message)
    end)

    it("need a proof of the app secret when asked to", function()
        sim:renew {
            require_app_secret_proof = true,
            app_secret_proof = function(token)
                return "proof-of-" .. token
            end,
        }
        local function refusal_of(query)
            return sim:get(NUMBER .. query).body.error
        end
        assert.equal("API calls from the server require an appsecret_proof "
            .. "argument", refusal_of("").message)
        assert.equal("Invalid appsecret_proof provided in the API argument",
            refusal_of("?appsecret_proof=x").message)
        assert.is_nil(refusal_of("?appsecret_proof=proof-of-a-token"))
    end)
end)
