--- Checks of what the server shows: the connection, the token, the number, the
-- account, and the time. The first read finds out whether there is a server at
-- all; without one the others are left out.
-- @module whatsapp.registration.doctor.server

local client = require "whatsapp.registration.client"
local errors = require "whatsapp.registration.errors"
local finding = require "whatsapp.registration.doctor.finding"
local flow = require "whatsapp.registration.workflow.flow"
local json = require "whatsapp.registration.json"
local pages = require "whatsapp.registration.pages"
local preflight = require "whatsapp.registration.preflight"
local text = require "whatsapp.registration.text"
local token = require "whatsapp.registration.doctor.token"

local server = {}

-- Seconds by which a clock may be off
local MOST_OFF = 120

local NOT_GRAPH = { network = true, timeout = true, tls = true,
    protocol = true }

-- What registering needs
local FINE = { register = true, already_registered = true }

local function read(run, name, own)
    local result, err = client.perform(run.client, name,
        flow.options(run, own))
    if result and not run.response then
        run.response, run.read_at = result.response, os.time()
    end
    return result, err
end

--- Token and number are there.
function server.settings(run)
    local ok, err = client.check(run.client, "inspect_token",
        flow.options(run))
    if not ok then
        run.gap = "there is no token"
    elseif not run.number and not run.options.waba_id then
        err = errors.refused { field = "phone_number_id",
            message = "neither phone_number_id nor waba_id is given" }
    else
        return finding.fine(run.number and "a token and the number "
            .. run.number .. " are given" or "a token and an account are "
            .. "given")
    end
    return finding.failed(err)
end

--- A server of the Graph API answers.
function server.connection(run)
    if run.gap then
        return finding.hidden(run.gap)
    end
    local err
    run.inspected, err = read(run, "inspect_token")
    run.refusal = err
    if err and (NOT_GRAPH[err.kind] or err.origin ~= "server") then
        run.gap = "the server can't be reached"
        return finding.failed(err)
    end
    return finding.fine "the server answers"
end

-- Whether the refusal says nothing against the token: the token may still
-- work.
local function is_about_inspection(err)
    return err.kind ~= "authentication" and err.kind ~= "unavailable"
        and err.kind ~= "rate_limited"
end

--- The token is valid, and may do what is needed.
function server.token(run)
    local err = run.refusal
    if run.gap then
        return finding.hidden(run.gap)
    elseif err and is_about_inspection(err) then
        return finding.skipped("the server refused to inspect the token: "
            .. err.message)
    elseif err then
        return finding.failed(err)
    end
    local data = run.inspected.data
    if type(data) ~= "table" then
        return finding.skipped "the server says nothing about the token"
    end
    local waba_id = run.options.waba_id
    return token.judge(data, waba_id and preflight.account(waba_id),
        os.time())
end

--- The number can be registered, or is.
function server.number(run)
    if not run.number then
        return finding.skipped "no phone_number_id is given"
    elseif run.gap then
        return finding.hidden(run.gap)
    end
    local number, err = read(run, "phone_number")
    run.shown = number
    if not number then
        return finding.failed(err)
    end
    local found = preflight.judge(number)
    if not FINE[found.action] then
        return finding.failed(preflight.failure(found, run.number))
    end
    return finding.fine(found.reason, found.notes[1]
        and table.concat(found.notes, " "))
end

-- An error unless the account's numbers can be listed
local function check_list(run)
    local each, err = pages.each(run.client, "phone_numbers",
        flow.options(run, { waba_id = run.options.waba_id, fields = "id",
            limit = 1 }))
    return not each and err or nil
end

--- The account is there, and has the number.
function server.account(run)
    if not run.options.waba_id then
        return finding.skipped "no waba_id is given"
    elseif run.gap then
        return finding.hidden(run.gap)
    end
    local err
    if run.shown then
        err = preflight.check_account(run.client, run.number, run.shown,
            flow.options(run), run.options.waba_id)
    else
        err = check_list(run)
    end
    if err then
        return finding.failed(err)
    end
    return finding.fine(run.shown and "it has the number"
        or "its numbers can be listed")
end

-- The token's app is among those that are subscribed; any app if the token
-- does not say which is its.
local function is_subscribed(run, list)
    local data = run.inspected and run.inspected.data
    local own = type(data) == "table" and data.app_id
    for _, entry in ipairs(json.objects(list)) do
        local app = entry.whatsapp_business_api_data
        if not own or type(app) == "table"
            and tostring(app.id) == tostring(own) then
            return true
        end
    end
    return false
end

--- The app gets the account's webhooks.
function server.app_subscribed(run)
    if not run.options.waba_id then
        return finding.skipped "no waba_id is given"
    elseif run.gap then
        return finding.hidden(run.gap)
    end
    local list, err = read(run, "subscribed_apps",
        { waba_id = run.options.waba_id })
    if not list then
        return finding.failed(err)
    elseif is_subscribed(run, list.data) then
        return finding.fine "the app is subscribed to the account"
    end
    return finding.failed { next_action = "subscribe_app",
        remedy = "subscribe_app",
        reason = "the app is not subscribed to the account",
        hint = "Subscribe it: until then no message and no event of the "
            .. "account reaches the webhook." }
end

--- The clock is right: the server's Date, against this machine's time.
function server.clock(run)
    local date = run.response and text.http_time(run.response.headers.date)
    if run.gap then
        return finding.hidden(run.gap)
    elseif not date then
        return finding.skipped "no answer shows the time"
    end
    local off = run.read_at - date
    if math.abs(off) <= MOST_OFF then
        return finding.fine "it agrees with the server's"
    end
    return finding.failed { next_action = "set_clock",
        reason = ("it is %d s %s by the server's"):format(math.abs(off),
            off > 0 and "fast" or "slow"),
        hint = "Set this machine's clock: certificates are checked and "
            .. "attempts are counted by it." }
end

return server
