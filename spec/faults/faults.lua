--- What can go wrong between a call and its answer, as data: the rows of the
-- matrix. A row is
--
-- * `name`;
-- * `steps`: what each connection meets (see raw_script.lua), or `place`: an
--   address without a server, made by places.lua;
-- * `outcomes`: what may come of a call, "KIND/SENT" or "success"; of a read
--   also `of_reads`;
-- * `timeout`: of the call, if that ends it; else it has to end by itself;
-- * `connect_timeout`, if that ends it;
-- * `warm`: a read comes first on the same connection, and is answered;
-- * `pause`: seconds between the two;
-- * `connections`: how many there are in all, if that matters;
-- * `crowded`: another call is under way meanwhile, to another server;
-- * `certificate`, `protocol`: of the server, see raw.start;
-- * `only`: the one operation that it makes sense for, with `options`.

local libcurl = require "spec.support.libcurl"
local process = require "spec.support.process"
local raw = require "spec.support.raw"

local SHORT = 0.8 -- seconds; of a call that its timeout ends

-- Seconds after which a connection is used again only if libcurl can be
-- sure that the server has not ended it
local IDLE = 1.1

local BODY = '{"success":true,"id":"1","data":[]}'
local GOOD = { send = raw.response(200, BODY) }
local OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
local BOMB_BYTES = 30 * 1024 * 1024

local LARGE = { pin = "071934",
    backup = { data = ("x"):rep(700 * 1024), password = "p" } }

local faults = {}

-- As pairs, in the order of the keys: the table is the same in each run.
local function sorted(map)
    local keys, i = {}, 0
    for key in pairs(map) do
        keys[#keys + 1] = key
    end
    table.sort(keys)
    return function()
        i = i + 1
        return keys[i], map[keys[i]]
    end
end

local function add(row)
    faults[#faults + 1] = row
end

-- The four ways in which a connection is given up, and doing nothing
local ENDS = {
    { "close", "an end" }, { "cut", "an end without goodbye" },
    { "reset", "a reset" }, { "stall", "silence" },
}

-- A row for each of them. `steps` come before; `changes` hold for all rows.
local function add_ends(where, steps, outcome, changes)
    for _, each in ipairs(ENDS) do
        local how, words = each[1], each[2]
        local stalls = how == "stall"
        local row = { name = words .. " " .. where, steps = {},
            outcomes = { stalls and "timeout/maybe" or outcome },
            timeout = stalls and SHORT or nil }
        for key, value in pairs(changes or {}) do
            row[key] = value
        end
        for _, step in ipairs(steps) do
            row.steps[#row.steps + 1] = step
        end
        row.steps[#row.steps + 1] = how
        add(row)
    end
end

local function add_answer(name, outcomes, ...)
    add { name = name, outcomes = outcomes, steps = { "read", ... } }
end

local function add_stalling_answer(name, ...)
    add { name = name, outcomes = { "timeout/maybe" }, timeout = SHORT,
        steps = { "read", ... } }
end

-- Without a connection

add { name = "a name that has no address", place = "nameless",
    outcomes = { "network/no" } }
-- Before 7.87, libcurl waits for the end of a lookup that it has given up, and
-- then meets that of the next one together with its timeout.
local GIVEN_UP = libcurl.version >= 7087 and { "timeout/no" }
    or { "timeout/no", "network/no" }
add { name = "a name server that does not answer", place = "stalled_name",
    outcomes = GIVEN_UP, timeout = SHORT }
add { name = "a name server that does not answer, connect timeout",
    place = "stalled_name", outcomes = GIVEN_UP, connect_timeout = 0.2 }
add { name = "a refused connection", place = "closed_port",
    outcomes = { "network/no" } }
add { name = "a black hole", place = "full_backlog",
    outcomes = { "timeout/no" }, timeout = SHORT }
add { name = "a black hole, connect timeout", place = "full_backlog",
    outcomes = { "timeout/no" }, connect_timeout = 0.2 }

-- TLS

for _, certificate in ipairs { "wrong_host", "expired", "unknown_ca" } do
    add { name = "a certificate: " .. certificate, certificate = certificate,
        steps = { "read", GOOD }, outcomes = { "tls/no" } }
end
add { name = "TLS 1.1 at the most", protocol = "tlsv1_1",
    steps = { "read", GOOD }, outcomes = { "tls/no", "network/no" } }
add { name = "plain HTTP on the TLS port", outcomes = { "tls/no" },
    steps = { { plain = raw.response(400, "{}") }, "stall" } }
add { name = "a TLS alert", outcomes = { "tls/no" },
    steps = { { plain = "\21\3\3\0\2\2\40" }, "stall" } }
add { name = "a TLS record without end", outcomes = { "timeout/no" },
    steps = { { plain = "\22\3\3\64\0" }, "stall" }, connect_timeout = 0.2 }
add { name = "silence in place of the handshake", steps = { "stall" },
    outcomes = { "timeout/no" }, connect_timeout = 0.2 }
add { name = "an end in place of the handshake", steps = { "cut" },
    outcomes = { "network/no" } }
add { name = "a reset in place of the handshake", steps = { "reset" },
    outcomes = { "network/no" } }

-- The request

for _, how in ipairs { "close", "cut", "reset" } do
    add { name = how .. " right after the handshake",
        steps = { "handshake", how },
        outcomes = { "network/no", "network/maybe" } }
end
add_ends("in the middle of the request", { { read_bytes = 20 } },
    "network/maybe")
add_ends("in the middle of a large request", { { read_bytes = 20 } },
    "network/maybe", { only = "register", options = LARGE })
add_ends("after the request", { "read" }, "network/maybe")

-- The answer

add_ends("in the status line", { "read", { send = "HTTP/1.1 2" } },
    "network/maybe", { outcomes = { "network/maybe", "timeout/maybe",
        "protocol/yes" } })
add_ends("in the header", { "read", { send = OK .. "Content-Le" } },
    "network/maybe", { outcomes = { "network/maybe", "timeout/maybe",
        "protocol/yes" } })
add_ends("in the body",
    { "read", { send = OK .. "Content-Length: 35\r\n\r\n" .. '{"succ' } },
    "network/maybe")
add_ends("in a chunk", { "read", { send = OK
    .. "Transfer-Encoding: chunked\r\n\r\n23\r\n" .. '{"succ' } },
    "network/maybe")
add_ends("after the last chunk but one", { "read", { send = OK
    .. "Transfer-Encoding: chunked\r\n\r\n23\r\n" .. BODY .. "\r\n" } },
    "network/maybe")
add_answer("half a body that the end of the connection ends",
    { "protocol/yes" }, { send = OK .. "\r\n" .. '{"succ' }, "close")
add_answer("half a body that an end without goodbye ends",
    { "network/maybe", "protocol/yes" },
    { send = OK .. "\r\n" .. '{"succ' }, "cut")
add_answer("a whole body that an end without goodbye ends",
    { "network/maybe", "success" }, { send = OK .. "\r\n" .. BODY }, "cut")

-- Slow ones

add_stalling_answer("a dripping status line",
    { send = OK, drip = 1, every = 0.05 })
add_stalling_answer("dripping header lines", { send = OK },
    { send = ("X-Drip: 1\r\n"):rep(40), drip = 11, every = 0.05 })
add_stalling_answer("a dripping body", { send = OK
    .. "Content-Length: 1000\r\n\r\n" },
    { send = (" "):rep(60), drip = 1, every = 0.05 })
add_stalling_answer("dripping chunks", { send = OK
    .. "Transfer-Encoding: chunked\r\n\r\n" },
    { send = ("1\r\n \r\n"):rep(60), drip = 6, every = 0.05 })
add_stalling_answer("dripping 100s",
    { send = ("HTTP/1.1 100 Continue\r\n\r\n"):rep(60), drip = 25,
        every = 0.05 })

-- Lengths that are wrong

add_answer("a Content-Length that is too long, and an end",
    { "network/maybe" },
    { send = OK .. "Content-Length: 100\r\n\r\n" .. BODY }, "close")
add_stalling_answer("a Content-Length that is too long, and silence",
    { send = OK .. "Content-Length: 100\r\n\r\n" .. BODY }, "stall")
if libcurl.keeps_changes then -- one so old keeps also this connection
    add_answer("a Content-Length that is too short", { "protocol/yes" },
        { send = OK .. "Content-Length: 6\r\n\r\n" .. BODY }, "stall")
end
add_answer("no Content-Length for a body and silence", { "timeout/maybe" },
    { send = OK .. "\r\n" .. BODY }, "stall")
faults[#faults].timeout = SHORT
add_answer("a Content-Length that is negative", { "protocol/yes" },
    { send = OK .. "Content-Length: -1\r\n\r\n" .. BODY }, "close")
add_answer("a Content-Length that is a word", { "protocol/yes" },
    { send = OK .. "Content-Length: many\r\n\r\n" .. BODY }, "close")
add_answer("a Content-Length beyond all numbers",
    { "protocol/yes", "network/maybe", "success" },
    { send = OK .. "Content-Length: " .. ("9"):rep(30) .. "\r\n\r\n" .. BODY },
    "close")
add_answer("two Content-Lengths",
    { "protocol/yes", "network/maybe", "success" }, { send = OK
    .. "Content-Length: 6\r\nContent-Length: 35\r\n\r\n" .. BODY }, "close")

-- Chunks that are none

for name, bytes in sorted {
    ["that have no size"] = "zz\r\n{}\r\n0\r\n\r\n",
    ["of a negative size"] = "-1\r\n{}\r\n0\r\n\r\n",
    ["of a size beyond all numbers"] = "fffffffffffffffff\r\n{}\r\n",
    ["without a line's end"] = "2\r\n{}xx0\r\n\r\n",
    ["of random bytes"] = "\255\0\1\200\r\n\r\n\250",
} do
    add_answer("chunks " .. name, { "protocol/yes", "network/maybe" },
        { send = OK .. "Transfer-Encoding: chunked\r\n\r\n" .. bytes },
        "close")
end
add_answer("an endless line of a chunk's size",
    { "protocol/yes", "network/maybe" },
    { send = OK .. "Transfer-Encoding: chunked\r\n\r\n" },
    { send = "0", times = 8 * 1024 * 1024 }, "close")
add_answer("an endless chunk extension",
    { "protocol/yes", "network/maybe", "timeout/maybe" },
    { send = OK .. "Transfer-Encoding: chunked\r\n\r\n2;" },
    { send = "x", times = 64 * 1024 * 1024 }, "close")
add_answer("endless trailers", { "protocol/yes", "network/maybe" },
    { send = OK .. "Transfer-Encoding: chunked\r\n\r\n23\r\n" .. BODY
        .. "\r\n0\r\n" },
    { send = "X-Trailer: 1\r\n", times = 4 * 1024 * 1024 }, "close")

-- Too much

add_answer("a flood of 100s", { "protocol/yes" },
    { send = "HTTP/1.1 100 Continue\r\n\r\n", times = 4 * 1024 * 1024 },
    "close")
add_answer("a flood of 103s with fields", { "protocol/yes" },
    { send = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
        times = 2 * 1024 * 1024 }, "close")
add_answer("a 101 that was not asked for",
    { "protocol/yes", "network/maybe", "timeout/maybe" },
    { send = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n"
        .. "Connection: Upgrade\r\n\r\n" }, "stall")
faults[#faults].timeout = SHORT
add_answer("a flood of header lines", { "protocol/yes" }, { send = OK },
    { send = "X-Flood: 1\r\n", times = 4 * 1024 * 1024 }, "close")
add_answer("a header line without end",
    { "protocol/yes", "network/maybe" },
    { send = OK .. "X-Flood: " },
    { send = "x", times = 64 * 1024 * 1024 }, "close")
add_answer("a body without end", { "protocol/yes" }, { send = OK .. "\r\n" },
    { send = " ", times = 64 * 1024 * 1024 }, "close")
add_answer("a Content-Length of gigabytes",
    { "protocol/yes" },
    { send = OK .. "Content-Length: 9000000000\r\n\r\n" },
    { send = " ", times = 64 * 1024 * 1024 }, "close")

local function bomb()
    return process.run({ "sh", "-c", "head -c " .. BOMB_BYTES
        .. " /dev/zero | gzip -9" }).stdout
end

for _, header in ipairs { "Content-Encoding", "Transfer-Encoding" } do
    local bytes = bomb()
    add_answer("a gzip bomb as " .. header,
        { "protocol/yes", "network/maybe" },
        { send = OK .. header .. ": gzip\r\n"
            .. (header == "Content-Encoding" and "Content-Length: " .. #bytes
                .. "\r\n" or "") .. "\r\n" .. bytes }, "close")
end

-- What leaves the connection as it was
local function add_kept_answer(name, outcomes, bytes)
    add { name = name, outcomes = outcomes, steps = { loop = true, "read",
        "mended", { send = bytes } } }
end

add_kept_answer("an encoding that nobody knows", { "success" },
    OK .. "Content-Encoding: br, gzip, gzip, x\r\nContent-Length: 35\r\n\r\n"
    .. BODY)
add_kept_answer("a hundred 103s and an answer", { "success" },
    ("HTTP/1.1 103 Early Hints\r\n\r\n"):rep(100)
    .. raw.response(200, BODY))
add_kept_answer("a status of 999", { "protocol/yes", "unavailable/yes" },
    "HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n")
add_kept_answer("a redirect", { "protocol/yes" }, "HTTP/1.1 307 Elsewhere\r\n"
    .. "Location: /elsewhere\r\nContent-Length: 0\r\n\r\n")
add_kept_answer("a gateway's 502", { "unavailable/yes" },
    "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 6\r\n\r\n<html>")

-- What is no answer of HTTP/1.1

add_answer("an answer of HTTP/0.9", { "protocol/yes" }, { send = BODY },
    "close")
add_answer("random bytes", { "protocol/yes" },
    { send = "\0\255\254\r\n\r\n\r\n\1\2\3" }, "close")
add_answer("an answer of HTTP/3.7", { "protocol/yes", "network/maybe" },
    { send = "HTTP/3.7 200 OK\r\n\r\n" .. BODY }, "close")

-- A connection that is used again

if libcurl.keeps_changes then
    local WARM = { warm = true, of_reads = { "success" } }
    add_ends("as a kept connection is used again",
        { "read", GOOD, { read_bytes = 1 } }, "network/maybe", WARM)
    add_ends("after the second request of a connection",
        { "read", GOOD, "read" }, "network/maybe", WARM)
end
for _, crowd in ipairs { false, true } do
    for _, how in ipairs { "close", "cut", "reset", "goodbye" } do
        local where = crowd and ", others being under way" or ""
        add { name = how .. " of a connection just as it is used" .. where,
            warm = true, crowded = crowd, steps = { "read", GOOD, how },
            outcomes = { "success", "network/maybe", "network/no" },
            mends = true }
        add { name = how .. " of an idle connection" .. where, warm = true,
            pause = IDLE, crowded = crowd, steps = { "read", GOOD, how },
            outcomes = { "success" }, mends = true }
    end
    add { name = "an answer that nobody asked for, on an idle connection"
        .. (crowd and ", others being under way" or ""),
        warm = true, pause = IDLE, crowded = crowd,
        -- An old libcurl takes it for the answer to its next read.
        steps = { "read", GOOD, GOOD, "read", "read", "mended", "stall" },
        timeout = SHORT,
        outcomes = { "success", "timeout/maybe", "network/maybe" },
        mends = true }
end

return faults
