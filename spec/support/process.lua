--- Child processes for specs, with nothing but the standard library, `sh` and
-- LuaSocket's sleep. Every child hangs on a pipe held by the spec's process:
-- when that pipe closes (by `stop`, by the collector, or because the spec's
-- process died), the child's whole process group is ended and its files go.

local socket = require "socket"

local files = require "spec.support.files"

local process = {}

local Child = {}
Child.__index = Child

local POLL_SECONDS = 0.005

-- Arguments: the base name of the child's files, then the command.
-- The pipe from the spec is on descriptor 3; nothing is ever written to it.
local SUPERVISOR = [[
base=$1; shift
exec 3<&0 >/dev/null 2>&1
end_group() {
    left=$1
    kill -TERM -$pid || return
    while kill -0 -$pid && [ $left -gt 0 ]; do
        sleep 0.02; left=$((left - 1))
    done
    kill -KILL -$pid
}
setsid "$@" </dev/null >"$base" 2>"$base.err" 3<&- & pid=$!
echo $pid >"$base.state"
( read -r _ <&3
  kill -TERM $pid
  end_group 250 ) & keeper=$!
wait $pid
echo $? >>"$base.state"
kill $keeper
end_group 10
read -r _ <&3
rm -f "$base" "$base.err" "$base.state"
]]

-- The children of this process that have not been stopped.
local live = {}

local function quote(text)
    assert(not text:find("%z"), "an argument cannot hold a zero byte")
    return "'" .. text:gsub("'", "'\\''") .. "'"
end

local function command_line(words)
    local quoted = {}
    for i, word in ipairs(words) do
        quoted[i] = quote(tostring(word))
    end
    return table.concat(quoted, " ")
end

-- `env` takes its options before the assignments; `false` unsets a name.
local function with_environment(argv, env)
    local words, assignments = { "env" }, {}
    for name, value in pairs(env or {}) do
        if value == false then
            words[#words + 1] = "--unset=" .. name
        else
            assignments[#assignments + 1] = name .. "=" .. tostring(value)
        end
    end
    for _, list in ipairs { assignments, argv } do
        for _, word in ipairs(list) do
            words[#words + 1] = word
        end
    end
    return words
end

local function first_line(child)
    return files.read_any(child.base):match("^([^\n]*)\n")
end

-- The supervisor writes the child's number, and its exit code at the end.
local function parse_state(text)
    local pid, code = text:match("^(%d+)\n(%d*)")
    return tonumber(pid), tonumber(code)
end

local function state(child)
    return parse_state(files.read_any(child.base .. ".state"))
end

local function fail(child, what, level)
    child:stop()
    local _, errors = child:output()
    error(("%s %s: %s"):format(child.name, what, errors), level)
end

local function wait_for_start(child, timeout, needs_line)
    local deadline = socket.gettime() + timeout
    repeat
        child.first_line = first_line(child)
        local pid, code = state(child)
        child.pid = pid
        if pid and (child.first_line or not needs_line) then
            return
        elseif code and not first_line(child) then
            fail(child, "ended with code " .. code, 4)
        end
        socket.sleep(POLL_SECONDS)
    until socket.gettime() > deadline
    fail(child, "printed no line in " .. timeout .. " s", 4)
end

--- Starts a command in the background and waits for its first line on stdout.
-- @tparam table argv the program and its arguments
-- @tparam[opt] table options `env` (name to value, `false` unsets), `timeout`
--   (100 s), `wait = false` not to wait for a line
-- @treturn Child with `pid` and `first_line`; raises with the child's stderr
--   when it dies or stays silent
function process.start(argv, options)
    options = options or {}
    local base = os.tmpname()
    local words = { "setsid", "sh", "-c", SUPERVISOR, "sh", base }
    for _, word in ipairs(with_environment(argv, options.env)) do
        words[#words + 1] = word
    end
    local pipe = assert(io.popen("exec " .. command_line(words), "w"))
    local child = setmetatable({
        base = base, pipe = pipe, name = tostring(argv[1]),
    }, Child)
    live[child] = true
    wait_for_start(child, options.timeout or 100, options.wait ~= false)
    return child
end

--- Everything the child has printed so far, also after it ended.
-- @treturn string stdout
-- @treturn string stderr
function Child:output()
    if not self.pipe then
        return self.stdout, self.stderr
    end
    return files.read_any(self.base), files.read_any(self.base .. ".err")
end

--- Whether the child still runs.
function Child:alive()
    if not self.pipe then
        return false
    end
    local _, code = state(self)
    return code == nil
end

--- Waits until the child ends by itself.
-- @tparam[opt=100] number seconds
-- @treturn number its exit code (128 + signal), or nil if it still runs
function Child:wait(seconds)
    if not self.pipe then
        return self.code
    end
    local deadline = socket.gettime() + (seconds or 100)
    while true do
        local _, code = state(self)
        if code or socket.gettime() > deadline then
            return code
        end
        socket.sleep(POLL_SECONDS)
    end
end

--- Waits until all of these children have ended by themselves, and well.
-- @treturn table what each has printed; raises with the errors of one that
--   failed
function process.finish(children)
    local printed = {}
    for index, child in ipairs(children) do
        local code = child:wait(100)
        child:stop()
        assert(code == 0, child.stderr)
        printed[index] = child.stdout
    end
    return printed
end

--- Ends the child with all processes of its group: SIGTERM, five seconds
-- later SIGKILL. Its output can still be read. May be called twice.
function Child:stop()
    if not self.pipe then
        return
    end
    -- Opened before the supervisor removes them, read after it is done.
    local opened = {}
    for i, suffix in ipairs { "", ".err", ".state" } do
        opened[i] = io.open(self.base .. suffix, "rb") or false
    end
    self.pipe:close()
    self.pipe = nil
    live[self] = nil
    local texts = {}
    for i, file in ipairs(opened) do
        texts[i] = file and file:read("*a") or ""
        if file then
            file:close()
        end
    end
    self.stdout, self.stderr = texts[1], texts[2]
    self.code = select(2, parse_state(texts[3]))
end

--- Stops every child that still runs: for a teardown.
function process.stop_all()
    local children = {}
    for child in pairs(live) do
        children[#children + 1] = child
    end
    for _, child in ipairs(children) do
        child:stop()
    end
end

--- Runs a command that ends by itself.
-- @tparam table argv the program and its arguments
-- @tparam[opt] table options `env`, `input` (bytes for stdin), `timeout`
--   (120 s; the code is then 124)
-- @treturn table `code` (128 + signal), `stdout`, `stderr`
function process.run(argv, options)
    options = options or {}
    local base = os.tmpname()
    files.write(base, options.input or "")
    local words = { "timeout", "--kill-after=5", options.timeout or 120 }
    for _, word in ipairs(with_environment(argv, options.env)) do
        words[#words + 1] = word
    end
    local pipe = assert(io.popen(("%s <%s >%s.out 2>%s.err; echo $?"):format(
        command_line(words), base, base, base)))
    local code = tonumber(pipe:read("*l"))
    pipe:close()
    local result = {
        code = code,
        stdout = files.read_any(base .. ".out"),
        stderr = files.read_any(base .. ".err"),
    }
    for _, suffix in ipairs { "", ".out", ".err" } do
        os.remove(base .. suffix)
    end
    assert(code ~= 127 or not result.stderr:find "^timeout: failed to run",
        result.stderr) -- it is missing: no outcome of the command's
    return result
end

--- Sends a signal, as a shell does: a machine may have no other `kill`.
-- @tparam string name such as "TERM"; "0" only asks
-- @tparam number|string pid
-- @treturn boolean whether there is such a process
function process.signal(name, pid)
    local done = os.execute(("kill -%s %d 2>/dev/null"):format(name, pid))
    return done == true or done == 0
end

process.sleep = socket.sleep

return process
