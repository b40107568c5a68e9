--- What it takes to set numbers up: figures as those of measures.lua. Ours set
-- them up by setup_number; the yardstick sends the same five requests.

local runs = require "bench.runs"

local setups = {}

-- How many requests to set numbers up the server has had
local function requests_so_far(bench)
    return tonumber(runs.from_server(bench, "requests"))
end

-- Numbers with ids of their own, for each program that sets some up
local function new_numbers(bench)
    bench.batches = (bench.batches or 0) + 1
    return ("6%05d000000000"):format(bench.batches)
end

-- Few at once: with 64, our runs open 28 to 41 connections, as it happens, and
-- the yardstick's 64. Millions of instructions for each outweigh the rest.
local FEW_SET_UP, MANY_SET_UP = 50, 450

--- Instructions to set a number up.
-- @tparam table bench
-- @tparam ?string journal "none" or "sqlite" for another than the default one
function setups.instructions(bench, journal)
    local names = { "setup", "ours_setup" }
    local figures = {}
    for _, name in ipairs(names) do
        local function count(numbers)
            local text = runs.counted(bench, bench.clients[name],
                ("many %d 4"):format(numbers), runs.CALLGRIND,
                "callgrind." .. name,
                { what = journal, id = new_numbers(bench) })
            return runs.total_of(text)
        end
        local few = count(FEW_SET_UP)
        figures[name] = { median = (count(MANY_SET_UP) - few)
            / (MANY_SET_UP - FEW_SET_UP) }
    end
    local bare, ours = figures.setup, figures.ours_setup
    ours.ratio = { median = ours.median / bare.median }
    return { bare = bare, ours = ours }
end

local SET_UP, SET_UP_ROUNDS = 128, 15

-- Starts one that sets up 128 numbers, 64 at once, each time that it is asked
local function start_setup(bench, name, journal)
    local ask, stop = runs.start(bench, bench.clients[name],
        { what = journal, id = new_numbers(bench) })
    local function set_up()
        return ask(("many %d 64"):format(SET_UP)) / SET_UP * 1e6
    end
    set_up() -- opens the connections
    return set_up, stop
end

--- Microseconds of CPU to set a number up, 64 at once.
-- @tparam table bench
-- @treturn table figures with the default configuration
-- @treturn table those of a journal in SQLite, beside those of none
-- @treturn table how many HTTP requests a number takes
function setups.cpu(bench)
    local before = requests_so_far(bench)
    local names = { "setup", "ours_setup", "none", "sqlite" }
    local set_up, stop = {}, {}
    for i, name in ipairs(names) do
        set_up[name], stop[name] = start_setup(bench,
            i == 1 and name or "ours_setup", i > 2 and name or nil)
    end
    local figures = runs.in_turn(names, SET_UP_ROUNDS, function(name)
        return set_up[name]()
    end)
    for _, name in ipairs(names) do
        stop[name]()
    end
    local requests = (requests_so_far(bench) - before)
        / (#names * SET_UP * (SET_UP_ROUNDS + 1))
    local added = { median = figures.sqlite.median - figures.none.median }
    return { bare = figures.setup, ours = figures.ours_setup },
        { ours = added }, { ours = { median = requests } }
end

return setups
