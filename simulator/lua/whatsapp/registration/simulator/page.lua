--- The page at `/`: what the simulator holds, for a browser. It only shows;
-- everything on it works without scripts.
-- @module whatsapp.registration.simulator.page

local answers = require "whatsapp.registration.simulator.answers"
local html = require "whatsapp.registration.simulator.html"
local page_numbers = require "whatsapp.registration.simulator.page_numbers"

local page = {}

local HEADERS = {
    ["content-type"] = "text/html; charset=utf-8",
    ["cache-control"] = "no-store",
    ["content-security-policy"] = "default-src 'none'; style-src "
        .. "'unsafe-inline'; img-src data:; form-action 'self'; "
        .. "base-uri 'none'; frame-ancestors 'none'",
    ["referrer-policy"] = "no-referrer",
    ["x-content-type-options"] = "nosniff",
}

local STYLE = [[
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem auto;
  max-width: 78rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; }
p { margin: .4rem 0 1rem; }
form { margin: 1rem 0; }
input, select, button { font: inherit; padding: .2rem .4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0 .4rem; width: 100%; }
caption { font-weight: 600; text-align: left; padding-bottom: .3rem; }
th, td { border-bottom: 1px solid #8884; padding: .25rem .7rem .25rem 0;
  text-align: left; vertical-align: top; white-space: nowrap; }
th { font-weight: 600; }
td { font-variant-numeric: tabular-nums; }
.long { overflow-wrap: anywhere; white-space: normal; }
th, .dim { color: #666; } .good { color: #0a7d33; } .bad { color: #c5221f; }
@media (prefers-color-scheme: dark) {
  th, .dim { color: #aaa; } .good { color: #5bd08a; } .bad { color: #ff7b72; }
}
]]

local function document(title, body)
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        .. "\n<meta name=\"viewport\" content=\"width=device-width, "
        .. "initial-scale=1\">\n<title>" .. html.escape(title) .. "</title>\n"
        .. "<link rel=\"icon\" href=\"data:,\">\n<style>\n" .. STYLE
        .. "</style></head><body>\n" .. table.concat(body, "\n")
        .. "\n</body></html>\n"
end

local function heading(model, query)
    local title = query.id and html.link("WhatsApp simulator", {})
        or "WhatsApp simulator"
    return ("<h1>%s</h1>\n<p>%s, %s; requests since it "
        .. "began: %d; faults still to come: %d; %s</p>"):format(title,
        html.escape(model.options.base_url), html.time(model:now()),
        model.requests_log.total, #model.faults, html.link("read again",
            query))
end

-- A query has texts alone; a name that comes twice is a list.
local function texts_of(query)
    local texts = {}
    for name, value in pairs(query) do
        texts[name] = type(value) == "string" and value or nil
    end
    return texts
end

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

-- The last requests, the newest first; of one number if one is shown.
local function list_requests(model, query)
    local entries = model:received(query.id and { id = query.id } or nil)
    local first, last, links = html.part(query, "requests", #entries)
    local rows = {}
    for index = first, last do
        rows[#rows + 1] = row_of(entries[#entries + 1 - index])
    end
    return html.table("Last requests", HEADINGS, rows) .. links
end

--- Whether a request is for the page. At the Graph API's own address only a
-- browser, which asks for HTML, gets it.
-- @tparam table request
-- @tparam boolean only_control whether it came in by the control API's port
function page.is_meant(request, only_control)
    return request.method == "GET" and request.path:match("^[^?]*") == "/"
        and (only_control or (request.headers.accept or "")
            :find("text/html", 1, true) ~= nil)
end

--- Request in, response out, like `model:handle`.
function page.handle(model, request)
    local query = texts_of(answers.normalize(request).query)
    local body = { heading(model, query) }
    local status = 200
    if query.id and not model.numbers[query.id] then
        status, body[2] = 404, "<p>There is no number "
            .. html.escape(query.id) .. ".</p>"
    elseif query.id then
        body[2] = page_numbers.one(model, model.numbers[query.id])
    else
        body[2] = page_numbers.accounts(model, query)
        body[3] = page_numbers.list(model, query)
    end
    body[#body + 1] = list_requests(model, query)
    return { status = status, headers = HEADERS,
        body = document(query.id or "WhatsApp simulator", body) }
end

return page
