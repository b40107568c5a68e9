--- Files as texts.

local files = {}

--- All bytes of a file, which must be there.
-- @tparam string path
-- @treturn string
function files.read(path)
    local file = assert(io.open(path, "rb"))
    local text = file:read "*a"
    file:close()
    return text
end

--- Whether there is a file that can be read.
function files.exists(path)
    local file = io.open(path)
    return file ~= nil and file:close()
end

return files
