-- Makes calls with secrets, and counts what is left of those in the memory
-- that C code allocates, on the stack, and in what other processes can see of
-- this one. For LuaJIT, whose own memory is elsewhere: a program's strings are
-- the program's.
--
--     luajit left_behind.lua BASE_URL CA_FILE HOST TIMEOUT PIN_FILE
--         OPERATION,... NAME=SECRET...
--
-- The secrets come with each byte's lowest bit flipped, in hexadecimal, and
-- nothing here plants them anywhere but in Lua's memory. Prints lines of a
-- moment and the counts that are not 0.

local bit = require "bit"
local file = require "whatsapp.registration.pin_store.file"
local registration = require "whatsapp.registration"
local socket = require "socket"

local BASE_URL, CA_FILE, HOST, TIMEOUT, PIN_FILE, OPERATIONS = unpack(arg)

-- By no function that has a buffer on the stack
local function unveil(text)
    local bytes = {}
    for position = 1, #text, 2 do
        local digits = text:sub(position, position + 1)
        bytes[#bytes + 1] = bit.bxor(tonumber(digits, 16), 1)
    end
    return string.char(unpack(bytes))
end

local SECRETS = {}
for index = 7, #arg do
    local name, text = arg[index]:match "^(.-)=(.*)$"
    SECRETS[name] = unveil(text)
end

-- Without a buffer, which would be a copy in C's memory
local memory = assert(io.open("/proc/self/mem", "rb"))
memory:setvbuf "no"

local function count(text, needle)
    local found, at = 0, 1
    while true do
        local _, last = text:find(needle, at, true)
        if not last then
            return found
        end
        found, at = found + 1, last + 1
    end
end

local function add_counts(line, where, text)
    for name, secret in pairs(SECRETS) do
        local found = count(text, secret)
        if found > 0 then
            line = ("%s %s.%s=%d"):format(line, where, name, found)
        end
    end
    return line
end

local function add_region(line, first, last, where)
    assert(memory:seek("set", tonumber(first, 16)))
    return add_counts(line, where,
        memory:read(tonumber(last, 16) - tonumber(first, 16)) or "")
end

local function look(moment)
    local line = moment
    for entry in io.lines "/proc/self/maps" do
        local first, last, where =
            entry:match "^(%x+)%-(%x+) rw.*%[(%l+)%]$"
        if where == "heap" or where == "stack" then
            line = add_region(line, first, last, where)
        end
    end
    for _, name in ipairs { "cmdline", "environ", "comm" } do
        for text in io.lines("/proc/self/" .. name) do
            line = add_counts(line, name, text)
        end
    end
    return line
end

local function collect_and_look(moment)
    collectgarbage()
    collectgarbage()
    return look(moment)
end

-- The thread wipes a call that was given up while it had it in hand.
local function look_until_wiped(moment)
    local deadline = socket.gettime() + 60
    local line
    repeat
        line = collect_and_look(moment)
        socket.sleep(0.01)
    until not line:find "pin" or socket.gettime() > deadline
    return line
end

local OPTIONS = {
    register = { pin = SECRETS.pin, backup = { data = SECRETS.backup,
        password = SECRETS.password } },
    setup_two_step = { pin = SECRETS.pin },
    verify_code = { code = SECRETS.code },
    inspect_token = { input_token = SECRETS.input_token },
    deregister = { access_token = SECRETS.other_token },
    phone_number = {},
    request_code = { code_method = "SMS", language = "en_US" },
}

local client = registration.new {
    access_token = SECRETS.token,
    app_secret = SECRETS.app_secret,
    phone_number_id = "42",
    base_url = BASE_URL,
    ca_file = CA_FILE,
    timeout = tonumber(TIMEOUT),
    journal = false,
    retries = false,
    reconcile = false,
    pin_store = file.new(PIN_FILE),
    host = HOST == "thread" and function()
        socket.sleep(0.005)
    end or nil,
}
local under_way = client:start("register", OPTIONS.register)
under_way:poll(0)
print(collect_and_look "during")
under_way:cancel()
under_way = nil -- luacheck: ignore
print(look_until_wiped "cancelled")
for operation in OPERATIONS:gmatch "[%w_]+" do
    pcall(client[operation], client, OPTIONS[operation])
    print(collect_and_look(operation))
end
-- A call leaves nothing for the collector that it is done with.
collectgarbage "stop"
pcall(client.register, client, { backup = OPTIONS.register.backup })
print(look "loaded")
client:close()
client = nil -- luacheck: ignore
print(collect_and_look "closed")
