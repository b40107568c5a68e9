--- The command explain: what an error means.
-- @module whatsapp.registration.cli.explain

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local refuse_field = require "whatsapp.registration.cli.refuse"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"

local explain = {}

local EXACT = 2 ^ 53

-- A number, or its digits if a Lua number would lose some
local function number_of(digits)
    local number = tonumber(digits)
    return number and number < EXACT and number or digits
end

local function refuse()
    refuse_field("code", "expected CODE, CODE/SUBCODE, CODE SUBCODE, a kind "
        .. "of error or exit CODE")
end

-- The digits of a code and a subcode, each nil if it is not given
local function digits_of(given)
    local code, slash, subcode = given.code:match "^(%d+)(/?)(%d*)$"
    if not code or (slash ~= "") ~= (subcode ~= "")
        or given.subcode and (slash ~= "" or given.subcode:find "%D") then
        return nil
    end
    return code, given.subcode or subcode ~= "" and subcode or nil
end

-- The kind that an exit code stands for
local function kind_of_exit(code)
    for kind, of_kind in pairs(exits.of_kind) do
        if of_kind == code then
            return kind
        end
    end
    return nil
end

-- What one of this command's exit codes means
local function look_up_exit(code)
    local kind = kind_of_exit(code)
    if kind then
        return core.kinds()[kind]
    end
    for _, exit in ipairs(exits.others) do
        for each in tostring(exit[1]):gmatch "%d+" do
            if tonumber(each) == code then
                return { exit_code = code, hint = exit[2] }
            end
        end
    end
    return refuse()
end

-- The explanation that a person asked for
local function look_up(given)
    if given.code == "exit" then
        return look_up_exit(tonumber(given.subcode))
    end
    local kind = not given.subcode and core.kinds()[given.code]
    if kind then
        return kind
    end
    local code, subcode = digits_of(given)
    if not code then
        refuse()
    end
    local explained = errors.explain(tonumber(code), tonumber(subcode),
        { step = given.step, text = given.text })
    explained.code = number_of(code)
    explained.subcode = subcode and number_of(subcode)
    explained.step = given.step
    explained.as_exit_code = not subcode and kind_of_exit(tonumber(code))
        or nil
    return explained
end

local TURNS = { you = "you", owner = "the number's owner", meta = "Meta" }

-- `asked` is the code as it was given
local function show(self, explained, asked)
    explained.exit_code = explained.exit_code or exits.of_kind[explained.kind]
    local lines = { screens.paint((asked and asked .. "  " or "")
        .. (explained.kind or ""), "strong") }
    local add = report.adding(lines)
    add(explained.kind and "what to do" or "meaning", explained.hint)
    add("who acts next", TURNS[explained.turn])
    add("setting", explained.setting)
    add("next action", explained.next_action)
    add("wait", explained.retry_after
        and report.wait(explained.retry_after))
    add("exit code", explained.exit_code)
    add("as an exit code", explained.as_exit_code)
    self.show(explained, lines)
end

-- The code as it was given
local function asked_of(given)
    return given.code .. (given.subcode and (given.code == "exit" and " "
        or "/") .. given.subcode or "")
end

function explain.explain(self)
    if self.given.code then
        local explained = look_up(self.given)
        return show(self, explained, (explained.code or not explained.kind)
            and asked_of(self.given))
    end
    local kinds = core.kinds()
    for _, kind in ipairs(exits.kinds()) do
        show(self, kinds[kind])
    end
end

return explain
