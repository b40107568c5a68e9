--- A configuration from the environment.
-- @module whatsapp.registration.environment

local environment = {}

local VARIABLES = {
    access_token = "WHATSAPP_ACCESS_TOKEN",
    phone_number_id = "WHATSAPP_PHONE_NUMBER_ID",
    api_version = "WHATSAPP_API_VERSION",
    base_url = "WHATSAPP_BASE_URL",
    app_secret = "WHATSAPP_APP_SECRET",
    ca_file = "WHATSAPP_CA_FILE",
}

--- A copy of `config` with what it lacks taken from the environment. A
-- variable that is empty counts as not set. What is no table comes back as it
-- is, for the client to refuse.
-- @tparam ?table config
-- @treturn table
function environment.complete(config)
    if config ~= nil and type(config) ~= "table" then
        return config
    end
    local complete = {}
    for key, variable in pairs(VARIABLES) do
        local value = os.getenv(variable)
        if value and value ~= "" then
            complete[key] = value
        end
    end
    for key, value in pairs(config or {}) do
        complete[key] = value
    end
    return complete
end

return environment
