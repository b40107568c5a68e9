--- Answers that do not say whether the request was carried out: failures of
-- the server or of a gateway, and bodies that can't be read.
-- @module whatsapp.registration.simulator.payloads.failures

local row = require "whatsapp.registration.simulator.payloads.row"

local META = "Meta's error code reference"
local SEEN = "seen by integrators"

local function failed(operation, code, subcode, message, status)
    return row(META, operation, code, subcode, message, { status = status })
end

local function raw(operation, status, body)
    return { source = SEEN, operation = operation, status = status,
        body = body }
end

return {
    register_failed_1 = failed("register", 1, nil,
        "An unknown error occurred", 500),
    register_failed_2 = failed("register", 2, nil,
        "(#2) Service temporarily unavailable", 503),
    register_failed_131000 = failed("register", 131000, nil,
        "(#131000) Something went wrong", 500),
    register_failed_131016 = failed("register", 131016, nil,
        "(#131016) Service unavailable", 500),
    register_failed_131057 = failed("register", 131057, nil,
        "(#131057) Account in maintenance mode", 500),
    register_failed_133004 = failed("register", 133004, nil,
        "(#133004) Server Temporarily Unavailable", 503),
    register_failed_2494100 = failed("register", 2494100, nil,
        "Account is in maintenance mode", 400),
    register_failed_in_subcode = failed("register", 100, 2494100,
        "(#100) Invalid parameter", 400),
    register_failed_unknown_code = failed("register", 999999, nil,
        "(#999999) Something nobody knows", 500),
    deregister_failed_133004 = failed("deregister", 133004, nil,
        "(#133004) Server Temporarily Unavailable", 503),
    set_pin_failed_131000 = failed("setup_two_step", 131000, nil,
        "(#131000) Something went wrong", 500),
    read_failed_2 = failed("phone_number", 2, nil,
        "(#2) Service temporarily unavailable", 503),

    register_gateway_page = raw("register", 502, "<!DOCTYPE html><html>"
        .. "<title>Error</title>Sorry, something went wrong.</html>"),
    register_gateway_empty = raw("register", 500, ""),
    register_gateway_503 = raw("register", 503,
        '{"error":{"message":"upstream connect error"}}'),
    register_gateway_timeout = raw("register", 408,
        '{"error":{"message":"upstream timed out"}}'),
    register_gateway_closed = raw("register", 499,
        '{"error":{"message":"client closed request"}}'),
    deregister_gateway_timeout = raw("deregister", 408,
        '{"error":{"message":"upstream timed out"}}'),
    set_pin_gateway_page = raw("setup_two_step", 502,
        "<html>Bad Gateway</html>"),
    register_success_1 = raw("register", 200, '{"success":1}'),
    register_success_beside_error = raw("register", 200,
        '{"success":true,"error":[]}'),
    register_success_missing = raw("register", 200, '{"id":"42"}'),
    register_success_false = raw("register", 200, '{"success":false}'),
    register_success_cut_off = raw("register", 200, '{"success":tr'),
    register_page_of_hotel = raw("register", 200, "<html>Welcome</html>"),
    deregister_success_1 = raw("deregister", 200, '{"success":1}'),
    set_pin_success_1 = raw("setup_two_step", 200, '{"success":1}'),
}
