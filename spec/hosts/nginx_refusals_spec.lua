-- In a real nginx, if a call can't wait: it says so, with the way out, and
-- sends nothing.

local calls = require "spec.support.nginx_calls"
local process = require "spec.support.process"
local slow = require "spec.support.slow"

local LOCATIONS = [[
    set $problem "";
    location /header_filter {
        header_filter_by_lua_block { require("refused").call() }
        content_by_lua_block { ngx.say "sent" }
    }
    location /body_filter {
        body_filter_by_lua_block { require("refused").call() }
        content_by_lua_block { ngx.say "sent" }
    }
    location /log {
        log_by_lua_block { require("refused").call() }
        content_by_lua_block { ngx.say "sent" }
    }
    location /set {
        set_by_lua_block $problem { require("refused").call() return "" }
        content_by_lua_block { ngx.say "sent" }
    }
    location /required {
        content_by_lua_block {
            package.path = "@FOLDER/?.lua;" .. package.path
            package.loaded.calls_when_loaded = nil
            require "calls_when_loaded"
            ngx.say "loaded"
        }
    }
    location /callback {
        content_by_lua_block {
            table.sort({ 1, 2 }, function(a, b)
                require("refused").call()
                return a < b
            end)
            ngx.say "sorted"
        }
    }
    location /cut {
        content_by_lua_block {
            local calls = require "calls"
            local tcp, connect = ngx.socket.tcp, nil
            local threads = {}
            for each = 1, 8 do
                threads[each] = ngx.thread.spawn(calls.client.deregister,
                    calls.client)
            end
            for each = 1, 8 do
                ngx.thread.wait(threads[each])
            end
            collectgarbage "stop"
            ngx.socket.tcp = function()
                local socket = tcp()
                return setmetatable({ connect = function()
                    return nil, "connection refused"
                end }, { __index = function(_, name)
                    return function(_, ...)
                        return socket[name](socket, ...)
                    end
                end })
            end
            local before = calls.count "fd"
            local result, err
            for _ = 1, 8 do
                result, err = calls.client:deregister()
            end
            ngx.socket.tcp = tcp
            ngx.say(before - calls.count "fd", " ", err.kind, " ", err.sent)
            collectgarbage "restart"
        }
    }
    location /refusal {
        content_by_lua_block { ngx.say(require("refused").message) }
    }
]]

local INIT = [[
    package.loaded.refused = {
        call = function()
            local result, err = calls.client:deregister()
            local refused = package.loaded.refused
            refused.message = result and "success"
                or ("%s %s: %s"):format(err.kind, err.field, err.message)
        end,
    }
]]

describe("if a call can't wait in nginx", function()
    local upstream, front

    setup(function()
        upstream = slow.start(0)
        front = calls.start(upstream, LOCATIONS, { init = INIT
            .. "} init_worker_by_lua_block { require('refused').call()" })
        local file = assert(io.open(front.folder .. "/calls_when_loaded.lua",
            "w"))
        file:write 'require("refused").call()\n'
        file:close()
    end)

    teardown(function()
        front:stop()
        upstream:stop()
    end)

    it("it says so in init_worker, and names ngx.timer.at", function()
        local message = front:ask "/refusal"
        assert.matches("^invalid_request host: .*init_worker", message)
        assert.matches("ngx%.timer%.at%(0", message)
    end)

    for _, phase in ipairs { "header_filter", "body_filter", "log", "set" } do
        it("it says so in " .. phase .. ", and names ngx.timer.at", function()
            assert.equal("sent", front:ask("/" .. phase))
            assert.is_truthy(calls.eventually(function() -- log comes after
                return front:ask "/refusal":find("phase " .. phase, 1, true)
            end))
            local message = front:ask "/refusal"
            assert.matches("^invalid_request host: ", message)
            assert.matches("ngx%.timer%.at%(0", message)
        end)
    end

    it("it says so while a file is being loaded", function()
        assert.equal("loaded", front:ask "/required")
        assert.matches("^invalid_request host: .*loaded by require",
            front:ask "/refusal")
    end)

    it("it says so in a callback of a C function", function()
        assert.equal("sorted", front:ask "/callback")
        assert.matches("^invalid_request host: .*C function's callback",
            front:ask "/refusal")
    end)

    it("nothing was sent, and calls elsewhere succeed", function()
        assert.equal(0, (upstream:counted()))
        assert.equal("success", front:ask "/call")
        assert.equal(1, (upstream:counted()))
    end)

    it("a line that can't be connected again keeps no descriptor", function()
        local given_back, how = front:ask "/cut":match "^(%d+) (.*)$"
        assert.equal("unavailable no", how)
        -- One each, of as many lines as the eight calls before needed at once
        assert.is_true(tonumber(given_back) > 0, given_back)
    end)
end)

-- Two handshakes; the second must resume the session of the first
local SHAKE_HANDS = [[
for session in sess_out sess_in; do
    timeout 30 openssl s_client -connect localhost:%d -tls1_2 -no_ticket \
        -$session %s/session </dev/null
done]]

-- Here nginx's own ngx.sleep fails as well, and ends the handshake, unless its
-- OpenSSL is patched
describe("in a TLS handshake of nginx that Lua has a part in", function()
    local upstream

    setup(function()
        upstream = slow.start(0)
    end)

    teardown(function()
        upstream:stop()
    end)

    -- If nginx takes the directive
    local PHASES = { ssl_client_hello = "server", ssl_session_fetch = "http" }

    for phase, block in pairs(PHASES) do
        it("a call says that it can't wait in " .. phase, function()
            local texts = { server = "", http = "" }
            texts[block] = phase
                .. '_by_lua_block { require("refused").call() }\n'
            local front = calls.start(upstream, texts.server, { tls = true,
                init = INIT, http = texts.http .. [[
                    ssl_protocols TLSv1.2;
                    ssl_session_tickets off;
                    ssl_session_cache shared:sessions:1m;
                    server {
                        listen unix:@FOLDER/plain.sock;
                        location / {
                            content_by_lua_block {
                                ngx.say(tostring(require("refused").message))
                            }
                        }
                    }
                ]],
            })
            finally(function()
                front:stop()
            end)
            process.run { "sh", "-c",
                SHAKE_HANDS:format(front.port, front.folder) }
            local _, message = front:get("/", nil,
                front.folder .. "/plain.sock")
            assert.matches("^invalid_request host: .*phase " .. phase,
                message)
            assert.equal(0, (upstream:counted()))
        end)
    end
end)
