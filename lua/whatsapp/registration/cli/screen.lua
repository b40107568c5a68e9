--- What people see. Results go to standard output; steps as they run, waits
-- and errors to standard error. Where that is a terminal, its last line tells
-- what is being done, and for how long.
-- @module whatsapp.registration.cli.screen

local core = require "whatsapp.registration.core"

local screen = {}

local Screen = {}
Screen.__index = Screen

local OUTPUT, ERRORS = 1, 2

local COLOURS = { good = "32", bad = "31", dim = "2", strong = "1" }

local function is_set(variable)
    local value = os.getenv(variable)
    return value ~= nil and value ~= ""
end

local function takes_colour(width)
    return width ~= nil and not is_set "NO_COLOR"
        and os.getenv "TERM" ~= "dumb"
end

--- A screen.
-- @tparam boolean is_json documents only, and nothing else
-- @treturn table
function screen.new(is_json)
    local output, errors =
        core.terminal_width(OUTPUT), core.terminal_width(ERRORS)
    return setmetatable({
        is_json = is_json,
        width = errors,
        output_width = output,
        colours_output = takes_colour(output),
        colours_errors = takes_colour(errors),
        drawn = 0,
    }, Screen)
end

-- Words that fit between the indentation and the edge of the terminal
local function wrapped(text, width, indent)
    local lines, line = {}, nil
    for word in text:gmatch "%S+" do
        if line and #line + 1 + #word > width - #indent then
            lines[#lines + 1] = line
            line = nil
        end
        line = line and line .. " " .. word or word
    end
    lines[#lines + 1] = line
    return table.concat(lines, "\n" .. indent)
end

local function coloured(text, colour, is_on)
    if not colour or not is_on then
        return text
    end
    return "\27[" .. COLOURS[colour] .. "m" .. text .. "\27[0m"
end

--- Text in a colour, where standard output takes one.
function Screen:paint(text, colour)
    return coloured(text, colour, self.colours_output)
end

--- A line of a result: a label and its value, which is wrapped on a terminal.
function Screen:row(label, value)
    local indent = "  " .. (" "):rep(18)
    local text = tostring(value)
    if self.output_width and self.output_width > #indent + 20 then
        text = wrapped(text, self.output_width - 1, indent)
    end
    return ("  %s%s"):format(self:paint(("%-18s"):format(label), "dim"), text)
end

--- Lines of a result.
function Screen:say(...)
    self:erase()
    for _, line in ipairs { ... } do
        io.stdout:write(line, "\n")
    end
    io.stdout:flush()
end

--- A line about what is going on; none with --json.
function Screen:note(text, colour)
    self:erase()
    if not self.is_json then
        io.stderr:write(coloured(text, colour, self.colours_errors), "\n")
    end
end

--- A line about what went wrong, also with --json.
function Screen:complain(text, colour)
    self:erase()
    if self.width and self.width > 30 then
        local indent = text:match "^ *"
        text = indent .. wrapped(text, self.width - 1, indent)
    end
    io.stderr:write(coloured(text, colour, self.colours_errors), "\n")
end

--- Takes the last line away.
function Screen:erase()
    if self.drawn > 0 then
        io.stderr:write("\r", (" "):rep(self.drawn), "\r")
        io.stderr:flush()
        self.drawn = 0
    end
end

-- Shows the last line anew, as much of it as fits
local function draw(self, text)
    local shown = text:sub(1, self.width - 1)
    io.stderr:write("\r", shown, (" "):rep(self.drawn - #shown))
    io.stderr:flush()
    self.drawn = math.max(#shown, self.drawn)
end

--- Whether there is a last line to show.
function Screen:is_live()
    return self.width ~= nil and not self.is_json
end

--- Something has begun, such as a step or a wait.
-- @tparam string what
-- @tparam ?number seconds that it takes, where they are known
function Screen:begin(what, seconds)
    if seconds and not self:is_live() then
        self:note(("  %s: waiting %d s"):format(what, math.ceil(seconds)))
    end
    self.what, self.since, self.seconds = what, core.now(), seconds
    self.told = nil
    self:tick()
end

--- Moves the clock of what is going on; to be called often.
function Screen:tick()
    if not self.what or not self:is_live() then
        return
    end
    local elapsed = core.now() - self.since
    local text
    if self.seconds then
        text = ("  %s: %d s to wait"):format(self.what,
            math.max(0, math.ceil(self.seconds - elapsed)))
    else
        text = ("  %s ... %.1f s"):format(self.what, elapsed)
    end
    if text ~= self.told then
        self.told = text
        draw(self, text)
    end
end

--- Nothing is going on any more.
function Screen:rest()
    self.what = nil
    self:erase()
end

local OUTCOMES = { failed = "bad", done = "good" }

--- A step that is over.
function Screen:step(entry)
    self:rest()
    local outcome = coloured(("%-8s"):format(entry.outcome),
        OUTCOMES[entry.outcome], self.colours_errors)
    local line = ("  %-14s %s %5.1f s  %s"):format(entry.name, outcome,
        entry.elapsed, entry.reason or "")
    self:note((line:gsub(" +$", "")))
end

return screen
