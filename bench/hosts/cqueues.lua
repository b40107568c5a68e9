--- Calls in cqueues.

require "bench.hosts.loops.report" ("lua5.4", "cqueues")
