--- Pieces of a page in HTML. All text from outside goes through `escape`.
-- @module whatsapp.registration.simulator.html

local merged = require "whatsapp.registration.simulator.merged"
local parameters = require "whatsapp.registration.simulator.parameters"

local html = {}

local ENTITIES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
    ['"'] = "&quot;", ["'"] = "&#39;" }

local REPLACEMENT = "\239\191\189"

--- Text for HTML, in an element or a quoted attribute. What changes the
-- direction of writing would let a name look like another: it is replaced, as
-- control characters are.
-- @param value anything
-- @treturn string
function html.escape(value)
    return (tostring(value):gsub("[&<>\"']", ENTITIES)
        :gsub("[%z\1-\31\127]", REPLACEMENT)
        :gsub("\226\128[\142\143\168-\174]", REPLACEMENT)
        :gsub("\226\129[\166-\169]", REPLACEMENT))
end

--- A time in UTC. The control API takes any number for one.
-- @tparam number seconds
-- @tparam[opt] string format as os.date has it
-- @treturn string
function html.time(seconds, format)
    local ok, text = pcall(os.date, "!" .. (format
        or "%Y-%m-%d %H:%M:%S UTC"), math.floor(seconds))
    return ok and text or tostring(seconds)
end

--- The page's own address with a query.
-- @tparam table query names and values, in the order of the names
function html.address(query)
    local names, parts = {}, {}
    for name in pairs(query) do
        names[#names + 1] = name
    end
    table.sort(names)
    for index, name in ipairs(names) do
        parts[index] = name .. "=" .. parameters.encode(query[name])
    end
    return "/" .. (parts[1] and "?" .. table.concat(parts, "&") or "")
end

--- A link within the page.
-- @tparam string text that is escaped
function html.link(text, query)
    return ('<a href="%s">%s</a>'):format(html.escape(html.address(query)),
        html.escape(text))
end

--- A word with a class, which gives it a colour.
function html.mark(text, class)
    return ('<span class="%s">%s</span>'):format(class, html.escape(text))
end

--- Text that may go over several lines of its cell.
function html.long(text)
    return '<span class="long">' .. html.escape(text) .. "</span>"
end

--- A table.
-- @tparam string caption
-- @tparam table headings
-- @tparam table rows lists of HTML
-- @treturn string
function html.table(caption, headings, rows)
    local lines = { "<div class=\"wide\"><table><caption>"
        .. html.escape(caption) .. "</caption><tr>" }
    for _, heading in ipairs(headings) do
        lines[#lines + 1] = '<th scope="col">' .. html.escape(heading)
            .. "</th>"
    end
    lines[#lines + 1] = "</tr>"
    for _, row in ipairs(rows) do
        lines[#lines + 1] = "<tr><td>" .. table.concat(row, "</td><td>")
            .. "</td></tr>"
    end
    lines[#lines + 1] = "</table></div>"
    return table.concat(lines, "\n")
end

-- Entries on a page
local SIZE = 25

--- The part that a query asks for.
-- @tparam table query of the page
-- @tparam string name of the field that has the part's place
-- @tparam number count of the whole list
-- @treturn number the first entry
-- @treturn number the last entry
-- @treturn string links to the part before and the part after
function html.part(query, name, count)
    local parts = math.max(1, math.ceil(count / SIZE))
    local asked = tonumber((query[name] or ""):match("^%d+$"))
    local place = math.max(1, math.min(asked or 1, parts))
    local first = (place - 1) * SIZE + 1
    local last = math.min(count, place * SIZE)
    local links = {}
    local function link(text, to)
        return html.link(text, merged(query, { [name] = to }))
    end
    links[1] = place > 1 and link("before", place - 1) or nil
    links[#links + 1] = count == 0 and "none"
        or ("%d to %d of %d"):format(first, last, count)
    links[#links + 1] = place < parts and link("after", place + 1) or nil
    return first, last, "<p>" .. table.concat(links, " &middot; ") .. "</p>"
end

return html
