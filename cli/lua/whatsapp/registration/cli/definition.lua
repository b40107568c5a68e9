--- What the command line takes: the parser, the completion scripts and the
-- manual page are made from this one text. An option is its names, what it
-- takes (nil: nothing), and a text. A group of options with a title belongs to
-- several commands.
-- @module whatsapp.registration.cli.definition

-- The simulator is a rock of its own.
local has_simulator, simulator =
    pcall(require, "whatsapp.registration.simulator.command_options")

local definition = {
    name = "whatsapp-registration",
    summary = "register phone numbers with the WhatsApp Cloud API, safely",
    description = "Registers business phone numbers with the WhatsApp Cloud "
        .. "API. Meta allows a number ten register or deregister requests in "
        .. "72 hours. This command writes each to a journal before it sends "
        .. "it, and sends none that is certain to fail.",
    epilog = "Secrets come from the environment, a file, standard input or a "
        .. "prompt, never from the arguments. If something fails, `explain` "
        .. "says what to do next.",
}

local SAYS = { title = "Output",
    { "--json", nil, "Print one JSON document per line, and nothing else." },
}

local CONNECTION = { title = "Connection",
    { "-n --phone-number-id", "<id>",
        "The phone number's id, not the number itself." },
    { "--token-file", "<file>", "Read the access token from this file (- for "
        .. "standard input)." },
    { "--app-secret-file", "<file>", "Read the app secret, which signs each "
        .. "request, from this file (- for standard input)." },
    { "--api-version", "<version>",
        "Use this version of the Graph API, such as v25.0." },
    { "--base-url", "<url>", "Use this server instead of "
        .. "graph.facebook.com." },
    { "--ca-file", "<file>",
        "Trust the authorities in this file instead of the system's." },
    { "--proxy", "<url>", "Use this proxy instead of the environment's." },
    { "--timeout", "<seconds>", "Give up a call after this time.",
        convert = tonumber },
}

local NUMBER = { CONNECTION[1] }

local DRY_RUN = { title = "Trying",
    { "--dry-run", nil, "Say what would be done, and send only reads." },
}

local JOURNAL = { title = "Journal",
    { "--journal", "<file>", "Keep the journal of attempts in this SQLite "
        .. "file." },
    { "--no-journal", nil, "Count nothing: nothing stops the eleventh "
        .. "attempt, nor a second code." },
}

local PIN = { title = "PIN",
    { "--pin-file", "<file>", "Read the PIN from this file (- for standard "
        .. "input)." },
    { "--pin-store", "<file>", "Keep PINs in this file." },
    { "--no-pin-store", nil, "Keep no PIN." },
}

-- Refused if a PIN is given as well: it would not be clear which is meant.
local DRAW = {
    { "--draw-pin", nil, "Use the PIN in the PIN store; if there is none, "
        .. "draw one at random and keep it there (not together with a given "
        .. "PIN)." },
}

local DRAW_NEW = {
    { "--draw-pin", nil, "Draw a new PIN at random and keep it in the PIN "
        .. "store (not together with a given PIN)." },
}

local FORCE = {
    { "--force", nil, "Send even if the journal has no attempt left or the "
        .. "number looks as if it would be refused." },
}

local REGION = {
    { "--region", "<code>", "Store the number's data in this region: DE, BR, "
        .. "IN, ..." },
}

local CODE = { title = "Verification",
    { "--code-file", "<file>", "Read the verification code from this file "
        .. "(- for standard input)." },
}

local METHOD = { title = "Request of a code",
    { "--method", "<method>", "Get the code by SMS or by a call.",
        default = "SMS", choices = { "SMS", "VOICE" } },
    { "--language", "<locale>", "Get the code in this language.",
        default = "en_US" },
}

local SUBSCRIBES = {
    { "--waba-id", "<id>", "Check that the number is in this account, and "
        .. "subscribe the token's app to the account." },
}

local MESSAGE = {
    { "--test-to", "<number>", "Send a test message to this number." },
    { "--test-body", "<text>", "Say this in the test message.",
        default = "Phone number setup complete!" },
}

local BACKUP = {
    { "--backup-file", "<file>", "Read the backup of the On-Premises API "
        .. "from this file (- for all of standard input)." },
    { "--backup-password-file", "<file>", "Read the backup's password from "
        .. "this file (- for standard input)." },
}

local ACCOUNT = {
    { "--waba-id", "<id>", "Show all numbers of this account instead." },
}

local IN_ACCOUNT = {
    { "--waba-id", "<id>", "Check that the number is in this account." },
}

-- Steps of the workflows, and operations whose errors name no step
local EXPLAINED = {
    { "--step", "<step>", "Explain the error of this step or operation: a "
        .. "code can mean different things at different steps.",
        choices = { "preflight", "request_code", "verify_code", "two_step",
            "setup_two_step", "local_storage", "set_local_storage",
            "register", "confirm", "deregister", "phone_number",
            "phone_numbers", "subscribe_app", "test_message", "send_text" } },
    { "--text", "<text>", "Take this text of the server's into account: its "
        .. "message, details, title and message for users." },
}

definition.commands = {
    { "setup", "Do everything a number needs, from the code to the first "
        .. "message. Steps that are done already are skipped. If a code was "
        .. "sent in the last ten minutes, you are asked for that one.",
        SAYS, DRY_RUN, PIN, DRAW, CODE, METHOD, REGION, SUBSCRIBES, MESSAGE,
        FORCE, JOURNAL, CONNECTION },
    { "status", "Show a number and its attempts, and settle attempts that "
        .. "were left open.",
        SAYS, ACCOUNT, JOURNAL, CONNECTION },
    { "preflight", "Say whether registering would work, and if not, why.",
        SAYS, IN_ACCOUNT, CONNECTION },
    { "register", "Register a number; spends one of ten attempts.",
        SAYS, DRY_RUN, PIN, REGION, FORCE, JOURNAL, CONNECTION },
    { "deregister", "Take a number off the Cloud API; spends one of ten "
        .. "attempts.", SAYS, DRY_RUN, IN_ACCOUNT, FORCE, JOURNAL,
        CONNECTION },
    { "set-pin", "Set the PIN of two-step verification.",
        SAYS, DRY_RUN, PIN, DRAW_NEW, CONNECTION },
    { "request-code", "Have a verification code sent to the number; spends "
        .. "one of about ten requests in 72 hours.",
        SAYS, DRY_RUN, METHOD, FORCE, JOURNAL, CONNECTION },
    { "verify-code", "Prove with the code that you own the number.",
        SAYS, DRY_RUN, CODE, JOURNAL, CONNECTION },
    { "change-region", "Deregister, change the region, register; spends two "
        .. "of ten attempts.", SAYS, DRY_RUN, PIN, CODE, METHOD, IN_ACCOUNT,
        FORCE, JOURNAL, CONNECTION,
        arguments = { { "region", "A region's code, or off." } } },
    { "migrate", "Move a number from the On-Premises API to the Cloud API.",
        SAYS, DRY_RUN, BACKUP, PIN, CODE, METHOD, REGION, SUBSCRIBES, MESSAGE,
        FORCE, JOURNAL, CONNECTION },
    { "budget", "Show how many attempts and code requests are left in 72 "
        .. "hours; sends nothing.", SAYS, JOURNAL, NUMBER },
    { "attempts", "List the attempts, newest first; sends nothing.",
        SAYS, JOURNAL, NUMBER },
    { "explain", "Say what an error means, whose turn it is and what to do "
        .. "next.", SAYS, EXPLAINED,
        arguments = { { "code", "CODE, CODE/SUBCODE or a kind of error; all "
            .. "kinds if nothing is given.", optional = true },
            { "subcode", "The error's subcode.", optional = true } } },
    { "simulate", "Run a simulated Graph API to try things on.",
        has_simulator and simulator or nil,
        takes_anything = not has_simulator },
    { "completion", "Print the completion script of a shell.",
        arguments = { { "shell", "bash or zsh.",
            choices = { "bash", "zsh" } } } },
}

--- Options that people try and that are always refused: the option, the
-- secret that it would hold, and the variable and the option to use instead.
definition.refused = {
    { "--token", "An access token", "WHATSAPP_ACCESS_TOKEN", "--token-file" },
    { "--access-token", "An access token", "WHATSAPP_ACCESS_TOKEN",
        "--token-file" },
    { "--app-secret", "An app secret", "WHATSAPP_APP_SECRET",
        "--app-secret-file" },
    { "--pin", "A PIN", "WHATSAPP_PIN", "--pin-file" },
    { "--code", "A verification code", "WHATSAPP_CODE", "--code-file" },
    { "--backup-password", "A password", "WHATSAPP_BACKUP_PASSWORD",
        "--backup-password-file" },
}

--- Exit codes that stand for no kind of error
definition.exits = {
    { 0, "Success. For preflight: the number can be registered, or is." },
    { 1, "Standard output could not be written; or this program has a "
        .. "mistake (kind internal)." },
    { 2, "The arguments are wrong." },
    { "129, 130, 131, 141, 143", "A signal ended it: the terminal was closed, "
        .. "Ctrl-C, Ctrl-\\, nobody reads its output any more, SIGTERM. A "
        .. "request that was under way is given up, and the journal records "
        .. "that its outcome is not known. Any other signal at a prompt ends "
        .. "it at once." },
}

definition.files = {
    { "~/.local/state/whatsapp-registration/attempts.db",
        "The journal: each register, deregister and code request, for 72 "
        .. "hours and more. All commands of one user on one machine share it. "
        .. "Requests by other machines or people are not in it." },
    { "~/.local/state/whatsapp-registration/pins",
        "The PINs that were set, sent and refused, with mode 0600. Keep this "
        .. "file: a lost PIN costs days. The folder must not be writable for "
        .. "others." },
}

definition.secrets = "A secret is taken from the first of these that has it: "
    .. "the file that an option names, its variable, the PIN store (for a "
    .. "PIN), a prompt at the terminal, which does not show it. A file must "
    .. "belong to the user or to root and be open to nobody else (mode 0600 "
    .. "or 0400); it can be a link to such a file, a pipe, or what a shell "
    .. "makes of <(...). Its first line counts, without white space around "
    .. "it. If several secrets come from standard input, each is a line, in "
    .. "this order: access token, app secret, verification code, password of "
    .. "the backup, PIN. A backup is taken whole and as it is: all that is "
    .. "left of standard input. The arguments are never read for secrets: "
    .. "other users can see them in the list of processes."

definition.json = "Each line is a document. An error is "
    .. "{\"success\":false,\"error\":{...}}. Fields of the server keep their "
    .. "names; an empty list is []. An integer that is too long for a double "
    .. "(2^53 and more) is a string of its digits."

definition.examples = {
    { "Set a number up; you are asked for the code in the SMS:",
        "export WHATSAPP_PHONE_NUMBER_ID=106540352242922",
        "whatsapp-registration setup --draw-pin --token-file token" },
    { "See what is wrong after an error:",
        "whatsapp-registration status",
        "whatsapp-registration explain 133005" },
    { "In a script, with a PIN from a password manager:",
        "pass whatsapp/pin | whatsapp-registration register --pin-file - "
        .. "--json" },
    { "Try it all without a real number:",
        "whatsapp-registration simulate --port 8443 --show-codes" },
}

definition.environment = {
    { "WHATSAPP_ACCESS_TOKEN", "The access token." },
    { "WHATSAPP_PHONE_NUMBER_ID", "The number's id." },
    { "WHATSAPP_PIN", "The PIN of two-step verification." },
    { "WHATSAPP_CODE", "The verification code." },
    { "WHATSAPP_APP_SECRET", "The app secret." },
    { "WHATSAPP_BACKUP_PASSWORD", "The password of the backup." },
    { "WHATSAPP_API_VERSION", "As --api-version." },
    { "WHATSAPP_BASE_URL", "As --base-url." },
    { "WHATSAPP_CA_FILE", "As --ca-file." },
    { "XDG_STATE_HOME", "The folder that has the folder "
        .. "whatsapp-registration with journal and PINs; default "
        .. "~/.local/state." },
    { "NO_COLOR", "If set and not empty, output has no colours." },
}

return definition
