--- Says why a registration does not work. Checks everything that it depends
-- on, sends only reads, and says for each check whether it is in order.
-- @module whatsapp.registration.doctor

local call = require "whatsapp.registration.call"
local client = require "whatsapp.registration.client"
local kept = require "whatsapp.registration.doctor.kept"
local server = require "whatsapp.registration.doctor.server"
local versions = require "whatsapp.registration.doctor.versions"
local workflow = require "whatsapp.registration.workflow"

-- In this order: a check may use what an earlier one has read
local CHECKS = {
    { "settings", server.settings },
    { "connection", server.connection },
    { "token", server.token },
    { "number", server.number },
    { "account", server.account },
    { "app_subscribed", server.app_subscribed },
    { "clock", server.clock },
    { "journal", kept.journal },
    { "pin_store", kept.pin_store },
    { "budget", kept.budget },
    { "api_version", versions.check },
}

-- Stands for a token, so that the other values can be checked without one
local ANY_TOKEN = "none"

-- The id of the number, or nil if there is none; or an error
local function check_values(self, given)
    local token = given.access_token or ANY_TOKEN
    local ok, number = client.check(self, "inspect_token", {
        phone_number_id = given.phone_number_id, access_token = token,
        timeout = given.timeout })
    local problem
    if ok and given.waba_id ~= nil then
        ok, problem = client.check(self, "subscribe_app",
            { waba_id = given.waba_id, access_token = token })
    end
    if ok then
        return number ~= "" and number or nil
    end
    problem = problem or number
    problem.operation = nil -- it was not about to be sent
    return nil, problem
end

--- Looks at everything.
-- @tparam table self a client
-- @tparam ?table given `waba_id`, without which the account is not looked at,
--   and what every call takes
-- @treturn ?table `healthy` and `checks`, a list of `name`, `ok`, `reason`,
--   and of what is not in order `kind`, `next_action`, `hint` and
--   `retry_after` as an error has them; `skipped` is true of what was not
--   looked at: `ok` if there was no need, else because something else is not
--   in order
-- @treturn ?table an error: the options are wrong
return function(self, given)
    given = call.copy(given)
    local number
    local err = workflow.check_names(self, "preflight", given)
    if not err then
        number, err = check_values(self, given)
    end
    if err then
        return nil, err
    end
    local run = { client = self, options = given, number = number }
    local report = { healthy = true, checks = {} }
    for index, check in ipairs(CHECKS) do
        local found = check[2](run)
        found.name = check[1]
        report.checks[index] = found
        report.healthy = report.healthy and found.ok
    end
    return report
end
