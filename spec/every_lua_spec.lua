-- What one Lua compiles another refuses: 5.5 assignments to loop variables,
-- 5.1 what came later.
describe("every Lua file", function()
    it("is one that this Lua compiles", function()
        local files = assert(io.popen("find lua cli simulator examples "
            .. "spec bench -name '*.lua'"))
        for path in files:lines() do
            local chunk, problem = loadfile(path)
            assert.is_truthy(chunk, problem)
        end
        files:close()
    end)
end)
