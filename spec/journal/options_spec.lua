-- A journal, PIN store or queue is refused if an option of it is wrong, before
-- anything is opened.

local memory = require "whatsapp.registration.journal.memory"
local pins = require "whatsapp.registration.pin_store.redis"
local queue = require "whatsapp.registration.fleet.stream"
local redis = require "whatsapp.registration.journal.redis"
local sqlite = require "whatsapp.registration.journal.sqlite"
local support = require "spec.support.client"

local PATH = "/nonexistent/attempts.db"
local NAN = 0 / 0

local function client()
    error "nothing is sent"
end

local function open(options)
    return sqlite.open(PATH, options)
end

local WRONG = {
    memory = { memory.new, { shared = "no", now = 5, prefix = true,
        share = false } },
    sqlite = { open, { shared = 0, now = "now", busy_timeout = "5",
        timeout = 5 } },
    redis = { redis.new, { shared = 0, now = {}, prefix = 5,
        allow_eviction = "true", allow_evictions = true } },
    ["PIN store"] = { pins.new, { prefix = 5, allow_eviction = 1,
        path = "pins" } },
    queue = { queue.new, { name = 5, prefix = {}, idle = "60", keep = 1,
        deliveries = "5", names = "a" } },
}

describe("the options of what is kept elsewhere", function()
    for what, case in pairs(WRONG) do
        for name, value in pairs(case[2]) do
            it(("are refused if a %s gets a %s as %s"):format(what,
                type(value), name), function()
                local err = support.error_of(case[1], {
                    client = client, [name] = value })
                assert.equal("invalid_request", err.kind)
                assert.equal(name, err.field)
            end)
        end

        it("are refused if they are no table of names, of a " .. what,
            function()
                for _, wrong in ipairs { 5, "x", true, { "x" } } do
                    assert.equal("options",
                        support.error_of(case[1], wrong).field)
                end
            end)
    end

    it("name how long SQLite waits, which is no time without end", function()
        for _, wrong in ipairs { -1, NAN, math.huge, 86401 } do
            assert.equal("busy_timeout",
                support.error_of(open, { busy_timeout = wrong }).field)
        end
    end)
end)
