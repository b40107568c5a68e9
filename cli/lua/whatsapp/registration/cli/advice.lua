--- What an error of the library means on the command line: the option that
-- gives the field at fault, and the command that helps.
-- @module whatsapp.registration.cli.advice

local definition = require "whatsapp.registration.cli.definition"
local parser = require "whatsapp.registration.cli.parser"

local advice = {}

-- Fields whose options have another name
local OPTIONS = {
    data_localization_region = "--region",
    code_method = "--method",
    ["test_message.to"] = "--test-to",
    ["test_message.body"] = "--test-body",
}

local function command(words)
    return definition.name .. " " .. words
end

-- By the word that an error or a verdict has as `remedy`
local REMEDIES = {
    change_region = command "change-region deregisters the number, changes "
        .. "its region and registers it again.",
    migrate_number = command "migrate takes the backup.",
    set_local_storage = command "setup --region CODE sets the region, then "
        .. "registers the number.",
    subscribe_app = command "subscribe does that.",
    force = "--force sends it nevertheless.",
    without_journal = "--no-journal goes on without one.",
}

--- The option of a command that gives a field.
-- @tparam ?string field
-- @tparam ?string of the command
-- @treturn ?string nil if there is none
function advice.option(field, of)
    local name = field and (OPTIONS[field] or "--" .. field:gsub("_", "-"))
    return parser.options_by_name(of)[name or 0] and name or nil
end

-- Whether the server may have carried it out, although no answer said so
local function is_unknown(err)
    return err.next_action == "check_status" and err.sent ~= "no"
end

--- How to go on after an error, if the same command helps.
-- @tparam table err
-- @treturn ?string a sentence
function advice.go_on(err)
    if is_unknown(err) and err.attempt_spent then
        return definition.name .. " status finds out what became of it. Then "
            .. "run the same command again."
    end
    return err.kind == "cancelled" and "Run the same command again." or nil
end

--- The command or option that does what helps.
-- @tparam ?string remedy
-- @treturn ?string a sentence
function advice.remedy(remedy)
    return REMEDIES[remedy]
end

return advice
