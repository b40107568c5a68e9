---@meta whatsapp.registration.posix

-- For editors: private files and a command's terminal, in C. Not part of the
-- public interface.

---@class whatsapp.registration.posix
local posix = {}

---@param path string
---@param is_named? boolean by a person: it may be a link, a pipe, or root's
---@return string? text nil where there is no such file
---@return string? problem also where others than the owner can read it
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

-- SIGINT, SIGTERM, SIGHUP and SIGQUIT are noted from then on; a second one ends
-- the program. SIGPIPE does not end it any more.
function posix.catch_interrupts() end

---@return integer? signal
function posix.interrupted() end

---@param prompt string
---@return string? line that was typed without being shown
---@return string? problem
function posix.terminal_ask(prompt) end

---@param descriptor integer
---@return integer? columns nil where it is no terminal
function posix.terminal_width(descriptor) end

-- Descriptors 0, 1 and 2 are taken from then on, closed or not.
---@return boolean? done
---@return string? problem
function posix.standard_take() end

---@param descriptor integer
---@param text string
---@return boolean? done
---@return string? problem where nobody reads any more, it is noted as SIGPIPE
function posix.standard_write(descriptor, text) end

return posix
