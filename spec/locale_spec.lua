-- A program may set a locale at any time, after the module is loaded, too.

local files = require "spec.support.files"
local interpreter = require "spec.support.interpreter"
local process = require "spec.support.process"
local raw = require "spec.support.raw"
local served = require "spec.support.served"

-- Prints what came of three calls after a comma has become the decimal sign.
local PROGRAM = [[
local registration = require "whatsapp.registration.safe"
local client = assert(registration.new {
    access_token = "token", phone_number_id = "106540352242922",
    base_url = arg[1], ca_file = arg[2], journal = false, retries = false,
})
assert(os.setlocale(arg[3]), "there is no such locale")
assert(#("%g"):format(0.5) == 3)
local _, err = client:register { pin = "071934" }
print(err.kind, err.code == 133016, err.retry_after == 259200)
local number = assert(client:phone_number())
print(number.ratio == 2.5, number.list[2] == 1500)
os.setlocale "C"
number = assert(client:phone_number())
print(number.ratio == 2.5, number.list[2] == 1500)
]]

local NUMBER = '{"id":"1","ratio":2.5,"list":[1,1.5e3]}'

describe("a locale with a decimal comma", function()
    local server = served()
    local folder

    setup(function()
        folder = files.folder()
        local made = process.run { "localedef", "-i", "de_DE", "-f", "UTF-8",
            folder .. "/de_DE.UTF-8" }
        assert.equal(0, made.code, made.stderr)
        files.write(folder .. "/program.lua", PROGRAM)
    end)

    teardown(function()
        files.remove(folder)
    end)

    it("that is set after loading changes no answer", function()
        server:answers {
            raw.response(400, '{"error":{"message":"m","code":133016}}'),
            raw.response(200, NUMBER), raw.response(200, NUMBER),
        }
        local ran = process.run({ interpreter(), folder .. "/program.lua",
            server.base_url, server.ca_file, "de_DE.UTF-8" },
            { env = { LOCPATH = folder } })
        assert.equal(0, ran.code, ran.stderr)
        assert.equal("registration_limit\ttrue\ttrue\ntrue\ttrue\n"
            .. "true\ttrue\n", ran.stdout)
    end)
end)
