--- Answers to `request_code` and `verify_code`.
-- @module whatsapp.registration.simulator.payloads.codes

local row = require "whatsapp.registration.simulator.payloads.row"

local SEEN = "seen by integrators"

local function request(subcode, text, title)
    return row(SEEN, "request_code", 136024, subcode, "Request code error",
        { text = text, title = title, transient = false })
end

local function verify(subcode, text, title)
    return row(SEEN, "verify_code", 136025, subcode, "Verify code error",
        { text = text, title = title, transient = false })
end

return {
    request_code_busy = request(2388091, "We're busy at the moment. Please "
        .. "wait 1 hour and try again.", "Couldn't send code"),
    request_code_too_many_times = request(2388091, "You have requested your "
        .. "code too many times. Please try again in 12 hours."),
    request_code_some_time = request(2388091,
        "Please try again in some time."),
    request_code_without_text = request(2388091),
    request_code_portuguese = request(2388091,
        "Não foi possível enviar o código. Tente novamente mais tarde.",
        "Não foi possível enviar o código"),
    request_code_arabic = request(2388091,
        "تعذر إرسال الرمز. يرجى المحاولة مرة أخرى لاحقًا.",
        "تعذر إرسال الرمز"),
    request_code_verified_already = request(2388091,
        "Phone number ownership is already verified."),
    request_code_volume = request(2388367,
        "Wait before you request another code.",
        "Code volume limit reached"),
    request_code_verified = request(2388366,
        "This number has been verified."),
    request_code_refused = request(nil),
    request_code_refused_portuguese = request(nil,
        "A propriedade do número já foi verificada."),
    request_code_number_form = row(SEEN, "request_code", 136021, nil,
        "(#136021) The phone number is not valid"),
    request_code_wait_named = row(SEEN, "request_code", 100, 2494158,
        "Invalid parameter", { text = "Try again in 3 hours." }),

    verify_code_wrong = verify(2388093,
        "The code that you entered is incorrect.", "Couldn't verify code"),
    verify_code_wrong_portuguese = verify(2388093,
        "O código inserido está incorreto.", "Não foi possível verificar"),
    verify_code_plain = verify(nil),
    verify_code_too_many = verify(2388364,
        "You entered a wrong code too many times."),
    verify_code_guessed_too_often = verify(nil, "You have guessed too many "
        .. "times. Please try again in about 12 hours."),
    verify_code_guessed_2494158 = verify(2494158, "You have guessed too many "
        .. "times. Please try again in about 12 hours."),
    verify_code_guessed_2593037 = verify(2593037, "You've guessed too many "
        .. "times. Please try again in 12 hours."),
    verify_code_guessed_2593039 = row(SEEN, "verify_code", 2593039, nil,
        "Too many guesses", { text = "Try again in about 12 hours." }),
}
