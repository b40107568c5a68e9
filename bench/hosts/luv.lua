--- Calls in luv.

require "bench.hosts.loops.report" ("lua5.4", "luv")
