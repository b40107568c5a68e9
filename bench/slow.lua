--- A Graph API that answers after a while, to as many at once as want to: an
-- nginx with TLS, in a process of its own. It takes far more at once than the
-- scripted server of the specs, so that it is the clients that are measured.

local files = require "spec.support.files"
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
-- @tparam number seconds until it answers
-- @treturn table `base_url`, `ca_file` and `stop`; `counted`, which returns how
--   many requests, connections and POSTs there were
function slow.start(seconds)
    local server = nginx.start { tls = true, http = COUNTED,
        server = SERVER:format(seconds) }
    rawset(server, "counted", counted)
    return server
end

--- The certificates of all that the system trusts, and of the server.
-- @treturn string the path of a file
function slow.bundle(server)
    return files.write(server.folder .. "/bundle.pem",
        files.read "/etc/ssl/certs/ca-certificates.crt"
            .. files.read(server.ca_file))
end

return slow
