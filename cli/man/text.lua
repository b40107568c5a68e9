-- What the manual page says besides the commands and their options.

local manual = {}

manual.files = {
    { "~/.local/state/whatsapp-registration/attempts.db",
        "The journal: each register, deregister and code request, for 72 "
        .. "hours and more. All commands of one user on one machine share it. "
        .. "Requests by other machines or people are not in it." },
    { "~/.local/state/whatsapp-registration/pins",
        "The PINs that were set, sent and refused, with mode 0600. Keep this "
        .. "file: a lost PIN costs days. The folder must not be writable for "
        .. "others." },
}

manual.secrets = "A secret is taken from the first of these that has it: "
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

manual.json = "Each line is a document. An error is "
    .. "{\"success\":false,\"error\":{...}}. Fields of the server keep their "
    .. "names; an empty list is []. An integer that is too long for a double "
    .. "(2^53 and more) is a string of its digits. The fields of an error, as "
    .. "far as they are known:"

manual.examples = {
    { "Set a number up; you are asked for the code in the SMS:",
        "export WHATSAPP_PHONE_NUMBER_ID=106540352242922",
        "whatsapp-registration setup --draw-pin --token-file token" },
    { "See what is wrong after an error:",
        "whatsapp-registration doctor",
        "whatsapp-registration status",
        "whatsapp-registration explain 133005" },
    { "In a script, with a PIN from a password manager:",
        "pass whatsapp/pin | whatsapp-registration register --pin-file - "
        .. "--json" },
    { "See all numbers of an account that are not registered:",
        "whatsapp-registration numbers 102290129340398 --filter "
        .. "registered=no" },
    { "Try it all without a real number:",
        "whatsapp-registration simulate --port 8443 --show-codes" },
}

manual.environment = {
    { "WHATSAPP_ACCESS_TOKEN", "The access token." },
    { "WHATSAPP_PHONE_NUMBER_ID", "The number's id." },
    { "WHATSAPP_WABA_ID", "The account's id, as --waba-id of doctor, "
        .. "migrate, numbers, setup, subscribe and token." },
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
    { "REDIS_PASSWORD", "The password of the Redis of --redis." },
    { "NO_COLOR", "If set and not empty, output has no colours." },
    { "CLICOLOR_FORCE", "If set and neither empty nor 0, output has colours "
        .. "also if it goes through a pipe." },
}

return manual
