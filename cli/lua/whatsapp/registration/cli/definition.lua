--- What the command line takes: the one text from which the parser, the
-- completion scripts and the manual page are made. An option is its names,
-- what it takes (nil: nothing), and a text. Groups of options with a title of
-- their own are those of several commands.
-- @module whatsapp.registration.cli.definition

local simulator = require "whatsapp.registration.simulator.command_options"

local definition = {
    name = "whatsapp-registration",
    summary = "register phone numbers with the WhatsApp Cloud API, safely",
    description = "Registers business phone numbers with the WhatsApp Cloud "
        .. "API. A number has ten register or deregister requests in 72 "
        .. "hours: each is written to a journal before it is sent, and none "
        .. "is sent that is sure to fail.",
    epilog = "Secrets come from the environment, a file, standard input or a "
        .. "prompt, never from the arguments. Whatever fails, `explain` says "
        .. "what to do next.",
}

local SAYS = { title = "Output",
    { "--json", nil, "Print one JSON document a line, and nothing else." },
}

local CONNECTION = { title = "Connection",
    { "-n --phone-number-id", "<id>",
        "The number's id, not the number itself." },
    { "--token-file", "<file>", "Read the access token from this file; -: "
        .. "from standard input." },
    { "--app-secret-file", "<file>", "The same for the app secret, which "
        .. "signs each request." },
    { "--api-version", "<version>",
        "Version of the Graph API, such as v25.0." },
    { "--base-url", "<url>", "Another server than graph.facebook.com." },
    { "--ca-file", "<file>",
        "Authorities to trust, instead of the system's." },
    { "--proxy", "<url>", "Proxy, instead of the environment's." },
    { "--timeout", "<seconds>", "For a whole call.", convert = tonumber },
}

local NUMBER = { CONNECTION[1] }

local DRY_RUN = { title = "Trying",
    { "--dry-run", nil, "Say what would be done; send nothing but reads." },
}

local JOURNAL = { title = "Journal",
    { "--journal", "<file>", "The journal of attempts, an SQLite file." },
    { "--no-journal", nil, "Count no attempts: nothing stops the eleventh." },
}

local PIN = { title = "PIN",
    { "--pin-file", "<file>", "Read the PIN from this file; -: from standard "
        .. "input." },
    { "--pin-store", "<file>", "Where PINs are kept." },
    { "--no-pin-store", nil, "Keep no PIN." },
}

-- Not where a PIN is given as well: which one is meant?
local DRAW = {
    { "--draw-pin", nil, "Draw a PIN at random, unless the PIN store has the "
        .. "number's, and keep it there; no PIN may be given then." },
}

local DRAW_NEW = {
    { "--draw-pin", nil, "Draw a new PIN at random, to be kept in the PIN "
        .. "store; no PIN may be given then." },
}

local FORCE = {
    { "--force", nil, "Send even where the journal has no attempt left." },
}

local FORCE_ANYHOW = {
    { "--force", nil, "Send even where the journal has no attempt left, or "
        .. "the number shows that it will be refused." },
}

local REGION = {
    { "--region", "<code>", "Where to store data: DE, BR, IN, ..." },
}

local CODE = { title = "Verification",
    { "--code-file", "<file>", "Read the verification code from this file; "
        .. "-: from standard input." },
}

local METHOD = { title = "Request of a code",
    { "--method", "<method>", "How the code comes.", default = "SMS",
        choices = { "SMS", "VOICE" } },
    { "--language", "<locale>", "Language of the message.",
        default = "en_US" },
}

local SUBSCRIBES = {
    { "--waba-id", "<id>", "The account that the number is in: this is "
        .. "checked, and the token's app subscribed to it." },
}

local MESSAGE = {
    { "--test-to", "<number>", "Send a test message to this number." },
    { "--test-body", "<text>", "What the test message says.",
        default = "Phone number setup complete!" },
}

local BACKUP = {
    { "--backup-file", "<file>", "The backup of the On-Premises API; -: all "
        .. "of standard input." },
    { "--backup-password-file", "<file>", "Read its password from this "
        .. "file; -: from standard input." },
}

local ACCOUNT = {
    { "--waba-id", "<id>", "Show all numbers of this account instead." },
}

local IN_ACCOUNT = {
    { "--waba-id", "<id>", "Check that the number is in this account." },
}

-- Steps of the workflows, and operations whose errors name no step
local EXPLAINED = {
    { "--step", "<step>", "The step or operation that failed: the same code "
        .. "can mean something else at another.",
        choices = { "preflight", "request_code", "verify_code", "two_step",
            "setup_two_step", "local_storage", "set_local_storage",
            "register", "confirm", "deregister", "phone_number",
            "phone_numbers", "subscribe_app", "test_message", "send_text" } },
    { "--text", "<text>", "What the server said: its message, details, title "
        .. "and message for users." },
}

definition.commands = {
    { "setup", "Do all that a number needs, from the code to the first "
        .. "message; what is done already is skipped, and a code that was "
        .. "sent within ten minutes is asked for.",
        SAYS, DRY_RUN, PIN, DRAW, CODE, METHOD, REGION, SUBSCRIBES, MESSAGE,
        FORCE, JOURNAL, CONNECTION },
    { "status", "Show a number, settle what was left open, count attempts.",
        SAYS, ACCOUNT, JOURNAL, CONNECTION },
    { "preflight", "Say whether registering would work, and why not.",
        SAYS, IN_ACCOUNT, CONNECTION },
    { "register", "Register a number; spends one of ten attempts.",
        SAYS, DRY_RUN, PIN, REGION, FORCE_ANYHOW, JOURNAL, CONNECTION },
    { "deregister", "Take a number off the Cloud API; spends one of ten "
        .. "attempts.", SAYS, DRY_RUN, IN_ACCOUNT, FORCE_ANYHOW, JOURNAL,
        CONNECTION },
    { "set-pin", "Set the PIN of two-step verification.",
        SAYS, DRY_RUN, PIN, DRAW_NEW, CONNECTION },
    { "request-code", "Have a verification code sent to the number.",
        SAYS, DRY_RUN, METHOD, CONNECTION },
    { "verify-code", "Prove the ownership with the code.",
        SAYS, DRY_RUN, CODE, CONNECTION },
    { "change-region", "Deregister, change the region, register; spends two "
        .. "of ten attempts.", SAYS, DRY_RUN, PIN, CODE, METHOD, IN_ACCOUNT,
        FORCE, JOURNAL, CONNECTION,
        arguments = { { "region", "A region's code, or off." } } },
    { "migrate", "Move a number over from the On-Premises API.",
        SAYS, DRY_RUN, BACKUP, PIN, CODE, METHOD, REGION, SUBSCRIBES, MESSAGE,
        FORCE, JOURNAL, CONNECTION },
    { "budget", "Show what is left of ten attempts in 72 hours; sends "
        .. "nothing.", SAYS, JOURNAL, NUMBER },
    { "attempts", "List the attempts, newest first; sends nothing.",
        SAYS, JOURNAL, NUMBER },
    { "explain", "Say what an error means, whose turn it is and what to do "
        .. "next.", SAYS, EXPLAINED,
        arguments = { { "code", "CODE, CODE/SUBCODE or a kind; all kinds if "
            .. "not given.", optional = true },
            { "subcode", "The error's subcode.", optional = true } } },
    { "simulate", "Run a Graph API of one's own, to try things on.",
        simulator },
    { "completion", "Print the completion script of a shell.",
        arguments = { { "shell", "bash or zsh.",
            choices = { "bash", "zsh" } } } },
}

--- What people try, and what is never taken: option and what it would tell.
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

--- Kinds of errors have hints of their own; these codes have not.
definition.exits = {
    { 0, "It is done. Of preflight: registering would work, or is done." },
    { 1, "It is done, but standard output could not be written; or a mistake "
        .. "in this program, of kind internal." },
    { 2, "The arguments are wrong." },
    { "129, 130, 131, 141, 143", "Ended by a closed terminal, Ctrl-C, "
        .. "Ctrl-\\, a reader of the output that is gone, or SIGTERM. A "
        .. "request under way is given up, and the journal says so." },
}

definition.files = {
    { "~/.local/state/whatsapp-registration/attempts.db",
        "The journal: each register and deregister request, for 72 hours and "
        .. "more. It counts all commands of one user on one machine; what "
        .. "other machines or people do to the same number is not in it." },
    { "~/.local/state/whatsapp-registration/code-ID",
        "Until when the verification code works that was last sent to the "
        .. "number with this id; not the code itself." },
    { "~/.local/state/whatsapp-registration/pins",
        "The PINs that were set, sent and refused, mode 0600. Keep it: a lost "
        .. "PIN costs days." },
}

definition.secrets = "A secret is taken, in this order, from the file that an "
    .. "option names, from its variable, from the PIN store (a PIN), or from "
    .. "a prompt at the terminal, where it is not shown. A file must belong "
    .. "to the user or to root and be open to nobody else (mode 0600 or 0400); "
    .. "it can be a link to such a file, a pipe, or what a shell makes of "
    .. "<(...). Its first line counts, without white space around it. Where "
    .. "several come from standard input, each is a line: access token, app "
    .. "secret, verification code, password of the backup, PIN. A backup is "
    .. "taken whole and as it is, all that is left of standard input. The "
    .. "arguments are never read for secrets: other users see them in the "
    .. "list of processes."

definition.examples = {
    { "Set a number up, and be asked for the code of the SMS:",
        "export WHATSAPP_PHONE_NUMBER_ID=106540352242922",
        "whatsapp-registration setup --draw-pin --token-file token" },
    { "See what is wrong after an error:",
        "whatsapp-registration status",
        "whatsapp-registration explain 133005" },
    { "In a script, with a PIN out of a password manager:",
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
    { "XDG_STATE_HOME", "Journal and PINs are in the folder "
        .. "whatsapp-registration of this one; default ~/.local/state." },
    { "NO_COLOR", "If set and not empty, nothing is coloured." },
}

return definition
