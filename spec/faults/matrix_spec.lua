-- Each operation meets each fault in each host. checks.lua has what must hold,
-- faults.lua the faults. Some of all that is tried in each run;
-- with FULL=1 in the environment, everything. At the end a table is printed.

local faults = require "spec.faults.faults"
local matrix = require "spec.faults.matrix"
local support = require "spec.support.client"

local IS_FULL = os.getenv "FULL" == "1"
local IS_LUAJIT = rawget(_G, "jit") ~= nil

local SOME_OPERATIONS = { "register", "send_text", "phone_number" }
local ONCE = "Lua 5.4" -- nginx has a Lua of its own

-- Hosts, and in how many processes their calls are made
local SOME_HOSTS = { { "blocking", 6 }, { "background", 1 } }
local ALL_HOSTS = { { "blocking", 12 }, { "background", 1 },
    { "cqueues", 1 }, { "luv", 1 }, { "function", 1 } }

local function operations(host)
    return IS_FULL and host ~= "nginx" and support.operations()
        or SOME_OPERATIONS
end

local function hosts()
    if not IS_FULL then
        return (_VERSION == "Lua 5.4" or IS_LUAJIT) and SOME_HOSTS or {}
    end
    local all = { (table.unpack or unpack)(ALL_HOSTS) }
    if pcall(require, "copas") then
        table.insert(all, 5, { "copas", 1 })
    end
    if _VERSION == ONCE then
        table.insert(all, { "nginx", 1 })
    end
    return all
end

local function print_table(outcomes, tried)
    local columns = {}
    for _, host in ipairs(tried) do
        columns[#columns + 1] = ("%10s"):format(host[1])
    end
    print(("\n%-66s%s"):format("calls that held / were made, on "
        .. (IS_LUAJIT and "LuaJIT" or _VERSION), table.concat(columns)))
    for _, fault in ipairs(faults) do
        local cells = {}
        for i, host in ipairs(tried) do
            local outcome = outcomes[host[1]]
            local row = outcome and outcome.by_fault[fault]
            cells[i] = ("%10s"):format(row and row.held .. "/" .. row.tried
                or "-")
        end
        print(("%-66s%s"):format(fault.name, table.concat(cells)))
    end
end

local outcomes = {}

for _, host in ipairs(hosts()) do
    local name, processes = host[1], host[2]

    describe("every operation, waiting in " .. name .. ",", function()
        local outcome

        setup(function()
            local started = matrix.start()
            local ok, problem = pcall(function()
                outcomes[name] = started:begin(name, faults, operations(name),
                    processes)()
            end)
            started:stop()
            assert(ok, problem)
            outcome = outcomes[name]
        end)

        for _, fault in ipairs(faults) do
            it("meets " .. fault.name, function()
                local row = outcome.by_fault[fault]
                assert.equal("", table.concat(row, "\n"))
                assert.is_true(row.held > 0)
            end)
        end

        it("leaves no descriptor and no thread", function()
            for _, left in ipairs(outcome.left) do
                assert.equal("", table.concat(left.descriptors_left, "\n"))
                assert.is_true(left.threads_left <= 0)
            end
        end)
    end)
end

-- As the last: a test that is there on each Lua
describe("the matrix of faults", function()
    it("names each fault once", function()
        local named = {}
        for _, fault in ipairs(faults) do
            assert.is_nil(named[fault.name])
            named[fault.name] = true
        end
        if #hosts() > 0 then
            print_table(outcomes, hosts())
        end
    end)
end)
