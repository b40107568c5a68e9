--- The step that sets the region in which a number's messages are stored, and
-- reads it back.
-- @module whatsapp.registration.workflow.storage

local errors = require "whatsapp.registration.errors"
local flow = require "whatsapp.registration.workflow.flow"
local steps = require "whatsapp.registration.workflow.steps"

local storage = {}

-- From this version on a region is set before registering, in the number's
-- settings (Meta's local-storage guide and changelog of 2024-10-02).
local SETTINGS_SINCE = 21

--- Whether a region is set in the number's settings, not in register.
function storage.has_settings(client)
    local major = client.core:api_version():match "^v(%d+)"
    return tonumber(major) >= SETTINGS_SINCE
end

local function region_of(settings)
    local found = settings.storage_configuration
    found = type(found) == "table" and found or {}
    local is_on = tostring(found.status):upper()
        == "IN_COUNTRY_STORAGE_ENABLED"
    local region = found.data_localization_region
    return is_on and (type(region) == "string" and region:match "^%a%a$"
        or "an unknown region") or false
end

--- Reads the region, once until it is changed.
-- @treturn ?string|boolean the code; false if local storage is off
-- @treturn ?table an error
function storage.read(self)
    if self.stored == nil then
        local settings, err = flow.perform(self, "local_storage")
        if not settings then
            return nil, err
        end
        self.stored = region_of(settings)
    end
    return self.stored
end

local function in_words(region)
    return region and "local storage in " .. region or "no local storage"
end

local function fixed(self, found)
    return errors.stopped {
        kind = "invalid_request",
        field = self.workflow.region_field,
        message = ("%s: the number is registered with %s, which can't be "
            .. "changed while it is registered"):format(
            self.workflow.region_field, in_words(found)),
        hint = "Changing the region (change_region) deregisters the number, "
            .. "sets the region and registers it again.",
        remedy = "change_region",
        operation = "set_local_storage",
        phone_number_id = self.number,
    }
end

local function not_taken(self, found)
    local err = errors.stopped {
        kind = "api",
        message = ("the server accepted %s, but shows %s"):format(
            in_words(self.region), in_words(found)),
        hint = "Read the number's local storage before it is used: its "
            .. "messages are not stored as they should be.",
        operation = "local_storage",
        phone_number_id = self.number,
    }
    err.origin, err.sent, err.next_action = "server", "yes", "check_status"
    return err
end

local function check(self, otherwise)
    local found, err = storage.read(self)
    if err then
        return nil, err
    elseif found ~= self.region then
        return nil, otherwise(self, found)
    end
    return true
end

local function skip(self)
    local found, err = storage.read(self)
    if err then
        return nil, err
    elseif found == self.region then
        return "the number has " .. in_words(found)
    elseif self.is_on and not self.options.force then
        return nil, fixed(self, found)
    end
    return nil, steps.obstacle(self)
end

local function set(self)
    local result, err = flow.perform(self, "set_local_storage",
        { region = self.region })
    if err then
        return nil, err
    end
    self.stored = nil
    local ok
    ok, err = check(self, not_taken)
    return ok and result, err
end

storage.set = {
    name = "local_storage",
    operation = "set_local_storage",
    skip = skip,
    go = set,
}

--- After register has set it: only reads.
storage.verify = {
    name = "local_storage",
    operation = "local_storage",
    go = function(self)
        self.stored = nil
        local ok, err = check(self, self.needs_registering and not_taken
            or fixed)
        return nil, err, ok and "done"
    end,
}

return storage
