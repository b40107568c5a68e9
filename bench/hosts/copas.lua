--- Calls in copas, which Debian has for Lua 5.1 and LuaJIT.

require "bench.hosts.loops.report" ("luajit", "copas")
