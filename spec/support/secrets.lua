--- Secrets that look like nothing else, and a search for them.

local support = require "spec.support.client"

local secrets = {}

-- Some have what JSON and URLs write in another way.
local TOKEN = "EAAGt0ken" .. ("Xt0kenX"):rep(25)
local BACKUP = 'b4ckup"b4ckup\nb4ckup\\b4ckup/b4ckup+b4ckup='

secrets.CONFIG = {
    access_token = TOKEN,
    app_secret = "4pps3cret4pps3cret",
}

-- For each operation that has secrets of its own
secrets.OPTIONS = support.merge(support.OPTIONS, {
    register = {
        pin = "860213",
        backup = { data = BACKUP, password = 'p4ss"p4ss p4ss\\p4ss' },
    },
    deregister = { access_token = "EAAG0wn" .. ("0wnt0ken"):rep(8) },
    setup_two_step = { pin = "860213" },
    verify_code = { code = "947-381" },
    inspect_token = { input_token = "12345|1nspected1nspected" },
})

-- What betrays them, whatever became of the rest
secrets.TRACES = { "t0ken", "b4ckup", "p4ss", "860213", "947-381", "947381",
    "1nspected", "4pps3cret" }

local function search(value, path, seen)
    if type(value) == "table" then
        if seen[value] then
            return nil
        end
        seen[value] = true
        for key, member in pairs(value) do
            local inside = path .. "." .. tostring(key)
            local found = search(key, inside, seen)
                or search(member, inside, seen)
            if found then
                return found
            end
        end
        return search(getmetatable(value), path .. "#", seen)
    end
    -- Addresses and times can have any digits.
    local text = tostring(value):gsub("0x%x+", "")
    local is_number = type(value) == "number"
    for _, trace in ipairs(secrets.TRACES) do
        if text == trace or not is_number and text:find(trace, 1, true) then
            return ("%s shows %s: %s"):format(path, trace, text)
        end
    end
    return nil
end

--- Where a value, or whatever hangs on it, shows a secret; nil if nothing
-- does. Looks at keys, values, metatables and the string of each table.
function secrets.find(value, name)
    local ok, text = pcall(tostring, value)
    return search(value, name, {})
        or search(ok and text or "", name .. " as a string", {})
end

return secrets
