--- The part of the page that shows the last requests: never their headers and
-- bodies, which contain tokens.
-- @module whatsapp.registration.simulator.page_requests

local html = require "whatsapp.registration.simulator.html"
local pager = require "whatsapp.registration.simulator.pager"

local page_requests = {}

local HEADINGS = { "Time", "Request", "Operation", "Answer" }

local LONGEST_PATH = 100

local function answer_of(entry)
    if not entry.status then
        return html.mark("none", "bad")
    end
    local class = entry.status < 300 and "good" or "bad"
    local text = html.mark(("%d"):format(entry.status), class)
    if entry.error_code then
        text = text .. " " .. html.mark("error " .. entry.error_code, class)
    end
    return text .. (entry.fault and " fault " .. html.escape(entry.fault)
        or "")
end

local function row_of(entry)
    local path = entry.path:sub(1, LONGEST_PATH)
    return {
        html.time(entry.time, "%H:%M:%S"),
        html.long(entry.method .. " " .. path),
        html.escape(entry.operation or ""),
        answer_of(entry),
    }
end

--- The last requests, the newest first; of one number if one is shown.
function page_requests.list(model, query)
    local entries = model:received(query.id and { id = query.id } or nil)
    local first, last, links = pager.part(query, "requests", #entries)
    local rows = {}
    for index = first, last do
        rows[#rows + 1] = row_of(entries[#entries + 1 - index])
    end
    return html.table("Last requests", HEADINGS, rows) .. links
end

return page_requests
