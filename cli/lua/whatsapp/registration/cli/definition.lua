--- What the command line takes: the parser, the completion scripts and the
-- manual page are made from this one text. An option is its names, what it
-- takes (nil: nothing), and a text. A group of options with a title belongs to
-- several commands.
-- @module whatsapp.registration.cli.definition

local fleet = require "whatsapp.registration.cli.fleet_options"

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
    { "--verbose", nil, "Say on standard error what is sent and what comes "
        .. "back, without any secret." },
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
        is_number = true },
}

local NUMBER = { CONNECTION[1] }

local DRY_RUN = { title = "Dry run",
    { "--dry-run", nil, "Say what would be done, and send only reads." },
}

local REDIS = { "--redis", "<url>", "Keep the journal and the PINs in this "
    .. "Redis, which several machines can share: redis://HOST:PORT or "
    .. "unix:///PATH; a password comes from REDIS_PASSWORD." }

local JOURNAL = { title = "Journal",
    { "--journal", "<file>", "Keep the journal of attempts in this SQLite "
        .. "file." },
    REDIS,
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

local YES = {
    { "--yes", nil, "Answer yes to the question that is asked before a number "
        .. "is deregistered or a drawn PIN replaces another." },
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

local NO_CODE = {
    { "--no-code", nil, "Request no code and ask for none: a number that "
        .. "needs one is left as it is." },
}

local METHOD = { title = "Request of a code",
    { "--method", "<method>", "Get the code by SMS or by a call.",
        default = "SMS", choices = { "SMS", "VOICE" } },
    { "--language", "<locale>", "Get the code in this language.",
        default = "en_US" },
}

local SUBSCRIBES = {
    { "--waba-id", "<id>", "Check that the number is in this account, and "
        .. "subscribe the token's app to the account.",
        variable = "WHATSAPP_WABA_ID" },
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

-- The account comes from the environment as well, unless it changes what a
-- command is about.
local OWN_ACCOUNT = {
    { "--waba-id", "<id>", "The WhatsApp Business account's id.",
        variable = "WHATSAPP_WABA_ID" },
}

local LOOKED_AT = {
    { "--waba-id", "<id>", "Look at this account as well.",
        variable = "WHATSAPP_WABA_ID" },
}

local FILTER = {
    { "--filter", "<text>", "Show only numbers with this text in a column, or "
        .. "with COLUMN=TEXT in that one (can be repeated).", count = "*" },
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

-- Instead of --phone-number-id
local ID = { "id", "The phone number's id.", optional = true,
    stands_for = "phone_number_id" }

-- Instead of --waba-id
local WABA = { "waba", "The account's id.", optional = true,
    stands_for = "waba_id" }

local STORES = { PIN[2], PIN[3] }

local SIGNATURE = {
    { "--signature", "<header>",
        "What the header X-Hub-Signature-256 says: sha256=..." },
    CONNECTION[3],
}

local PIN_STORE = {
    { "--pin-store", "<file>", "Look for the PIN in this file." },
    REDIS,
}

-- The module that runs a command has its name, or is named here.
definition.commands = {
    { "setup", "Do everything a number needs, from the code to the first "
        .. "message. Steps that are done already are skipped. If a code was "
        .. "sent in the last ten minutes, you are asked for that one.",
        SAYS, DRY_RUN, PIN, DRAW, YES, CODE, NO_CODE, METHOD, REGION,
        SUBSCRIBES, MESSAGE, FORCE, JOURNAL, CONNECTION,
        arguments = { ID }, module = "workflows" },
    { "doctor", "Say why it does not work: look at settings, connection, "
        .. "token, number, account, clock, journal and PINs, by reads only.",
        SAYS, LOOKED_AT, JOURNAL, STORES, CONNECTION, arguments = { ID } },
    { "status", "Show a number and its attempts, and settle attempts that "
        .. "were left open.",
        SAYS, ACCOUNT, JOURNAL, CONNECTION,
        arguments = { ID }, module = "looks" },
    { "numbers", "List an account's numbers: id, number, name, status, "
        .. "registered, verified, left (of ten attempts). Through a pipe there "
        .. "are tabs between them, and no heading.",
        SAYS, FILTER, OWN_ACCOUNT, JOURNAL, CONNECTION,
        arguments = { WABA } },
    { "preflight", "Say whether registering would work, and if not, why.",
        SAYS, IN_ACCOUNT, CONNECTION, arguments = { ID }, module = "looks" },
    { "register", "Register a number; spends one of ten attempts.",
        SAYS, DRY_RUN, PIN, REGION, FORCE, JOURNAL, CONNECTION,
        arguments = { ID }, module = "workflows" },
    { "deregister", "Take a number off the Cloud API; spends one of ten "
        .. "attempts.", SAYS, DRY_RUN, YES, IN_ACCOUNT, FORCE, JOURNAL,
        CONNECTION, arguments = { ID }, module = "workflows" },
    { "set-pin", "Set the PIN of two-step verification.",
        SAYS, DRY_RUN, PIN, DRAW_NEW, YES, { REDIS }, CONNECTION,
        arguments = { ID }, module = "operations" },
    { "request-code", "Have a verification code sent to the number; spends "
        .. "one of about ten requests in 72 hours.",
        SAYS, DRY_RUN, METHOD, FORCE, JOURNAL, CONNECTION,
        arguments = { ID }, module = "operations" },
    { "verify-code", "Prove with the code that you own the number.",
        SAYS, DRY_RUN, CODE, JOURNAL, CONNECTION,
        arguments = { ID }, module = "operations" },
    { "change-region", "Deregister, change the region, register; spends two "
        .. "of ten attempts.", SAYS, DRY_RUN, YES, PIN, CODE, NO_CODE, METHOD,
        IN_ACCOUNT, FORCE, JOURNAL, CONNECTION,
        arguments = { { "region", "A region's code, or off." }, ID },
        module = "workflows" },
    { "migrate", "Move a number from the On-Premises API to the Cloud API.",
        SAYS, DRY_RUN, BACKUP, PIN, CODE, NO_CODE, METHOD, REGION,
        SUBSCRIBES, MESSAGE, FORCE, JOURNAL, CONNECTION,
        arguments = { ID }, module = "workflows" },
    { "budget", "Show how many attempts and code requests are left in 72 "
        .. "hours; sends nothing.", SAYS, JOURNAL, NUMBER,
        arguments = { ID }, module = "looks" },
    { "attempts", "List the attempts, newest first; sends nothing.",
        SAYS, JOURNAL, NUMBER, arguments = { ID }, module = "looks" },
    { "reconcile", "Find out by reads what became of attempts that were left "
        .. "open: of this number, or of all in the journal.",
        SAYS, JOURNAL, CONNECTION, arguments = { ID }, module = "looks" },
    { "pin", "Show the PIN that the PIN store has for a number; only at a "
        .. "terminal.", PIN_STORE, NUMBER,
        arguments = { { "what", "show.", choices = { "show" } }, ID },
        module = "looks" },
    { "token", "Show what the access token may do, and until when.",
        SAYS, LOOKED_AT, CONNECTION },
    { "subscribe", "Subscribe the token's app to an account, so that messages "
        .. "and events arrive.", SAYS, DRY_RUN, OWN_ACCOUNT, CONNECTION,
        arguments = { WABA }, module = "operations" },
    { "send", "Send a text message from a registered number.",
        SAYS, DRY_RUN, CONNECTION,
        arguments = { { "to", "The number to send it to." },
            { "text", "What it says." } }, module = "operations" },
    { "fleet", "Run a workflow for many numbers. plan: look at each number "
        .. "and say what would happen; run: do it, and go on where it "
        .. "stopped; report: add up a file of results. For several machines, "
        .. "push: put the numbers into a queue in Redis; work: do what is in "
        .. "the queue. At a terminal a line says how far it is; through a "
        .. "pipe each result is a line.",
        SAYS, fleet, YES, STORES, JOURNAL, CONNECTION,
        arguments = { { "action", "plan, run, report, push or work.",
            choices = { "plan", "run", "report", "push", "work" } },
            { "file", "The numbers: CSV with a header line such as "
            .. "phone_number_id,pin, or JSON lines (.jsonl); for report, the "
            .. "results.", optional = true } } },
    { "webhook", "Say whether a body that came to a webhook is Meta's, and "
        .. "what it means; the body comes from standard input.",
        SAYS, SIGNATURE,
        arguments = { { "what", "verify.", choices = { "verify" } } } },
    { "explain", "Say what an error means, whose turn it is and what to do "
        .. "next.", SAYS, EXPLAINED,
        arguments = { { "code", "CODE, CODE/SUBCODE, a kind of error, or "
            .. "exit; all kinds if nothing is given.", optional = true },
            { "subcode", "The error's subcode; after exit, the code with "
            .. "which this command ended.", optional = true } } },
    { "simulate", "Run a simulated Graph API to try things on.",
        has_simulator and simulator or nil,
        takes_anything = not has_simulator, module = "tools" },
    { "completion", "Print the completion script of a shell.",
        arguments = { { "shell", "bash, fish or zsh.",
            choices = { "bash", "fish", "zsh" } } }, module = "tools" },
    { "version", "Show the version, and those of libcurl and Lua.",
        module = "tools" },
    { "help", "Show this help, or that of a command.",
        arguments = { { "of", "A command.", optional = true } },
        module = "tools" },
}

return definition
