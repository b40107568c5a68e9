-- Prints the modules in C of the rockspecs that it is given, a line each: the
-- file below its folder, and what the compiler is given to make it:
--
--     lua c_modules.lua ROCKSPEC...
local lines = {}
for _, rockspec in ipairs(arg) do
    local folder = rockspec:match "^.*/" or ""
    dofile(rockspec) -- sets globals
    for name, module in pairs(rawget(_G, "build").modules) do
        if type(module) == "table" then
            local words = { (name:gsub("%.", "/")) .. ".so" }
            for _, source in ipairs(module.sources) do
                words[#words + 1] = folder .. source
            end
            for _, library in ipairs(module.libraries or {}) do
                words[#words + 1] = "-l" .. library
            end
            lines[#lines + 1] = table.concat(words, " ")
        end
    end
end
print(table.concat(lines, "\n"))
