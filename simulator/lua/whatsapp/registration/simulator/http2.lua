--- Works around faults of HTTP/2 in lua-http 0.4.
-- @module whatsapp.registration.simulator.http2

local http2 = {}

-- lua-http writes HPACK integers wrongly if they just fill their prefix: index
-- 63 of the dynamic table, string length 127. So nothing goes into that table,
-- and strings of that length are compressed.
local function encode_headers(context, headers)
    for name, value in headers:each() do
        context:add_header_never_indexed(name, value, #value == 127)
    end
    return true
end

--- Whether a connection is of HTTP/2.
function http2.is_spoken(connection)
    return connection.version == 2
end

--- Fixes how a connection writes headers.
function http2.mend_headers(connection)
    if http2.is_spoken(connection) then
        connection.encoding_context.encode_headers = encode_headers
    end
end

--- To be called after each write, and after each read of a body, which writes
-- as well. A write makes cqueues forget that the connection waits for something
-- to read, and lua-http, which remembers, would wait for nothing.
function http2.look_again(connection)
    if http2.is_spoken(connection) then
        connection.had_eagain = false
    end
end

return http2
