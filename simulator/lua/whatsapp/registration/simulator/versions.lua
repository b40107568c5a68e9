--- API versions: which one serves a request.
-- @module whatsapp.registration.simulator.versions

local errors = require "whatsapp.registration.simulator.errors"

local versions = {}

local function number_of(version)
    return tonumber(version:match("^v(%d+%.%d+)$"))
end

--- Finds the version that serves a request: an expired one is served by the
-- oldest live one, a missing one by the newest.
-- @tparam table route version ("v25.0", or nil) and rest
-- @tparam table settings
-- @treturn ?string the version's name
-- @return its number, or a failure
function versions.serve(route, settings)
    local asked = route.version
    local oldest = number_of(settings.oldest_version)
    local newest = number_of(settings.newest_version)
    if not asked then
        return settings.newest_version, newest
    end
    local wanted = number_of(asked)
    if wanted > newest then
        return nil, errors.unknown_path(route.rest:sub(2))
    end
    if wanted < oldest then
        return settings.oldest_version, oldest
    end
    return asked, wanted
end

return versions
