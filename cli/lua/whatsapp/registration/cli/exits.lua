--- Exit codes: one for each kind of error, for scripts. A code is never given
-- to another kind.
-- @module whatsapp.registration.cli.exits

local exits = {
    SUCCESS = 0,
    FAILURE = 1, -- a mistake in the program, or output can't be written
    USAGE = 2,
    SIGNAL = 128, -- and its number: 130 after Ctrl-C
}

exits.of_kind = {
    invalid_request = 10,
    not_found = 11,
    authentication = 12,
    permission = 13,
    rate_limited = 14,
    registration_limit = 15,
    pin_mismatch = 16,
    pin_locked = 17,
    verification_required = 18,
    code_rejected = 19,
    not_registered = 20,
    deregistration_incomplete = 21,
    too_soon = 22,
    display_name_pending = 23,
    not_registrable = 24,
    account_locked = 25,
    policy = 26,
    recipient = 27,
    unavailable = 28,
    network = 29,
    timeout = 30,
    tls = 31,
    protocol = 32,
    cancelled = 33,
    api = 34,
    number_in_use = 35,
    not_ready = 36,
}

--- Codes that stand for no kind of error, and what they mean
exits.others = {
    { 0, "Success. For preflight: the number can be registered, or is. For "
        .. "doctor: all is in order." },
    { 1, "Standard output could not be written; or this program has a "
        .. "mistake (kind internal); or numbers of a fleet failed; or doctor "
        .. "found what no kind of error stands for." },
    { 2, "The arguments are wrong; or a question was to be asked without a "
        .. "terminal, and --yes was not given." },
    { "129, 130, 131, 141, 143", "A signal ended it: the terminal was closed, "
        .. "Ctrl-C, Ctrl-\\, nobody reads its output any more, SIGTERM. A "
        .. "request that was under way is given up, and the journal records "
        .. "that its outcome is not known. Any other signal at a prompt ends "
        .. "it at once." },
}

--- The kinds in the order of their codes.
-- @treturn table
function exits.kinds()
    local kinds = {}
    for kind in pairs(exits.of_kind) do
        kinds[#kinds + 1] = kind
    end
    table.sort(kinds, function(one, other)
        return exits.of_kind[one] < exits.of_kind[other]
    end)
    return kinds
end

return exits
