--- The functions of system.c, for the Lua that runs, and scripts that use
-- them in an interpreter of their own.

local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local version = _VERSION:match "%d.%d"
local headers = rawget(_G, "jit") and "luajit-2.1" or "lua" .. version

-- One replaces another in one step: another spec may be loading it.
local BUILD = [[
test %s -nt %s && exit
new=$(mktemp build/%s/XXXXXX) &&
gcc -O1 -Wall -Wextra -Werror -fPIC -shared -I/usr/include/%s -o "$new" %s &&
mv "$new" %s]]

local function build(library, source)
    local built = process.run { "sh", "-c", BUILD:format(library, source,
        version, headers, source, library) }
    assert(built.code == 0, built.stderr)
    return library
end

build("build/" .. version .. "/spec_system.so", "spec/support/system.c")

local system = require "spec_system"

-- Options of ASAN, if that is in use, for a process
local function asan(option)
    return { ASAN_OPTIONS = (os.getenv "ASAN_OPTIONS" or "") .. ":" .. option }
end

--- The environment of a process that forks: to a child, what other threads had
-- is lost.
function system.forking()
    return asan "detect_leaks=0"
end

--- What has a process do what a C file says when it is preloaded.
-- @tparam string name answer_at_once, broken_send, dead_lookup or power_cut
-- @treturn table the environment of a process
function system.preloaded(name)
    local environment = asan "verify_asan_link_order=0:detect_leaks=0"
    environment.LD_PRELOAD = build(("build/%s/%s.so"):format(version, name),
        ("spec/support/%s.c"):format(name))
    return environment
end

-- What scripts begin with: `server`, and clients for it
local PRELUDE = [[
local system = require "spec_system"
local support = require "spec.support.client"
local registration = require "whatsapp.registration"
local server = { base_url = %q, ca_file = %q }
local PIN = support.OPTIONS.register
local function new(overrides)
    return support.client_for(server, overrides)
end
local function count(what)
    local pipe = io.popen("ls /proc/$PPID/" .. what .. " | wc -l")
    local number = tonumber(pipe:read "*l")
    pipe:close()
    return number
end
]]

local function words(server, code)
    return { interpreter(), "-e",
        PRELUDE:format(server.base_url, server.ca_file) .. code }
end

--- Runs a script that has `system`, `support`, `registration`, `PIN`,
-- `new(overrides)`, which makes clients for the server, and `count(what)`, of
-- the entries in a folder of the process in /proc.
-- @tparam[opt] table options of process.run, and `descriptors`, the most that
--   the process may have
-- @treturn table as of process.run
function system.run(server, code, options)
    local command = words(server, code)
    if options and options.descriptors then
        command = { "sh", "-c", 'ulimit -n $1; shift; exec "$@"', "sh",
            options.descriptors, (table.unpack or unpack)(command) }
    end
    return process.run(command, options)
end

--- The same in the background.
-- @treturn table as of process.start
function system.start(server, code, options)
    return process.start(words(server, code), options)
end

--- Runs such a script, which must end well and print no more than "fine".
function system.check(server, code, options)
    local result = system.run(server, code .. "\nio.write 'fine'", options)
    assert(result.code == 0 and result.stdout == "fine"
        and result.stderr == "", ("ended with %d: %s %s"):format(result.code,
        result.stdout, result.stderr))
end

local IN_CHILD = [[
local function in_child(work)
    local child = system.fork()
    if child == 0 then
        local ok, problem = pcall(work)
        if not ok then
            io.stderr:write("in the child: ", tostring(problem), "\n")
        end
        os.exit(ok and 0 or 1, true)
    end
    return child
end
]]

--- The same of a script that forks, and has `in_child(work)` for it: that works
-- in a child, which ends as a program does, and returns its process id.
function system.check_forking(server, code)
    system.check(server, IN_CHILD .. code,
        { timeout = 120, env = system.forking() })
end

return system
