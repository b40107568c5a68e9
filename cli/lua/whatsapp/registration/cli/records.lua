--- What the journal knows of a number. It has the functions of a client, but
-- makes no client: that would load libcurl.
-- @module whatsapp.registration.cli.records

local checks = require "whatsapp.registration.cli.checks"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local must = require "whatsapp.registration.cli.must"
local refusals = require "whatsapp.registration.refusals"
local stores = require "whatsapp.registration.cli.stores"
local terminal = require "whatsapp.registration.cli.terminal"

local records = {}

-- The id of the number
local function number_of(given)
    local id = given.phone_number_id or os.getenv "WHATSAPP_PHONE_NUMBER_ID"
    if not id or id == "" then
        must(nil, checks.missing "phone_number_id")
    end
    local number, refusal = core.phone_number_id(id)
    return must(number, refusal and errors.refused(refusal))
end

local function asking(journal, number)
    local function ask(question, operation)
        local answer, problem = journal[question](journal, number, operation)
        return must(answer, not answer
            and refusals.journal_failed(problem, number))
    end
    return {
        budget = function(_, _, operation)
            return ask("budget", operation or "register")
        end,
        attempts = function()
            return ask "attempts"
        end,
    }
end

--- Opens the journal.
-- @tparam table self the command's context: `given`; gets `journal`
-- @treturn table with the methods `budget` and `attempts` of a client
function records.open(self)
    terminal.catch_interrupts()
    local number = number_of(self.given)
    self.journal = must(stores.open("journal", self.given))
    if not self.journal then
        must(nil, errors.refused { field = "journal",
            message = "journal: --no-journal leaves nothing to show" })
    end
    return asking(self.journal, number)
end

return records
