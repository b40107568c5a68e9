-- The code runs on Lua 5.1, LuaJIT, 5.3, 5.4 and 5.5: only what all of them have.
std = "min"
cache = false
exclude_files = { "build", "lua_modules", "types" }

-- One or the other exists; code takes `table.unpack or unpack`, asks whether
-- there is a `newproxy`, and so on.
read_globals = { "unpack", "newproxy", "setfenv", "loadstring",
    table = { fields = { unpack = {} } } }

files["spec"] = { std = "+busted" }
files["examples/openresty"] = { std = "min+ngx_lua" }
files["examples/love"] = { std = "min+love" }
files["spec/support/game"] = { std = "min+love" }
files["bench/hosts/game"] = { std = "min+love" }
