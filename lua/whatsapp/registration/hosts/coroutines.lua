--- What the hosts that yield have in common.
-- @module whatsapp.registration.hosts.coroutines

local core = require "whatsapp.registration.core"

local coroutines = {}

-- Lua 5.1 does not tell of a C function that can't be yielded across.
local is_yieldable = coroutine.isyieldable or function()
    return coroutine.running() ~= nil
end

--- Whether the running code can yield.
-- @treturn boolean
function coroutines.can_yield()
    return is_yieldable()
end

--- A waker, where the running code can yield.
-- @tparam string host its name
-- @treturn ?userdata
-- @treturn ?string why there is none
function coroutines.waker(host)
    if not is_yieldable() then
        return nil, ("a call in %s waits by yielding, which is not possible "
            .. "here (outside a coroutine, while a file is being loaded by "
            .. "require, or inside a C function's callback); make it in a "
            .. "coroutine, or use client:start and call:poll"):format(host)
    end
    local waker, problem = core.waker()
    if not waker then
        return nil, "no descriptor to wait with: " .. problem
    end
    return waker
end

return coroutines
