--- Goes through the pages of a list by their cursors. The address of the next
-- page that Graph sends along holds the token, so it is never used or shown.
-- @module whatsapp.registration.pages

local client = require "whatsapp.registration.client"

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
    local request = copy(options or {})
    local index = 0
    local function following()
        index = index + 1
        local entry = type(page.data) == "table" and page.data[index]
        if entry then
            return entry
        end
        request.after = cursor_after(page)
        if not request.after then
            return nil
        end
        local loaded, problem = client.perform(self, name, request)
        if not loaded then
            return nil, problem
        end
        page, index = loaded, 0
        return following()
    end
    return following
end

return pages
