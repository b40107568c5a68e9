--- Goes through the pages of a list by their cursors. The address of the next
-- page that Graph sends along holds the token, so it is never used or shown.
-- @module whatsapp.registration.pages

local call = require "whatsapp.registration.call"
local client = require "whatsapp.registration.client"
local core = require "whatsapp.registration.core"
local errors = require "whatsapp.registration.errors"
local json = require "whatsapp.registration.json"

local pages = {}

-- After so many pages in a row without an entry, the list is given up.
local EMPTY_PAGES = 100

-- The cursor of the next page, or nil after the last
local function cursor_after(page)
    local paging = type(page.paging) == "table" and page.paging or {}
    local cursors = type(paging.cursors) == "table" and paging.cursors or {}
    return paging.next and cursors.after or nil
end

-- Why a cursor can't be followed
local function problem_of(self, after)
    return type(after) ~= "string" and "is no string"
        or self.asked[after] and "leads back to a page that was read"
        or self.empty >= EMPTY_PAGES and "leads to empty pages only" or nil
end

-- Leaves the trace id out: an answer's headers may echo the token, and only
-- the call, which is over, could remove it.
local function stuck(self, problem)
    return (errors.complete({
        kind = "protocol",
        message = "the cursor of the next page " .. problem,
        operation = self.name,
        origin = "server",
        sent = "yes",
        http_status = self.page.response.http_status,
    }, core.operations()[self.name]))
end

local function load(self)
    local page, err = client.perform(self.client, self.name, self.options)
    if page then
        self.page, self.index = page, 0
        self.entries = json.objects(page.data)
        self.empty = self.entries[1] and 0 or self.empty + 1
    end
    return page, err
end

-- Whether there is another page
local function turn(self)
    local after = cursor_after(self.page)
    if after == nil then
        return false
    end
    local problem = problem_of(self, after)
    if problem then
        return nil, stuck(self, problem)
    end
    self.options.after = after
    local page, err = load(self)
    self.asked[after] = page and true
    return page, err
end

local function following(self)
    repeat
        self.index = self.index + 1
        if self.entries[self.index] then
            return self.entries[self.index]
        end
        local is_turned, err = turn(self)
        if err then
            return nil, err -- the page may be asked for again
        end
    until not is_turned
    return nil
end

--- An iterator over all entries of a list.
-- @tparam table self a client
-- @tparam string name of the operation
-- @tparam ?table options are copied: later changes have no effect
-- @treturn ?function returns the next entry; nil after the last; `nil, err` if
--   a page can't be read; the next call asks for it again
-- @treturn ?table an error on the first page
function pages.each(self, name, options)
    local list = { client = self, name = name, options = call.copy(options),
        asked = {}, empty = 0 }
    local page, err = load(list)
    if not page then
        return nil, err
    elseif list.options.after ~= nil then
        list.asked[list.options.after] = true
    end
    return function()
        return following(list)
    end
end

return pages
