--- Brings together the faults, a server for each case, a program for each
-- host, and the checks.

local cjson = require "cjson"
local luasocket = require "socket"

local checks = require "spec.faults.checks"
local faulty = require "spec.faults.faulty"
local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local nginx = require "spec.support.nginx"
local process = require "spec.support.process"
local raw = require "spec.support.raw"

local matrix = {}

local Matrix = {}
Matrix.__index = Matrix

local TIMED_AT_ONCE, OTHERS_AT_ONCE = 60, 24
local PROGRAM_SECONDS = 1200

-- Seconds; what such a timeout ends has not ended by itself. A busy machine
-- takes many for an answer of megabytes.
local PLENTY = 100

local RESOLVER = "build/resolver.so"
local BUILD = [[
test ]] .. RESOLVER .. " -nt spec/faults/resolver.c" .. [[ && exit
mkdir -p build && new=$(mktemp build/resolver.XXXXXX) &&
gcc -O1 -Wall -Wextra -Werror -shared -fPIC -o "$new" spec/faults/resolver.c \
    -ldl && mv "$new" ]] .. RESOLVER

local STALLING = { steps = { "read", "stall" } }

-- Addresses at which there is no server
local places = {}

function places.nameless(case)
    return "https://case" .. case.id .. ".invalid"
end

function places.stalled_name(case)
    return "https://case" .. case.id .. ".stalled.invalid"
end

-- Bound, so that nobody else listens on it meanwhile
function places.closed_port(_, kept)
    local bound = assert(luasocket.tcp())
    assert(bound:bind("127.0.0.1", 0))
    kept[#kept + 1] = function()
        bound:close()
    end
    return "https://127.0.0.1:" .. select(2, bound:getsockname())
end

function places.full_backlog(_, kept)
    local full = raw.full_backlog()
    kept[#kept + 1] = full.stop
    return full.base_url
end

--- What the matrix needs for all hosts.
function matrix.start()
    local built = process.run { "sh", "-c", BUILD }
    assert(built.code == 0, built.stderr)
    local self = setmetatable({ server = faulty.start(), kept = {},
        last = 0 }, Matrix)
    self.companion = self.server:listen { STALLING } [1]
    return self
end

local function new_case(self, fault, operation)
    self.last = self.last + 1
    return {
        id = self.last, fault = fault, operation = operation,
        options = fault.options, timeout = fault.timeout, plenty = PLENTY,
        connect_timeout = fault.connect_timeout, warm = fault.warm,
        pause = fault.pause, mends = fault.mends,
    }
end

local function all_cases(self, faults, operations)
    local cases = {}
    for _, fault in ipairs(faults) do
        for _, operation in ipairs(operations) do
            if not fault.only or fault.only == operation then
                cases[#cases + 1] = new_case(self, fault, operation)
            end
        end
    end
    return cases
end

local function place(self, cases)
    local served, rows = {}, {}
    for _, case in ipairs(cases) do
        if case.fault.place then
            case.base_url = places[case.fault.place](case, self.kept)
            case.ca_file = self.companion.ca_file
        else
            served[#served + 1], rows[#rows + 1] = case, case.fault
        end
    end
    for i, made in ipairs(self.server:listen(rows)) do
        local case = served[i]
        case.port, case.ca_file = made.port, made.ca_file
        case.base_url = "https://localhost:" .. made.port
        case.can_be_mended = not case.fault.certificate
            and not case.fault.protocol
    end
    return served
end

local function as_json(case)
    local plain = {}
    for key, value in pairs(case) do
        plain[key] = key ~= "fault" and value or nil
    end
    return plain
end

-- Those that wait are made with others that wait, and nothing is crowded that
-- is not meant to be.
local function batches_of(cases)
    local open, batches = {}, {}
    for _, case in ipairs(cases) do
        local fault = case.fault
        local is_timed = fault.timeout or fault.connect_timeout
        local key = (is_timed and "timed" or "") .. tostring(fault.crowded)
        local batch = open[key]
        if not batch then
            batch = { crowded = fault.crowded, cases = {} }
            open[key], batches[#batches + 1] = batch, batch
        end
        batch.cases[#batch.cases + 1] = as_json(case)
        if #batch.cases == (is_timed and TIMED_AT_ONCE or OTHERS_AT_ONCE) then
            open[key] = nil
        end
    end
    return batches
end

local function write_plan(self, host, cases)
    return files.write(os.tmpname(), cjson.encode { host = host,
        batches = batches_of(cases),
        control_port = self.server.control_port,
        companion = { base_url = "https://localhost:" .. self.companion.port,
            ca_file = self.companion.ca_file } })
end

local ENVIRONMENT = { LD_PRELOAD = RESOLVER }

local function start_program(self, host, cases)
    local path = write_plan(self, host, cases)
    local child = process.start(
        { interpreter(), "spec/faults/program.lua", path },
        { wait = false, env = ENVIRONMENT })
    return function()
        local code = child:wait(PROGRAM_SECONDS)
        local output, errors = child:output()
        child:stop()
        os.remove(path)
        if code ~= 0 or errors ~= "" then
            error(("the program ended with %s: %s%s"):format(tostring(code),
                errors, output), 0)
        end
        return cjson.decode(output)
    end
end

-- One worker, in which one request makes all calls. Nothing is counted that
-- nginx keeps for further ones.
local function start_nginx(self, host, cases)
    local path = write_plan(self, host, cases)
    local server = nginx.start { env = ENVIRONMENT, server = [[
        location / {
            content_by_lua_block {
                local cjson = require "cjson"
                local file = io.open("]] .. path .. [[")
                local plan = cjson.decode(file:read "*a")
                file:close()
                ngx.print(cjson.encode { threads_left = 0,
                    descriptors_left = {},
                    records = require("spec.faults.runner").run(plan) })
            }
        }
    ]] }
    return function()
        local status, output = server:get "/"
        local log = server:log()
        server:stop()
        os.remove(path)
        assert(status == 200, log)
        return cjson.decode(output)
    end
end

-- So many programs share the cases
local function programs_for(self, host, cases, number)
    local shares, programs = {}, {}
    for i, case in ipairs(cases) do
        local share = (i - 1) % number + 1
        shares[share] = shares[share] or {}
        table.insert(shares[share], case)
    end
    for i, share in ipairs(shares) do
        local start = host == "nginx" and start_nginx or start_program
        programs[i] = start(self, host, share)
    end
    return programs
end

--- Begins to make the calls.
-- @tparam string host
-- @tparam table faults
-- @tparam {string,...} operations
-- @tparam[opt=1] number processes to make them in
-- @treturn function returns what came of them: `by_fault`, a list of problems
--   for each, with how many calls were `tried` and `held`; and `left`, what
--   the programs left behind
function Matrix:begin(host, faults, operations, processes)
    local cases = all_cases(self, faults, operations)
    local served = place(self, cases)
    local programs = programs_for(self, host, cases, processes or 1)
    return function()
        return self:finish(cases, served, programs)
    end
end

local function received(self, served)
    local ports, by_id = {}, {}
    for i, case in ipairs(served) do
        ports[i] = case.port
    end
    for i, got in ipairs(self.server:received(ports)) do
        by_id[served[i].id] = got
    end
    self.server:close(ports)
    return by_id
end

function Matrix:finish(cases, served, programs)
    local records, left = {}, {}
    for i, program in ipairs(programs) do
        local told = program()
        left[i] = told
        for _, record in ipairs(told.records) do
            records[record.id] = record
        end
    end
    local got = received(self, served)
    local by_fault = {}
    for _, case in ipairs(cases) do
        local row = by_fault[case.fault] or { tried = 0, held = 0 }
        local problems = checks.problems(case, records[case.id], got[case.id])
        by_fault[case.fault] = row
        row.tried = row.tried + 1
        row.held = row.held + (#problems == 0 and 1 or 0)
        for _, problem in ipairs(problems) do
            row[#row + 1] = problem
        end
    end
    return { by_fault = by_fault, left = left }
end

function Matrix:stop()
    for _, stop in ipairs(self.kept) do
        stop()
    end
    self.server:stop()
end

return matrix
