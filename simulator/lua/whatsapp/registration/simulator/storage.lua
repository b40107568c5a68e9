--- Local storage: GET and POST /{phone_number_id}/settings, and the older
-- parameter of register.
-- @module whatsapp.registration.simulator.storage

local errors = require "whatsapp.registration.simulator.errors"
local parameters = require "whatsapp.registration.simulator.parameters"

local storage = {}

local REGIONS = {}
for code in ("AE AU BH BR CA CH DE GB ID IN JP KR SG ZA"):gmatch("%u+") do
    REGIONS[code] = true
end

local function read_region(value)
    local region = parameters.text(value)
    if not region or not REGIONS[region] then
        return nil, errors.invalid("data_localization_region is not supported.")
    end
    return region
end

-- Below v21.0 the region is a parameter of register; from v21.0 on Meta's pages
-- disagree, and the option chooses.
local function policy_for(call)
    return call.version >= 21 and call.model.options.region_in_register
        or "apply"
end

--- The region that a register request asks for and may have.
-- @treturn ?string
-- @treturn ?table a failure
function storage.region_of_register(call)
    local record = call.number
    local value = call.params.data_localization_region
    local policy = policy_for(call)
    if value == nil or policy == "ignore" then
        return nil
    end
    if policy == "refuse" then
        return nil, errors.invalid("data_localization_region is not a "
            .. "parameter of this version. Use settings.")
    end
    local region, failure = read_region(value)
    if region and record.registered and record.storage_region ~= region then
        return nil, errors.new("local_storage_fixed")
    end
    return region, failure
end

local function show(record)
    if record.storage_region then
        return {
            status = "IN_COUNTRY_STORAGE_ENABLED",
            data_localization_region = record.storage_region,
        }
    end
    if record.retention_minutes then
        return {
            status = "NO_STORAGE_ENABLED",
            retention_minutes = record.retention_minutes,
        }
    end
    return { status = "IN_COUNTRY_STORAGE_DISABLED" }
end

function storage.read(call)
    return { storage_configuration = show(call.number) }
end

-- What each status sets: region and retention, or a failure.
local CHANGES = {
    IN_COUNTRY_STORAGE_ENABLED = function(configuration)
        local region, failure =
            read_region(configuration.data_localization_region)
        return region, nil, failure
    end,
    IN_COUNTRY_STORAGE_DISABLED = function()
        return nil, nil
    end,
    NO_STORAGE_ENABLED = function(configuration)
        if tonumber(configuration.retention_minutes) ~= 60 then
            return nil, nil, errors.invalid("retention_minutes must be 60.")
        end
        return nil, 60
    end,
}

function storage.write(call)
    local record = call.number
    local configuration =
        parameters.object(call.params.storage_configuration)
    if not configuration then
        return nil, errors.missing("storage_configuration")
    end
    local change = CHANGES[configuration.status]
    if not change then
        return nil, errors.invalid("storage_configuration: unknown status.")
    end
    if record.registered then
        return nil, errors.new("local_storage_fixed")
    end
    local region, retention, failure = change(configuration)
    if failure then
        return nil, failure
    end
    record.storage_region, record.retention_minutes = region, retention
    return { success = true }
end

return storage
