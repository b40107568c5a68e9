--- Reads a number again and again until it shows what it should, as reads lag.
-- The one loop for that. The call that is given such a watch does the waiting,
-- so that it holds up no host.
-- @module whatsapp.registration.watch

local core = require "whatsapp.registration.core"

local watch = {}

--- Seconds before the next read. A server that asks for a wait gets it, and one
-- that asks for none does not get a busy loop.
-- @tparam table plan as `watch.new` takes it
-- @tparam ?table err how the last read ended
function watch.pause(plan, err)
    return math.max(err and err.retry_after or 0, plan.delay)
end

--- Makes a watch for `client.perform`.
--
--   * `is_enough(number)`: whether what was read will do;
--   * `delay`: seconds before the second read, doubled from read to read;
--   * `longest`: the longest of these delays;
--   * `ends`: when to stop, by `core.now()`;
--   * `on_wait(pause)`: optional, is called before each wait.
-- @treturn function is given what came, result and error; returns the seconds
--   after which to read again, or nil to stop
function watch.new(plan)
    return function(number, err)
        if number and plan.is_enough(number)
            or err and not err.retryable then
            return nil
        end
        local pause = watch.pause(plan, err)
        if core.now() + pause >= plan.ends then
            return nil
        end
        plan.delay = math.min(plan.delay * 2, plan.longest)
        if plan.on_wait then
            plan.on_wait(pause)
        end
        return pause
    end
end

return watch
