--- Goes through the pages of a list by their cursors. The address of the next
-- page that Graph sends along holds the token, so it is never used or shown.
-- @module whatsapp.registration.pages

local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"

local pages = {}

local function copy(options)
    local copied = {}
    for key, value in pairs(options) do
        copied[key] = value
    end
    return copied
end

-- The cursor of the next page, or nil behind the last
local function cursor_after(page)
    local paging = type(page.paging) == "table" and page.paging or {}
    local cursors = type(paging.cursors) == "table" and paging.cursors or {}
    return paging.next and cursors.after or nil
end

-- Why a cursor does not lead on; that of the same page would for ever.
local function problem_of(after, asked)
    return type(after) ~= "string" and "is no string"
        or after == asked and "is that of this one" or nil
end

-- Without the trace id: an answer's headers may echo the token, and the call
-- that could take it out is over.
local function stuck(name, page, problem)
    return errors.complete({
        kind = "protocol",
        message = "the cursor of the next page " .. problem,
        operation = name,
        origin = "server",
        sent = "yes",
        http_status = page.response.http_status,
    }, core.operations()[name])
end

--- An iterator over all entries of a list.
-- @tparam table self a client
-- @tparam string name of the operation
-- @tparam ?table options
-- @treturn ?function returns the next entry, nil behind the last, and
--   `nil, err` where a page can't be had
-- @treturn ?table an error on the first page
function pages.each(self, name, options)
    local page, err = client.perform(self, name, options)
    if not page then
        return nil, err
    end
    local entries, request = json.objects(page.data), copy(options or {})
    local index, asked = 0, request.after
    local function following()
        index = index + 1
        if entries[index] then
            return entries[index]
        end
        local after = cursor_after(page)
        if not after then
            return nil
        end
        local problem = problem_of(after, asked)
        if problem then
            return nil, stuck(name, page, problem)
        end
        request.after = after
        local loaded, failure = client.perform(self, name, request)
        if not loaded then
            return nil, failure
        end
        page, entries = loaded, json.objects(loaded.data)
        index, asked = 0, after
        return following()
    end
    return following
end

return pages
