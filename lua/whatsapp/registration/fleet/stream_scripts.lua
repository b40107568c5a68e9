--- What Redis runs for a queue of numbers, each in one step: so a number is
-- taken by one worker, and has one result. The key is the queue's; its other
-- keys have the same braces, so they are in the same slot of a cluster.
-- @module whatsapp.registration.fleet.stream_scripts

local scripts = {}

-- A queue is for one workflow until it is empty. What another one has done is
-- not done for this one, so each has numbers and results of its own.
local OF_WORKFLOW = [[
local workflow = redis.call('GET', KEYS[1] .. ':workflow')
local function of_workflow(name)
    return KEYS[1] .. ':' .. name .. ':' .. (workflow or '')
end
]]

-- Adds numbers that are not there. Arguments: the workflow that they are for;
-- id and row, again and again. Returns how many were added, or "other" and the
-- workflow that the queue is for.
scripts.push = OF_WORKFLOW .. [[
if workflow and workflow ~= ARGV[2] and redis.call('XLEN', KEYS[1]) > 0 then
    return { ARGV[1], 'other', workflow }
end
workflow = ARGV[2]
redis.call('SET', KEYS[1] .. ':workflow', workflow)
local added = 0
for index = 3, #ARGV, 2 do
    if redis.call('SADD', of_workflow('numbers'), ARGV[index]) == 1 then
        redis.call('XADD', KEYS[1], '*', 'number', ARGV[index],
            'row', ARGV[index + 1])
        added = added + 1
    end
end
return { ARGV[1], added }
]]

-- Takes over a number of a worker that is gone, or takes a new one. Arguments:
-- group, worker, milliseconds after which a worker counts as gone, most
-- deliveries, where to go on looking for such numbers, the worker's workflow.
-- Returns id, row, and where to go on; else "" and "later" or "empty"; or
-- "other" and the workflow that the queue is for.
scripts.take = OF_WORKFLOW .. [[
local token, group, worker, idle, most, cursor, wanted = unpack(ARGV)
if workflow and workflow ~= wanted then
    return { token, 'other', workflow }
end
redis.pcall('XGROUP', 'CREATE', KEYS[1], group, '0', 'MKSTREAM')
local function field_of(fields, name)
    for index = 1, #fields, 2 do
        if fields[index] == name then return fields[index + 1] end
    end
    return ''
end
local function bury(entry, deliveries)
    redis.call('XADD', KEYS[1] .. ':dead', '*', 'deliveries', deliveries,
        unpack(entry[2]))
    redis.call('XACK', KEYS[1], group, entry[1])
    redis.call('XDEL', KEYS[1], entry[1])
    redis.call('SREM', of_workflow('numbers'), field_of(entry[2], 'number'))
end
for _ = 1, 100 do
    local claimed = redis.call('XAUTOCLAIM', KEYS[1], group, worker, idle,
        cursor, 'COUNT', 1)
    cursor = claimed[1]
    local entry = claimed[2][1]
    if not entry then break end
    local pending = redis.call('XPENDING', KEYS[1], group, entry[1],
        entry[1], 1)
    local deliveries = pending[1][4]
    if deliveries <= tonumber(most) then
        return { token, entry[1], field_of(entry[2], 'row'), cursor }
    end
    bury(entry, deliveries)
end
local read = redis.call('XREADGROUP', 'GROUP', group, worker, 'COUNT', 1,
    'STREAMS', KEYS[1], '>')
if read then
    local entry = read[1][2][1]
    return { token, entry[1], field_of(entry[2], 'row'), cursor }
end
local open = redis.call('XPENDING', KEYS[1], group)[1]
return { token, '', open > 0 and 'later' or 'empty', cursor }
]]

-- Keeps numbers from being taken over. Arguments: group, worker, ids.
scripts.renew = [[
for index = 4, #ARGV do
    local held = redis.call('XPENDING', KEYS[1], ARGV[2], ARGV[index],
        ARGV[index], 1)
    if held[1] and held[1][2] == ARGV[3] then
        redis.call('XCLAIM', KEYS[1], ARGV[2], ARGV[3], 0, ARGV[index],
            'JUSTID')
    end
end
return { ARGV[1] }
]]

-- Ends a number that this worker still holds. Arguments: group, worker, id,
-- "done" with a result, "failed" with one (it can be pushed again), or "back".
scripts.finish = OF_WORKFLOW .. [[
local token, group, worker, id, what, result = unpack(ARGV)
local held = redis.call('XPENDING', KEYS[1], group, id, id, 1)
if not held[1] or held[1][2] ~= worker then
    return { token, 'lost' }
end
local fields = redis.call('XRANGE', KEYS[1], id, id)[1][2]
if what == 'back' then
    redis.call('XADD', KEYS[1], '*', unpack(fields))
else
    redis.call('XADD', of_workflow('results'), '*', 'result', result)
    if what == 'failed' then
        redis.call('SREM', of_workflow('numbers'), fields[2])
    end
end
redis.call('XACK', KEYS[1], group, id)
redis.call('XDEL', KEYS[1], id)
return { token, 'ended' }
]]

-- Takes a worker that holds nothing off the list
scripts.leave = [[
if #redis.call('XPENDING', KEYS[1], ARGV[2], '-', '+', 1, ARGV[3]) == 0 then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[2], ARGV[3])
end
return { ARGV[1] }
]]

-- A page of results after an id: ids and results in turn
scripts.results = OF_WORKFLOW .. [[
local page = redis.call('XRANGE', of_workflow('results'), ARGV[2], '+',
    'COUNT', 100)
local flat = { ARGV[1] }
for _, entry in ipairs(page) do
    flat[#flat + 1] = entry[1]
    flat[#flat + 1] = entry[2][2]
end
return flat
]]

-- How many wait, are held, have results, are dead
scripts.counts = OF_WORKFLOW .. [[
local held = redis.pcall('XPENDING', KEYS[1], ARGV[2])
local open = held.err and 0 or held[1]
return { ARGV[1], redis.call('XLEN', KEYS[1]) - open, open,
    redis.call('XLEN', of_workflow('results')),
    redis.call('XLEN', KEYS[1] .. ':dead') }
]]

return scripts
