--- The Lua that runs the specs, to run something else on the same one.
-- @treturn string
return function()
    local first = 0
    while arg[first - 1] do
        first = first - 1
    end
    return arg[first]
end
