--- Runs in nginx: does what a spec asks of a journal there, and answers what
-- the journal returned, as JSON. Other commands: a race that all workers take
-- part in, and what brings a dictionary into a state.

-- luacheck: read globals ngx

local json = require("cjson").new()

local redis = require "whatsapp.registration.journal.redis"
local redis_clients = require "whatsapp.registration.journal.redis_clients"
local shdict = require "whatsapp.registration.journal.shdict"

local handler = {}

-- Asks for one number at the same time as the other workers.
local function take_part(name, size)
    local dictionary = ngx.shared.races
    local journal = shdict.new("journal")
    dictionary:incr("ready:" .. name, 1, 0)
    local deadline = os.time() + 30
    repeat
        local ready = dictionary:get("ready:" .. name)
    until ready >= size or os.time() > deadline
    local granted = 0
    local options = { force = dictionary:get("force") }
    for _ = 1, dictionary:get("each") do
        local id = journal:reserve(name, "register", options)
        granted = granted + (id and 1 or 0)
    end
    dictionary:incr("granted:" .. name, granted, 0)
    dictionary:incr("done:" .. name, 1, 0)
end

--- In each worker: takes part in every race that is announced.
function handler.start_worker()
    local seen
    assert(ngx.timer.every(0.005, function()
        local race = ngx.shared.races:get("race")
        if race and race ~= seen then
            seen = race
            take_part(race, ngx.worker.count())
        end
    end))
end

local commands = {}

function commands.race(request)
    local races, name = ngx.shared.races, request.number
    races:set("each", request.each)
    races:set("force", request.force)
    races:set("race", name)
    for _ = 1, 3000 do
        ngx.sleep(0.01)
        if races:get("done:" .. name) == ngx.worker.count() then
            return races:get("granted:" .. name)
        end
    end
    return nil, "not all workers took part"
end

function commands.fill(request)
    local dictionary = ngx.shared[request.dictionary]
    for size = 12, 3, -1 do
        local i = 0
        repeat
            i = i + 1
        until not dictionary:safe_set(("fill%d/%d"):format(size, i),
            ("x"):rep(2 ^ size))
    end
    return true
end

function commands.flush(request)
    ngx.shared[request.dictionary]:flush_all()
    ngx.shared[request.dictionary]:flush_expired()
    return true
end

function commands.delete(request)
    ngx.shared[request.dictionary]:delete(request.key)
    return true
end

function commands.set(request)
    return ngx.shared[request.dictionary]:set(request.key, request.value)
end

function commands.ttl(request)
    return ngx.shared[request.dictionary]:ttl(request.key)
end

function commands.keys(request)
    return ngx.shared[request.dictionary]:get_keys(0)
end

local function redis_client(path, patience)
    return redis_clients.nginx(function()
        local client = require("nginx.redis"):new()
        client:set_timeout(1000 * patience)
        local connected, why = client:connect("unix:" .. path)
        return connected and client, why
    end)
end

local function open(request)
    local options = request.options
    if request.now then
        options.now = function()
            return request.now
        end
    end
    if request.redis then
        options.client = redis_client(request.redis, request.patience)
        return redis.new(options)
    end
    return shdict.try_new(request.dictionary, options)
end

function commands.call(request)
    local journal, err = open(request)
    if not journal then
        return nil, err.message
    end
    local arguments = {}
    for i = 1, 4 do
        local argument = request.arguments[i]
        arguments[i] = argument ~= json.null and argument or nil
    end
    return journal[request.method](journal, unpack(arguments, 1, 4))
end

-- CPU seconds of a reservation and its settling, for each of some batches
function commands.measure(request)
    local journal = shdict.new("journal", { prefix = "measure" })
    local samples = {}
    for batch = 1, request.batches do
        local start = os.clock()
        for i = 1, request.size do
            local number = ("%d/%d"):format(batch, i / 10)
            local id = assert(journal:reserve(number, "register",
                { force = true }))
            assert(journal:settle(number, id, "succeeded"))
        end
        samples[batch] = (os.clock() - start) / request.size
    end
    return samples
end

function handler.answer()
    ngx.req.read_body()
    local request = json.decode(ngx.req.get_body_data())
    local results = { commands[request.command](request) }
    for i = 1, 3 do
        if results[i] == nil then
            results[i] = json.null
        end
    end
    ngx.say(json.encode(results))
end

return handler
