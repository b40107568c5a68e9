--- What is known of each of many numbers, in about ten bytes a number: a map
-- from ids to a few words. A Lua table would take a hundred bytes a number.
--
-- The ids are spread over strings. An entry in a string is a zero, the digits
-- of an id in pairs, and a byte for its word.
-- @module whatsapp.registration.fleet.ids

local ids = {}

-- A million numbers make strings of two kilobytes.
local STRINGS = 4096

local START = "\0"

-- The bytes that stand for words; those of digits are smaller
local FIRST_WORD, LAST_WORD = 128, 255

local BYTES = {}
for pair = 0, 99 do
    BYTES[("%02d"):format(pair)] = string.char(1 + pair)
end
for digit = 0, 9 do
    BYTES[tostring(digit)] = string.char(101 + digit)
end

--- Makes a map without ids.
function ids.new()
    return { words = {}, bytes = {}, others = {} }
end

local function byte_of(self, word)
    local byte = self.bytes[word]
    if not byte then
        byte = FIRST_WORD + #self.words
        assert(byte <= LAST_WORD, "too many words")
        self.bytes[word], self.words[#self.words + 1] = byte, word
    end
    return string.char(byte)
end

-- The index of an id's string, the id as it is written there, and the position
-- of its word
local function find(self, id)
    local place = tonumber(id:sub(-4)) % STRINGS
    local entry, text = START .. id:gsub("%d%d?", BYTES), self[place] or ""
    local at = 0
    repeat
        at = select(2, text:find(entry, at + 1, true))
        if not at then
            return place, entry, nil
        end
    until text:byte(at + 1) >= FIRST_WORD -- else a longer id
    return place, entry, at + 1
end

local function is_digits(id)
    return id:find "^%d+$" ~= nil
end

local function word_at(self, place, at)
    return at and self.words[self[place]:byte(at) - FIRST_WORD + 1] or nil
end

--- What is known of a number.
-- @tparam string id
-- @treturn ?string a word; nil if nothing is known
function ids.get(self, id)
    if not is_digits(id) then
        return self.others[id]
    end
    local place, _, at = find(self, id)
    return word_at(self, place, at)
end

--- Notes what is known of a number from now on.
-- @tparam string id
-- @tparam ?string word nil for nothing
-- @treturn ?string what was known before
function ids.set(self, id, word)
    if not is_digits(id) then
        local known = self.others[id]
        self.others[id] = word
        return known
    end
    local place, entry, at = find(self, id)
    local known = word_at(self, place, at)
    if known ~= word then
        local text = self[place] or ""
        local before = at and text:sub(1, at - 1 - #entry) or text
        local after = at and text:sub(at + 1) or ""
        self[place] = before .. (word and entry .. byte_of(self, word) or "")
            .. after
    end
    return known
end

return ids
