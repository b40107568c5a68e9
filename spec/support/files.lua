--- Files as texts, and folders for them.

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

--- The same, or "" if there is no such file.
function files.read_any(path)
    local file = io.open(path, "rb")
    local text = file and file:read "*a" or ""
    if file then
        file:close()
    end
    return text
end

--- Whether there is a file that can be read.
function files.exists(path)
    local file = io.open(path)
    return file ~= nil and file:close()
end

--- Makes a file of a text.
-- @tparam string path
-- @tparam string text
-- @treturn string the path
function files.write(path, text)
    local file = assert(io.open(path, "wb"))
    file:write(text)
    assert(file:close())
    return path
end

--- Makes an empty folder.
-- @treturn string its path
function files.folder()
    local pipe = assert(io.popen "mktemp -d")
    local path = pipe:read "*l"
    pipe:close()
    return assert(path)
end

--- Removes a folder of `files.folder` with all that is in it.
function files.remove(folder)
    os.execute("rm -rf '" .. folder .. "'")
end

return files
