--- The library's errors in the words of the command line: what they say of its
-- fields and functions is about options and commands here.
-- @module whatsapp.registration.cli.words

local definition = require "whatsapp.registration.cli.definition"

local words = {}

-- Fields whose options are not called as they are
local OPTIONS = {
    data_localization_region = "--region",
    code_method = "--method",
    ["test_message.to"] = "--test-to",
    ["test_message.body"] = "--test-body",
    to = "--test-to",
    body = "--test-body",
}

-- Patterns, and what is said instead
local PHRASES = {
    { "client:change_region{%.%.%.}", definition.name .. " change-region" },
    { "client:migrate_number{%.%.%.}", definition.name .. " migrate" },
    { "Read client:local_storage%(%) before", "Look at its settings before" },
    { "make a client with journal = false", "give --no-journal" },
    { " %(give it to the client or to the call%)",
        ": give --phone-number-id, or set WHATSAPP_PHONE_NUMBER_ID" },
    { " %(a number would lose leading zeros%)", "" },
    { "%S+%.lua:%d+: ", "" }, -- where a mistake was noticed
}

local TEXTS = { "message", "hint", "journal_error", "pin_store_error" }

local function has_option(name)
    for _, command in ipairs(definition.commands) do
        for index = 3, #command do
            for _, option in ipairs(command[index]) do
                if (option[1] .. " "):find(name .. " ", 1, true) then
                    return true
                end
            end
        end
    end
    return false
end

-- The option that gives a field; nil where there is none
local function option_of(field)
    local name = OPTIONS[field] or "--" .. field:gsub("_", "-")
    return has_option(name) and name or nil
end

local function in_words(text)
    for _, phrase in ipairs(PHRASES) do
        text = text:gsub(phrase[1], phrase[2])
    end
    return text
end

--- Puts an error into words, but for what the server says.
-- @tparam table err
-- @treturn table the same
function words.of(err)
    if err.origin ~= "local" then
        return err
    end
    for _, name in ipairs(TEXTS) do
        err[name] = err[name] and in_words(err[name])
    end
    local option = err.field and option_of(err.field)
    local start = err.field and err.field .. ":"
    if option and err.message:sub(1, #start) == start then
        err.message = option .. err.message:sub(#start)
    end
    return err
end

return words
