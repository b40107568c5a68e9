--- Eight processes that ask one journal for the same number at once.

local assert = require "luassert"

local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"

local races = {}

-- Four times 13 and four times 12 make 100.
local PROCESSES = 8
local NUMBER = "106540352242922"

-- Each opens the journal, then waits for a line that all get at one time.
local START = [[
for i in $(seq "$1"); do
    { sleep 0.3; echo; } | "$2" spec/support/journal_racer.lua race \
        $((12 + i % 2)) "$3" "$4" "$5" &
done
wait
]]

--- Runs one race.
-- @tparam string kind of journal
-- @tparam table arguments that open it
-- @treturn table how many each process was granted
function races.run(kind, arguments)
    local result = process.run { "sh", "-c", START, "sh", PROCESSES,
        interpreter(), NUMBER, kind, arguments[1] }
    local granted = {}
    for count in result.stdout:gmatch("%d+") do
        granted[#granted + 1] = tonumber(count)
    end
    assert.equal("", result.stderr)
    assert.equal(PROCESSES, #granted)
    return granted
end

--- Runs races and expects ten granted in each, no more and no fewer.
-- @tparam number rounds on Lua 5.4; a quarter elsewhere, as what decides them
--   is below Lua
-- @tparam function fresh returns kind, arguments and a function that opens it
function races.check(rounds, fresh)
    for _ = 1, _VERSION == "Lua 5.4" and rounds or rounds / 4 do
        local kind, arguments, open = fresh()
        local sum = 0
        for _, granted in ipairs(races.run(kind, arguments)) do
            sum = sum + granted
        end
        assert.equal(10, sum)
        local journal = open()
        assert.equal(10, #journal:attempts(NUMBER))
        journal:close()
    end
end

return races
