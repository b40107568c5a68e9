--- Commands at a terminal of their own; see pty.c for the steps.

local process = require "spec.support.process"

local pty = {}

local SOURCE, PROGRAM = "spec/support/pty.c", "build/pty"

-- One replaces another in one step: another spec may be running it.
local BUILD = [[
test ]] .. PROGRAM .. " -nt " .. SOURCE .. [[ && exit
mkdir -p build && new=$(mktemp build/pty.XXXXXX) &&
gcc -O1 -Wall -Wextra -Werror -o "$new" ]] .. SOURCE .. [[ &&
mv "$new" ]] .. PROGRAM

local function words(steps, command, columns)
    local built = process.run { "sh", "-c", BUILD }
    assert(built.code == 0, built.stderr)
    local all = { PROGRAM, columns or 80 }
    for _, list in ipairs { steps, { "--" }, command } do
        for _, word in ipairs(list) do
            all[#all + 1] = word
        end
    end
    return all
end

local function outcome(code, stdout, stderr)
    local echo = {}
    for state in stderr:gmatch "echo (%a+)" do
        echo[#echo + 1] = state
    end
    return { code = code, output = stdout, echo = echo, errors = stderr }
end

--- Whether there are terminals to be had: containers may have no /dev/pts.
function pty.is_available()
    return process.run(words({}, { "true" })).code == 0
end

--- Runs a command at a terminal.
-- @tparam table steps
-- @tparam table command
-- @tparam[opt] table options `env`, `columns`
-- @treturn table `code`, `output` (as it was shown, with its line ends), `echo`
--   (a list of "on" and "off", the last after the end), `errors`
function pty.run(steps, command, options)
    options = options or {}
    local ran = process.run(words(steps, command, options.columns),
        { env = options.env, timeout = 120 })
    return outcome(ran.code, ran.stdout, ran.stderr)
end

--- The same in the background; `finish()` waits for it.
function pty.start(steps, command, options)
    options = options or {}
    local child = process.start(words(steps, command, options.columns),
        { env = options.env, wait = false })
    function child:finish()
        local code = self:wait(100)
        local stdout, stderr = self:output()
        self:stop()
        return outcome(code, stdout, stderr)
    end
    return child
end

return pty
