--- Lehmer's generator: the same numbers on every Lua, and no shared state.
-- @tparam number seed
-- @treturn function takes a number, and returns a whole one below it
return function(seed)
    return function(below)
        seed = seed * 16807 % 2147483647
        return seed % below
    end
end
