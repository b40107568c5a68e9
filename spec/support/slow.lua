--- A Graph API that answers after a while, to as many at once as want to: an
-- nginx with TLS, in a process of its own.

local nginx = require "spec.support.nginx"

local slow = {}

local COUNTED = [[
    lua_shared_dict counted 1m;
    server {
        listen unix:@FOLDER/counted.sock;
        location /let_go {
            content_by_lua_block { ngx.shared.counted:set("let_go", true) }
        }
        location / {
            content_by_lua_block {
                local counted = ngx.shared.counted
                for _, name in ipairs { "requests", "connections", "posts" } do
                    ngx.say(counted:get(name) or 0)
                end
            }
        }
    }
]]

local SERVER = [[
        location / {
            content_by_lua_block {
                local counted = ngx.shared.counted
                counted:incr("requests", 1, 0)
                if counted:add("c" .. ngx.var.connection, true) then
                    counted:incr("connections", 1, 0)
                end
                if ngx.req.get_method() == "POST" then
                    counted:incr("posts", 1, 0)
                end
                ngx.req.read_body()
                %s
                ngx.header["Content-Type"] = "application/json"
                ngx.print '{"success":true}'
            }
        }
]]

local UNTIL_LET_GO = 'repeat ngx.sleep(0.01) until counted:get "let_go"'

local function ask(self, path)
    local _, text = self:get(path, nil, self.folder .. "/counted.sock")
    return text
end

local function counted(self)
    local text = ask(self, "/")
    local requests, connections, posts = text:match "(%d+)\n(%d+)\n(%d+)"
    return tonumber(requests), tonumber(connections), tonumber(posts)
end

-- From then on it answers at once.
local function let_go(self)
    ask(self, "/let_go")
end

--- Starts one.
-- @tparam[opt=0.2] number seconds until it answers; `math.huge`: when it is
--   let go
-- @tparam ?table options of the nginx
-- @treturn table `base_url`, `ca_file` and `stop`; `counted`, which returns how
--   many requests, connections and POSTs there were; `let_go`
function slow.start(seconds, options)
    local wait = seconds == math.huge and UNTIL_LET_GO
        or ("ngx.sleep(%s)"):format(seconds or 0.2)
    local given = { tls = true, server = SERVER:format(wait), http = COUNTED }
    for key, value in pairs(options or {}) do
        given[key] = value
    end
    local server = nginx.start(given)
    rawset(server, "counted", counted)
    rawset(server, "let_go", let_go)
    return server
end

return slow
