--- `whatsapp-registration explain`: what an error means, from the table that
-- errors are made of.
-- @module whatsapp.registration.cli.explain

local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local exits = require "whatsapp.registration.cli.exits"
local report = require "whatsapp.registration.cli.report"
local screens = require "whatsapp.registration.cli.screen"

local explain = {}

local EXACT = 2 ^ 53

-- A number where it is the same as the digits
local function number_of(digits)
    local number = tonumber(digits)
    return number and number < EXACT and number or digits
end

-- What a person asked for, explained
local function look_up(word)
    local kind = core.kinds()[word]
    if kind then
        return kind
    end
    local code, subcode = word:match "^(%d+)/?(%d*)$"
    if not code or (word:find("/", 1, true) and subcode == "") then
        return nil, errors.refused { field = "code", message =
            "code: expected CODE, CODE/SUBCODE or a kind of error" }
    end
    local explained = errors.explain(tonumber(code), tonumber(subcode))
    explained.code = number_of(code)
    explained.subcode = subcode ~= "" and number_of(subcode) or nil
    return explained
end

-- `asked` is the code as it was given
local function show(self, explained, asked)
    explained.exit_code = exits.of_kind[explained.kind]
    local lines = {
        screens.paint((asked and asked .. "  " or "") .. explained.kind,
            "strong"),
        screens.row("what to do", explained.hint),
        screens.row("next action", explained.next_action),
    }
    if explained.retry_after then
        lines[#lines + 1] = screens.row("wait",
            report.wait(explained.retry_after))
    end
    lines[#lines + 1] = screens.row("exit code", explained.exit_code)
    self.show(explained, lines)
end

function explain.explain(self)
    if self.given.code then
        local explained, err = look_up(self.given.code)
        if not explained then
            return nil, err
        end
        show(self, explained, explained.code and self.given.code)
        return true
    end
    local kinds = core.kinds()
    for _, kind in ipairs(exits.kinds()) do
        show(self, kinds[kind])
    end
    return true
end

return explain
