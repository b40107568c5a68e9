--- Numbers of a simulator for specs of the fleet, files of them, and what came
-- of it.

local cjson = require("cjson").new()

local files = require "spec.support.files"
local simulator = require "spec.support.simulator"
local support = require "spec.support.client"

local fleets = {}

--- A simulator without numbers in its way, and a folder.
-- @tparam ?table model its options
function fleets.start(model)
    local sim = simulator.start { model = support.merge({
        request_log = 100000, calls_an_hour = 10000000 }, model) }
    return sim, files.folder()
end

function fleets.stop(sim, folder)
    files.remove(folder)
    sim:stop()
end

--- Adds numbers that can be registered.
-- @tparam table sim
-- @tparam number count
-- @tparam ?table fields of each
-- @treturn table their ids
function fleets.add(sim, count, fields)
    local ids = {}
    for index = 1, count do
        ids[index] = ("2000%011d"):format(index)
        sim:set_number(ids[index], support.merge(
            { code_verification_status = "VERIFIED" }, fields))
    end
    return ids
end

--- A CSV of ids with a PIN.
function fleets.csv(path, ids)
    local lines = { "phone_number_id,pin" }
    for _, id in ipairs(ids) do
        lines[#lines + 1] = id .. ",071934"
    end
    return files.write(path, table.concat(lines, "\r\n") .. "\r\n")
end

--- The lines of a results file, decoded; what is half a line is left out.
function fleets.results(path)
    local list = {}
    for line in files.read_any(path):gmatch "[^\n]+" do
        local ok, entry = pcall(cjson.decode, line)
        list[#list + 1] = ok and entry or nil
    end
    return list
end

--- By id: the last line, and how many lines there are.
function fleets.by_id(path)
    local last, count = {}, {}
    for _, entry in ipairs(fleets.results(path)) do
        local id = entry.phone_number_id
        last[id], count[id] = entry, (count[id] or 0) + 1
    end
    return last, count
end

--- How often each number was asked for an operation.
function fleets.requests(sim, operation)
    local count = {}
    for _, request in ipairs(sim:received { operation = operation }) do
        count[request.id] = (count[request.id] or 0) + 1
    end
    return count
end

return fleets
