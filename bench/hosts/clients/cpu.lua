--- CPU time of calls with a client for each beside that with one for all, in
-- slices that take turns, so that what else the machine does hits both: prints
-- the median of their ratios.
--
--     lua5.4 bench/hosts/clients/cpu.lua BASE_URL CA_FILE

local another = require "bench.numbers"
local registration = require "whatsapp.registration"

local base_url, ca_file = (table.unpack or unpack)(arg)

local SLICES, CALLS = 41, 100
local TOKEN = ("EAAG"):rep(50) -- as long as Meta's are

local function new_client()
    return registration.new {
        access_token = TOKEN,
        base_url = base_url,
        ca_file = ca_file,
    }
end

local shared = new_client()

local function slice(has_one)
    local begin = os.clock()
    for _ = 1, CALLS do
        local client = has_one and shared or new_client()
        local options = another()
        options.pin = "071934"
        assert(client:register(options).success)
    end
    return os.clock() - begin
end

slice(true)
slice(false)

local ratios = {}
for index = 1, SLICES do
    local one, each
    if index % 2 == 0 then
        one, each = slice(true), slice(false)
    else
        each, one = slice(false), slice(true)
    end
    ratios[index] = each / one
end
table.sort(ratios)
print(ratios[math.ceil(SLICES / 2)])
