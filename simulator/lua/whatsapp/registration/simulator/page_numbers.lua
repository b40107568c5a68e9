--- The parts of the page that show accounts and numbers.
-- @module whatsapp.registration.simulator.page_numbers

local attempts = require "whatsapp.registration.simulator.attempts"
local fixtures = require "whatsapp.registration.simulator.fixtures"
local html = require "whatsapp.registration.simulator.html"
local made = require "whatsapp.registration.simulator.made"
local number = require "whatsapp.registration.simulator.number"
local number_fields =
    require "whatsapp.registration.simulator.number_fields"
local usage = require "whatsapp.registration.simulator.usage"

local page_numbers = {}

-- A page of accounts reads how many there are of each; more would be slow.
local function account_ids(model)
    local ids = {}
    for _, id in ipairs(model.account_order) do
        if not made.account_of(model, id) then
            ids[#ids + 1] = id
        end
    end
    local added = #ids
    local follow = model.options.made_numbers > 0
        and model.options.made_accounts or 0
    return added + follow, function(index)
        return ids[index] or made.account_id(index - added)
    end
end

local function account_row(model, id)
    local account = model.wabas[id]
    local percent = usage.of(model, id)
    return {
        html.link(id, { account = id }),
        html.escape(account.name),
        ("%d"):format(made.listing(model, id).count),
        html.mark(("%d %%"):format(percent), percent < 75 and "dim" or "bad"),
        account.removed and html.mark("taken away", "bad")
            or account.is_subscribed and html.mark("subscribed", "good")
            or html.mark("not subscribed", "dim"),
    }
end

--- The accounts.
function page_numbers.accounts(model, query)
    local count, id_at = account_ids(model)
    local first, last, links = html.part(query, "accounts", count)
    local rows = {}
    for index = first, last do
        rows[#rows + 1] = account_row(model, id_at(index))
    end
    return html.table("Accounts", { "Id", "Name", "Numbers",
        "Calls of the hour", "App" }, rows) .. links
end

local function attempts_of(model, record)
    local used, limit = attempts.used(record, "register", model)
    return html.mark(("%d of %d"):format(used, limit),
        used == 0 and "dim" or used < limit and "" or "bad")
end

local function flags_of(model, record)
    local flags = {}
    local function add(is_so, text)
        flags[#flags + 1] = is_so and text or nil
    end
    local blocked = attempts.blocked_until(record, model)
    add(blocked, "blocked until " .. html.time(blocked or 0))
    add(record.locked, "locked")
    add(record.half_deregistered, "deregistered half-way")
    add(record.half_registered, "registered half-way")
    add(record.is_on_biz_app or record.app_only, "on the app")
    add(record.on_premises, "on premises")
    add(record.is_test_number, "test number")
    add(record.needs_reverification, "must be verified again")
    add(record.certificate_refused, "no certificate")
    add(record.code, "a code was sent")
    return html.long(table.concat(flags, ", "))
end

local REGISTERED = { CONNECTED = "good" }

local function number_row(model, record)
    local status = number_fields.status(record, model)
    return {
        html.link(record.id, { id = record.id }),
        html.escape(record.display_phone_number),
        html.long(record.verified_name),
        html.mark(status, REGISTERED[status] or "dim"),
        html.mark(record.code_verification_status,
            number.is_verified(record) and "good" or "dim"),
        html.escape(record.pin or ""),
        attempts_of(model, record),
        flags_of(model, record),
    }
end

local HEADINGS = { "Id", "Number", "Name", "Status", "Ownership", "PIN",
    "Attempts", "State" }

-- To go to a number by its id, which may be far down the list
local function search(query)
    return ('<form method="get" action="/"><label>Number\'s id '
        .. '<input name="id" inputmode="numeric" value="%s"></label> '
        .. '<button>Show</button></form>'):format(
        html.escape(query.id or ""))
end

--- The numbers of the account that the query names.
function page_numbers.list(model, query)
    local account = query.account or fixtures.WABA
    local list = made.listing(model, account)
    local first, last, links = html.part(query, "numbers", list.count)
    local rows = {}
    for index = first, last do
        rows[#rows + 1] = number_row(model, list.at(index))
    end
    return html.table("Numbers of account " .. account .. " (attempts in the "
        .. "window)", HEADINGS, rows) .. links .. search(query)
end

-- One entry of a list
local function entry_of(each)
    if type(each) == "table" then
        return ("%s of %s"):format(tostring(each.operation),
            html.time(tonumber(each.time) or 0))
    end
    return tostring(each)
end

local function shown(field, value)
    if type(value) ~= "table" then
        local is_time = type(value) == "number"
            and (field:find("_at$") or field:find("_until$"))
        return html.long(is_time and html.time(value) or value)
    end
    local entries = {}
    for index, each in ipairs(value) do
        entries[index] = html.long(entry_of(each))
    end
    return table.concat(entries, "<br>")
end

-- Whether a field says anything
local function says_something(value)
    if type(value) == "table" then
        return #value > 0
    end
    return value ~= nil and value ~= false and value ~= 0
end

--- All fields of a number that say anything.
function page_numbers.one(model, record)
    local names, rows = {}, {}
    for field in pairs(number.FIELDS) do
        if says_something(record[field]) then
            names[#names + 1] = field
        end
    end
    table.sort(names)
    for index, field in ipairs(names) do
        rows[index] = { html.escape(field), shown(field, record[field]) }
    end
    return html.table("Number " .. record.id, { "Number", "Account", "Status",
        "Attempts in the window", "State" }, { {
            html.escape(record.display_phone_number),
            html.link(record.waba_id, { account = record.waba_id }),
            html.escape(number_fields.status(record, model)),
            attempts_of(model, record),
            flags_of(model, record),
        } }) .. html.table("Its fields, but for those that are false, 0 or "
        .. "empty", { "Field", "Value" }, rows)
end

return page_numbers
