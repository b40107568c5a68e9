--- Workflows on a simulator that are run while what they have done does not
-- show yet: for specs of the waiting.

local assert = require "luassert"
local busted = require "busted"

local memory = require "whatsapp.registration.journal.memory"
local served = require "spec.support.served"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local confirming = {}

-- A number that is verified and not registered
confirming.READY = "106540352242923"

local Run = {}
Run.__index = Run

--- To be called in a `describe`: a run for its tests, and its simulator.
-- @treturn table the simulator
-- @treturn Run with a `client`, its `journal` and `events`, and what was `told`
--   of steps that wait; all are new in each test
function confirming.served()
    local sim = served(simulator.start)
    local run = setmetatable({ sim = sim }, Run)
    busted.before_each(function()
        run.journal, run.events, run.told = memory.new(), {}, {}
        run.client = support.client_for(sim, {
            phone_number_id = confirming.READY, journal = run.journal,
            on_event = function(event)
                table.insert(run.events, event)
            end })
    end)
    return sim, run
end

--- Sets up; while it waits, the simulator's clock goes on by these seconds.
function Run:set_up(seconds, options)
    return self.client:setup_number(support.merge({ pin = "071934",
        on_step = function(step)
            if step.outcome == "waiting" then
                table.insert(self.told, step)
                self.sim:advance(seconds)
            end
        end }, options))
end

--- What the journal takes for the time, from now on.
function Run:at(seconds)
    self.journal.now = function()
        return seconds
    end
end

--- If a read fails for good, the workflow ends at the step that reads.
function Run:fails_at(step)
    self.sim:fault { operation = "phone_number", after = 1, fault = "error",
        code = 190 }
    local err = support.failure_of(self.client, "setup_number",
        { pin = "071934" })
    assert.equal("authentication", err.kind)
    assert.equal(step, err.step)
end

--- How many registers the server has received.
function Run:registers()
    return #self.sim:received { operation = "register" }
end

--- Shows the number in a state, whatever was done since.
function Run:show(status, platform_type)
    self.sim:fault { operation = "phone_number", fault = "response",
        times = 0, body = ('{"id":"%s","status":"%s","platform_type":'
            .. '"%s","code_verification_status":"VERIFIED"}'):format(
            confirming.READY, status, platform_type) }
end

return confirming
