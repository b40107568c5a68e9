-- How far one register walks through the library's files: a reader has
-- to follow it. The inside of a journal and of a PIN store is not counted.

local served = require "spec.support.served"
local support = require "spec.support.client"

local MOST_FILES, MOST_SWITCHES = 13, 25

local function yes()
    return true
end

local JOURNAL = { reserve = function()
    return "1"
end, settle = yes, budget = yes, attempts = yes, pending = yes }

local STORE = { save = yes, load = yes, settle = yes }

-- The files of the library that `run` calls functions of, and how often a call
-- goes from one of them to another
local function walk(run)
    local files, count, switches, last = {}, 0, 0, nil
    debug.sethook(function()
        local source = debug.getinfo(2, "S").source
        local file = source:match "registration/(.*)%.lua$"
            or source:match "whatsapp/(registration)%.lua$"
        if not file or source:find("spec/", 1, true) then
            return
        end
        if not files[file] then
            files[file], count = true, count + 1
        end
        if last and file ~= last then
            switches = switches + 1
        end
        last = file
    end, "c")
    local ok, err = pcall(run)
    debug.sethook()
    assert(ok, err)
    local names = {}
    for name in pairs(files) do
        names[#names + 1] = name
    end
    table.sort(names)
    return count, switches, table.concat(names, " ")
end

describe("one register with a journal and a PIN store", function()
    local server = served()
    local jit = rawget(_G, "jit")

    setup(function()
        if jit then
            jit.off() -- compiled code calls no hook
        end
    end)

    teardown(function()
        if jit then
            jit.on()
        end
    end)

    it("goes through few files, and seldom back and forth", function()
        server:json(200, '{"success":true}')
        local client = support.client_for(server,
            { journal = JOURNAL, pin_store = STORE })
        client:register { pin = "071934" } -- what is loaded once is loaded
        local files, switches, names = walk(function()
            client:register { pin = "071934" }
        end)
        assert.is_true(files <= MOST_FILES, files .. " files: " .. names)
        assert.is_true(switches <= MOST_SWITCHES, switches .. " switches")
    end)
end)
