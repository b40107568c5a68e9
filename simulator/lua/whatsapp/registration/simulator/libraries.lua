--- Loads lua-http, which the server uses.
-- @module whatsapp.registration.simulator.libraries

local libraries = {}

local HELP = [[
the simulator's server needs lua-http, cqueues and luaossl.
  Debian, Ubuntu:  apt-get install lua-http lua-cqueues lua-luaossl
  LuaRocks:        luarocks install http
(%s)]]

-- Debian builds cqueues and luaossl for Lua 5.4, but files lua-http, which is
-- plain Lua, under the older versions only, and some of what lua-http needs
-- under 5.1 only.
local DEBIAN = ";/usr/share/lua/5.3/?.lua;/usr/share/lua/5.1/?.lua"

local SERVER = {
    "cqueues",
    "cqueues.signal",
    "http.headers",
    "http.request",
    "http.server",
    "http.tls",
    "http.util",
    "openssl.bignum",
    "openssl.hmac",
    "openssl.pkey",
    "openssl.rand",
    "openssl.x509",
    "openssl.x509.altname",
    "openssl.x509.name",
}

local function load_all(names)
    local loaded = {}
    for _, name in ipairs(names) do
        loaded[name] = require(name)
    end
    return loaded
end

local function load_all_of_debian(names)
    local path = package.path
    package.path = path .. DEBIAN
    local ok, loaded = pcall(load_all, names)
    package.path = path
    return ok, loaded
end

--- Loads modules of lua-http and of what it uses. Raises an error that says
-- what to install.
-- @tparam ?table names of modules; what the server needs by default
-- @treturn table modules by name
function libraries.load(names)
    names = names or SERVER
    local ok, loaded = pcall(load_all, names)
    if ok then
        return loaded
    end
    local problem = tostring(loaded):match("[^\n]*")
    ok, loaded = load_all_of_debian(names)
    if not ok then
        error(HELP:format(problem), 0)
    end
    return loaded
end

return libraries
