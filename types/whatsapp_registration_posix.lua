---@meta whatsapp.registration.posix

-- For editors: private files, in C. Not part of the public interface.

---@class whatsapp.registration.posix
local posix = {}

---@param path string
---@param is_named? boolean by a person: it may be a link, a pipe, or root's
---@return string? text nil if there is no such file
---@return string? problem also if others than the owner can read it
function posix.private_read(path, is_named) end

---@param path string
---@param text string
---@return boolean? done when it is on the disk
---@return string? problem
function posix.private_write(path, text) end

---@class whatsapp.registration.posix.Lock
local Lock = {}

function Lock:close() end

---@param path string
---@param seconds number to wait if somebody else has it
---@return whatsapp.registration.posix.Lock?
---@return string? problem
---@return boolean? is_held by somebody else
function posix.private_lock(path, seconds) end

---@param path string a file, made if it is missing, never opened if it is there
---@return boolean? done
---@return string? problem
function posix.private_create(path) end

---@param path string
---@return string? identity which no other file has; nil if there is no file
function posix.file_identity(path) end

---@param path string
---@return boolean? done
---@return string? problem
function posix.private_directory(path) end

return posix
