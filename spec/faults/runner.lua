--- Makes calls to what is faulty, in one of the hosts, and notes what came of
-- each: plain tables, which JSON can carry.
--
-- A case is `id`, `operation`, `options`, `base_url`, `ca_file`, `timeout`,
-- `connect_timeout`, `plenty` (seconds; what takes longer hangs), `port` (of
-- the faulty server) if there is one, `can_be_mended`, and of its fault `warm`,
-- `pause`, `mends`.

local luasocket = require "socket"

local control = require "spec.support.control"
local hosts = require "spec.faults.hosts"
local memory = require "whatsapp.registration.journal.memory"
local safe = require "whatsapp.registration.safe"
local support = require "spec.support.client"

local runner = {}

local function client_for(case, host, record)
    return assert(safe.new(support.config_for(case, {
        host = host.config,
        timeout = case.timeout or case.plenty,
        connect_timeout = case.connect_timeout or case.plenty,
        journal = memory.new(),
        retries = { max = 1, base = 0.01 },
        on_event = function(event)
            if event.type == "request" and record.counts then
                record.requests = record.requests + 1
            end
        end,
    })))
end

local function note(record, result, err)
    record.outcome = result and "success"
        or tostring(err.kind) .. "/" .. tostring(err.sent)
    if err then
        record.attempt_spent, record.retryable = err.attempt_spent,
            err.retryable
        record.next_action, record.http_status = err.next_action,
            err.http_status
        record.origin, record.message = err.origin, err.message
    end
end

local function warm(case, host, client, record, ask)
    local ok, err = host.perform(client, "phone_number",
        { timeout = case.plenty })
    if not ok then
        record.problem = "the first call: " .. tostring(err)
    end
    if case.mends then
        ask("mend", { port = case.port })
    end
    if case.pause then
        host.sleep(case.pause)
    end
end

-- The same client, once what it met is mended. Its time to connect may be too
-- short for a busy machine.
local function go_on(case, host, client, record, ask)
    ask("mend", { port = case.port })
    local tries = case.connect_timeout and 20 or 1
    local later, err
    repeat
        later, err = host.perform(client, "phone_number",
            { timeout = case.plenty })
        tries = tries - 1
    until later or tries == 0
    record.after = later and "success" or tostring(err)
end

local function make(case, host, ask)
    local record = { id = case.id, requests = 0 }
    local client = client_for(case, host, record)
    local first_began = luasocket.gettime()
    if case.warm then
        warm(case, host, client, record, ask)
    end
    record.counts = true
    local began = luasocket.gettime()
    note(record, host.perform(client, case.operation, case.options))
    local ended = luasocket.gettime()
    record.elapsed, record.since_first = ended - began, ended - first_began
    record.counts = nil
    local budget = client:budget(support.NUMBER, case.operation)
    record.used = budget and budget.used or 0 -- most are not counted
    if case.can_be_mended then
        go_on(case, host, client, record, ask)
    end
    client:close()
    return record
end

-- A call that is under way until it is cancelled
local function start_companion(companion)
    local client = assert(safe.new(support.config_for(companion,
        { timeout = 300 })))
    local call = assert(client:start("phone_number"))
    return function()
        call:cancel()
        client:close()
    end
end

local function make_all(batch, host, ask, records)
    for _, case in ipairs(batch.cases) do
        host.spawn(function()
            local record = make(case, host, ask)
            records[#records + 1] = record
        end)
    end
    host.run()
end

--- Makes the calls of a plan.
-- @tparam table plan `host`, `control_port`, `companion`, and `batches` of
--   `cases`, which are made at once, if the host can; `crowded`
-- @treturn {table,...} a record of each case
function runner.run(plan)
    local ask, socket = control.connect(math.floor(plan.control_port))
    local records = {}
    for _, batch in ipairs(plan.batches) do
        local stop = batch.crowded and start_companion(plan.companion)
        make_all(batch, hosts[plan.host](), ask, records)
        if stop then
            stop()
        end
    end
    socket:close()
    return records
end

return runner
