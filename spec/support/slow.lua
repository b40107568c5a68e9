--- A Graph API that answers after a while, to as many at once as want to: an
-- nginx with TLS, in a process of its own.

local nginx = require "spec.support.nginx"

local slow = {}

local COUNTED = [[
    lua_shared_dict counted 1m;
    server {
        listen unix:@FOLDER/counted.sock;
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
                ngx.sleep(%s)
                ngx.header["Content-Type"] = "application/json"
                ngx.print '{"success":true}'
            }
        }
]]

local function counted(self)
    local _, text = self:get("/", nil, self.folder .. "/counted.sock")
    local requests, connections, posts = text:match "(%d+)\n(%d+)\n(%d+)"
    return tonumber(requests), tonumber(connections), tonumber(posts)
end

--- Starts one.
-- @tparam[opt=0.2] number seconds until it answers
-- @tparam ?table options of the nginx
-- @treturn table `base_url`, `ca_file` and `stop`; `counted`, which returns how
--   many requests, connections and POSTs there were
function slow.start(seconds, options)
    local given = { tls = true, server = SERVER:format(seconds or 0.2),
        http = COUNTED }
    for key, value in pairs(options or {}) do
        given[key] = value
    end
    local server = nginx.start(given)
    rawset(server, "counted", counted)
    return server
end

return slow
