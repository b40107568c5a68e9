-- Counts attempts in an SQLite file and keeps PINs in another, so that neither
-- is lost when the process dies. Needs LuaSQL (Debian: lua-sql-sqlite3).
--
--     lua5.4 examples/journal_sqlite.lua [FOLDER]

local file = require "whatsapp.registration.pin_store.file"
local registration = require "whatsapp.registration"
local sqlite = require "whatsapp.registration.journal.sqlite"

local here = arg[0]:match "^.*/" or "./"
local config, simulator = dofile(here .. "simulated.lua") "106540352242923"

local made = not arg[1] and os.tmpname()
local base = arg[1] and arg[1] .. "/whatsapp" or made

config.journal = sqlite.open(base .. ".db")
config.pin_store = file.new(base .. ".pins")

local client = registration.from_env(config)

-- Settles what a process that was killed has left open, by reads only
for _, attempt in ipairs(client:reconcile()) do
    print("settled:", attempt.operation, attempt.state)
end

local function show_budget()
    local budget = client:budget()
    print(("%d of %d attempts left"):format(budget.left, budget.limit))
end

show_budget()
if simulator then -- with a real number, this would spend attempts
    client:register { pin = registration.generate_pin() }
    client:deregister()
    client:register() -- with the PIN from the store
    show_budget()
    for _, attempt in ipairs(client:attempts()) do
        print(os.date("%H:%M:%S", math.floor(attempt.reserved_at)),
            attempt.operation, attempt.state)
    end
end

config.journal:close()
if made then
    for _, suffix in ipairs { "", ".db", ".pins", ".pins.lock" } do
        os.remove(base .. suffix)
    end
end
