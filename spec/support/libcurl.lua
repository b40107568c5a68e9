--- What the libcurl that is loaded can't do.
local transport = require "whatsapp.registration.transport"

local libcurl = {}

local major, minor = transport.libcurl():match "libcurl/(%d+)%.(%d+)"

--- 7088 is 7.88.
libcurl.version = major * 1000 + minor

--- Whether a change can go to a connection that another request was on. If
-- not, nobody can know either that a call which was cancelled was not sent.
libcurl.keeps_changes = libcurl.version >= 7080

return libcurl
