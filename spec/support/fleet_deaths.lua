--- What must hold for the numbers of a fleet whose processes were killed, by
-- what the server received.

local deaths = {}

-- Requests of each number, oldest first
local function by_number(sim)
    local requests = {}
    for _, request in ipairs(sim:received()) do
        local id = request.id or ""
        requests[id] = requests[id] or {}
        table.insert(requests[id], request)
    end
    return requests
end

-- A register only after a look, and none after one that was seen to work
local function check_registers(requests)
    local registers, has_looked, is_registered = 0, false, false
    for _, request in ipairs(requests) do
        if request.operation == "phone_number" then
            has_looked = true
        elseif request.operation == "register" then
            assert(has_looked, "a register without a look before")
            assert(not is_registered, "a register of what is registered")
            registers, has_looked = registers + 1, false
            is_registered = request.status == 200
        end
    end
    return registers
end

local function check_codes(requests, lives)
    local last
    for _, request in ipairs(requests) do
        if request.operation == "request_code" then
            assert(not last or request.time - last >= lives,
                "a code while another one works")
            last = request.time
        end
    end
end

--- Checks all numbers.
-- @tparam table sim
-- @tparam table ids
-- @tparam number lives seconds of the simulator for which a code works at least
-- @tparam table pins a PIN store
-- @treturn number how many registers there were too many
function deaths.check(sim, ids, lives, pins)
    local requests, more = by_number(sim), 0
    for _, id in ipairs(ids) do
        local ok, problem = pcall(check_codes, requests[id], lives)
        local registers
        if ok then
            ok, registers = pcall(check_registers, requests[id])
            problem = registers
        end
        assert(ok, id .. ": " .. tostring(problem))
        assert(registers >= 1 and registers <= 10, id)
        more = more + registers - 1
        local number = sim:number(id)
        assert(number.registered, id .. " is not registered")
        assert(number.pin == pins.load(id), id .. ": its PIN is lost")
    end
    return more
end

return deaths
