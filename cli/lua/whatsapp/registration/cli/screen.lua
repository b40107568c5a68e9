--- Writes for people. Results go to standard output; steps, waits and errors
-- go to standard error. If that is a terminal, its last line says what is
-- being done, and for how long. Texts that others wrote, such as the server's,
-- are cleaned here: they stay on one line, and contain no commands for the
-- terminal.
-- @module whatsapp.registration.cli.screen

local core = require "whatsapp.registration.core"
local terminal = require "whatsapp.registration.cli.terminal"
local texts = require "whatsapp.registration.text"

local screen = {}

local Screen = {}
Screen.__index = Screen

local OUTPUT, ERRORS = 1, 2

local COLOURS = { good = "32", bad = "31", dim = "2", strong = "1" }

local INDENT, LABEL = "  ", "%-18s"

local function is_set(variable)
    local value = os.getenv(variable)
    return value ~= nil and value ~= ""
end

local function takes_colour(width)
    if is_set "NO_COLOR" then
        return false
    end
    return is_set "CLICOLOR_FORCE" and os.getenv "CLICOLOR_FORCE" ~= "0"
        or width ~= nil and os.getenv "TERM" ~= "dumb"
end

-- Read by hand, so that wrong arguments are reported as a document as well
local function wants_documents(arguments)
    for _, argument in ipairs(arguments) do
        if argument == "--json" then
            return true
        end
    end
    return false
end

--- A screen; with --json it shows documents, and nothing else.
-- @tparam table arguments of the command line
-- @treturn table
function screen.new(arguments)
    local output, errors =
        terminal.width(OUTPUT), terminal.width(ERRORS)
    return setmetatable({
        is_json = wants_documents(arguments),
        width = errors,
        output_width = output,
        colours_output = takes_colour(output),
        colours_errors = takes_colour(errors),
        drawn = 0,
    }, Screen)
end

--- Text in a colour, if the terminal takes one.
function screen.paint(text, colour)
    return { text = text, colour = colour }
end

--- A line of a result: a label and a value, which is wrapped on a terminal.
function screen.row(label, value, colour)
    return { label = label, text = value, colour = colour }
end

-- Text without the sequences that change colours
local function length(text)
    return #text:gsub("\27%[%d*m", "")
end

-- Words that fit between the indentation and the edge of the terminal
local function wrapped(text, width, indent)
    local lines, line = {}, nil
    for word in text:gmatch "%S+" do
        if line and length(line) + 1 + length(word) > width - #indent then
            lines[#lines + 1] = line
            line = nil
        end
        line = line and line .. " " .. word or word
    end
    lines[#lines + 1] = line
    return table.concat(lines, "\n" .. indent)
end

-- Columns up to which nothing is wrapped, and from which on a value has room
-- beside its label
local NARROWEST, NARROW = 30, 60

-- One line, or several if it is too long for the terminal
local function fitted(text, width)
    if not width or width <= NARROWEST or length(text) < width then
        return text
    end
    local indent = text:match "^ *"
    return indent .. wrapped(text, width - 1, indent)
end

local function coloured(text, colour, is_on)
    if not colour or not is_on then
        return text
    end
    return "\27[" .. COLOURS[colour] .. "m" .. text .. "\27[0m"
end

local function clean(value)
    return texts.on_one_line(tostring(value))
end

-- A line's piece: a text, painted or not
local function shown(piece, is_on)
    if type(piece) ~= "table" then
        return clean(piece)
    end
    return coloured(clean(piece.text), piece.colour, is_on)
end

local function joined(pieces, is_on)
    local all = {}
    for index, piece in ipairs(pieces) do
        all[index] = shown(piece, is_on)
    end
    return (table.concat(all):gsub(" +$", ""))
end

-- A value beside its label, or under it if the terminal is too narrow for that
local function placed(label, value, width)
    local indent = (" "):rep(#INDENT + #label)
    if not width or width <= NARROWEST
        or #indent + #value < width then
        return value
    elseif width >= NARROW then
        return wrapped(value, width - 1, indent)
    end
    indent = INDENT .. INDENT
    return "\n" .. indent .. wrapped(value, width - 1, indent)
end

local function shown_row(self, row)
    local label = LABEL:format(row.label)
    return INDENT .. coloured(label, "dim", self.colours_output)
        .. coloured(placed(label, clean(row.text), self.output_width),
            row.colour, self.colours_output)
end

local function shown_line(self, line)
    if type(line) == "table" and line.label then
        return shown_row(self, line)
    elseif type(line) == "table" and line[1] then
        return fitted(joined(line, self.colours_output), self.output_width)
    end
    return shown(line, self.colours_output)
end

-- If standard error can't be written, nothing can report that.
local function write(self, descriptor, text)
    local written, problem = terminal.standard_write(descriptor, text)
    if not written and descriptor == OUTPUT then
        self.problem = self.problem or problem
    end
end

--- Prints a text of this program's own, which may have several lines.
-- `screen.problem` says why a text or result could not be written.
function Screen:print(text)
    self:erase()
    write(self, OUTPUT, text .. "\n")
end

--- Lines of a result, each a text, painted or not, a row, or a list of texts.
function Screen:say(lines)
    local all = {}
    for index, line in ipairs(lines) do
        all[index] = shown_line(self, line)
    end
    self:print(table.concat(all, "\n"))
end

local function note(self, pieces)
    if not self.is_json then
        self:erase()
        write(self, ERRORS, fitted(joined(pieces, self.colours_errors),
            self.width) .. "\n")
    end
end

--- A line about what is going on, of texts, painted or not; not with --json.
function Screen:note(...)
    note(self, { ... })
end

--- A line about what went wrong, also with --json.
function Screen:complain(text, colour)
    self:erase()
    write(self, ERRORS, coloured(fitted(clean(text), self.width),
        colour, self.colours_errors) .. "\n")
end

--- Asks a question; the answer is typed beside it.
-- @tparam string question
-- @treturn ?string nil if nothing was typed, or a signal came
function Screen:ask(question)
    self:rest()
    return (terminal.ask(fitted(clean(question), self.width) .. " ",
        true))
end

--- Removes the last line.
function Screen:erase()
    if self.drawn > 0 then
        write(self, ERRORS, "\r" .. (" "):rep(self.drawn) .. "\r")
        self.drawn = 0
    end
end

-- Shows the last line anew, as much of it as fits
local function draw(self, text)
    local line = text:sub(1, self.width - 1)
    write(self, ERRORS, "\r" .. line .. (" "):rep(self.drawn - #line))
    self.drawn = math.max(#line, self.drawn)
end

--- Whether there is a last line to show.
function Screen:is_live()
    return self.width ~= nil and not self.is_json
end

--- Something has begun, such as a step or a wait.
-- @tparam string what
-- @tparam ?number seconds that it takes, if they are known
function Screen:begin(what, seconds)
    if seconds and not self:is_live() then
        self:note(("  %s: waiting %d s"):format(what, math.ceil(seconds)))
    end
    self.what, self.since, self.seconds = what, core.now(), seconds
    self.text = nil
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
    if text ~= self.text then
        self.text = text
        draw(self, text)
    end
end

--- Says in the last line how far something is.
-- @tparam string line
function Screen:progress(line)
    if self:is_live() then
        draw(self, clean(line))
    end
end

--- Nothing is going on any more.
function Screen:rest()
    self.what = nil
    self:erase()
end

local OUTCOMES = { failed = "bad", done = "good" }

--- A step that is over; its reason beside it, or under it if it is too long.
function Screen:step(entry)
    self:rest()
    local pieces = { ("  %-14s "):format(entry.name), screen.paint(
        ("%-8s"):format(entry.outcome), OUTCOMES[entry.outcome]),
        (" %5.1f s"):format(entry.elapsed) }
    local reason = entry.reason and clean(entry.reason) or ""
    local is_beside = not self.width
        or #joined(pieces) + 2 + #reason < self.width
    if is_beside then
        pieces[#pieces + 1] = "  " .. reason
    end
    note(self, pieces)
    if not is_beside then
        note(self, { "    " .. reason })
    end
end

return screen
