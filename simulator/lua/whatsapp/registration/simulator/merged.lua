--- Copies tables into a new one. Of equal keys the last table's counts.
-- @module whatsapp.registration.simulator.merged

return function(...)
    local merged = {}
    for _, each in ipairs { ... } do
        for key, value in pairs(each) do
            merged[key] = value
        end
    end
    return merged
end
