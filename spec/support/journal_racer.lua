--- A process that asks a journal for reservations: run by the specs.
--
--   journal_racer.lua race COUNT NUMBER KIND ARGUMENT...
--       waits for a line, then prints how many of COUNT were granted
--   journal_racer.lua once NUMBER KIND ARGUMENT...
--       prints the id of one reservation and stays, until it is killed
--   journal_racer.lua fill NUMBER KIND ARGUMENT...
--       reserves until the journal fails, then prints how many and why

local openers = {}

function openers.sqlite(path)
    return require("whatsapp.registration.journal.sqlite").open(path,
        { busy_timeout = 60 })
end

function openers.redis(path)
    local servers = require "spec.support.journal_redis"
    return require("whatsapp.registration.journal.redis").new {
        client = servers.client(path),
    }
end

local commands = {}

function commands.race(count, number, kind, ...)
    local journal = assert(openers[kind](...))
    io.read()
    local granted = 0
    for _ = 1, tonumber(count) do
        local id, refusal, why = journal:reserve(number, "register")
        assert(id or refusal, why)
        granted = granted + (id and 1 or 0)
    end
    print(granted)
end

function commands.once(number, kind, ...)
    local journal = assert(openers[kind](...))
    print((assert(journal:reserve(number, "register"))))
    io.stdout:flush()
    os.execute("sleep 60")
end

function commands.fill(number, kind, ...)
    local opened, journal = pcall(openers[kind], ...)
    if not opened then
        print(0, journal.message)
        return
    end
    local granted, id, why = -1, "opened", nil
    while id do
        granted = granted + 1
        local _
        id, _, why = journal:reserve(number, "register", { force = true })
    end
    print(granted, why)
end

commands[arg[1]]((table.unpack or unpack)(arg, 2))
