--- Calls the program's own functions. If a hook, a journal or a PIN store
-- raises, that is its own failure, and does not break the call.
-- @module whatsapp.registration.hooks

-- The interpreters raise this at Ctrl-C, in the function that runs then. It is
-- meant to end the program, so it is raised again.
local INTERRUPT = "interrupted!"

local hooks = {}

--- Whether it is an interrupt, which must be raised again.
-- @param raised what pcall caught
function hooks.is_interrupt(raised)
    return type(raised) == "string" and raised:find(INTERRUPT, 1, true) ~= nil
end

--- What was raised, never nil; an interrupt is raised again.
-- @param raised what pcall caught
function hooks.problem(raised)
    if hooks.is_interrupt(raised) then
        error(raised, 0)
    end
    return raised or "an error without a message"
end

--- Calls a hook. Its results are not used.
function hooks.call(run, ...)
    local is_fine, raised = pcall(run, ...)
    if not is_fine then
        hooks.problem(raised)
    end
end

--- Calls a client's `on_event`, which is given a plain table without secrets.
-- @tparam table client
-- @tparam string kind the event's `type`
-- @tparam table event its other fields
function hooks.emit(client, kind, event)
    if client.on_event then
        event.type = kind
        hooks.call(client.on_event, event)
    end
end

--- What a journal must be able to do
hooks.JOURNAL = { "reserve", "settle", "budget", "attempts", "pending" }

local Guarded = {}

-- As the journals of this library answer, whatever a program's own returns:
-- nil and why not, and from `reserve` nil, why none is left, and why it failed
local function answer(name, first, second, third)
    if name == "settle"
        or first and (name == "reserve" or type(first) == "table") then
        return first, second, third
    elseif name ~= "reserve" then
        return nil, second or "it gave no reason"
    elseif type(second) == "table" and second.retry_after then
        return nil, second
    end
    return nil, nil, third or second or "it gave no reason"
end

local methods = {}
for _, name in ipairs(hooks.JOURNAL) do
    methods[name] = function(self, ...)
        local given = self.given
        local is_fine, first, second, third = pcall(given[name], given, ...)
        if is_fine then
            return answer(name, first, second, third)
        end
        local problem = hooks.problem(first)
        if name == "reserve" then
            return nil, nil, problem
        end
        return nil, problem
    end
end

-- Everything else, such as its clock, comes from the program's journal itself.
function Guarded.__index(self, key)
    return methods[key] or self.given[key]
end

--- Wraps a program's journal: if a method raises, it has failed.
-- @tparam table given
-- @treturn table
function hooks.guarded(given)
    return setmetatable({ given = given }, Guarded)
end

return hooks
