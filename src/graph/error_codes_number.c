#include "error_codes.h"

/* Laid out by hand: more rows on a page */
/* clang-format off */
/*
** Texts that several rows share: a page of Meta's, then words to look for, in
** the syntax of `text` ("a&b|c", see matches), and hints.
*/
#define TWO_STEP "WhatsApp Manager > Phone numbers > Settings > Two-step " \
    "verification"
/* Not "has not been verified", nor "once it is verified" */
#define IS_VERIFIED "already verified|already been verified|verified already"
#define TOO_OFTEN "too many|guessed"
#define TWO_STEP_WORDS "two-factor|two factor|two-step|two " \
    "step|2-step|2-factor"
#define HELD_ELSEWHERE "existing whatsapp|existing account|already " \
    "registered|already in use|disconnect"
#define NO_CODE_YET "No code was sent: wait before you ask again, because " \
    "asking lengthens the block, and if this repeats, the number still has " \
    "a WhatsApp account: delete that first."
#define GUESSED "Too many wrong codes were tried: wait for the time that " \
    "the server names, then request a new code."
#define NOT_READY "The server does not say why: its display name is not " \
    "processed, two-step verification of a former provider is on, or " \
    "another WhatsApp account holds the number."
#define TWO_STEP_IS_ON "Two-step verification of a former provider is on, " \
    "and waiting does not help: have it turned off in WhatsApp Manager or " \
    "by that provider, then register."
#define NAME_FAILED "Meta could not take the number's display name: edit it " \
    "in WhatsApp Manager, then register."
#define NUMBER_IS_HELD "Another WhatsApp account holds the number: delete " \
    "it in its app or disconnect it from the other provider, wait up to 6 " \
    "hours, then register."
#define VERIFIED "The number's ownership is verified already: no code is " \
    "needed, register it."
#define NOT_REGISTERED "The number is not registered with the Cloud API: " \
    "register it first."
#define ADD_ANEW "Meta does not know the number as one that can be " \
    "registered: verify its ownership, or add it to the account anew, " \
    "before it is registered again."
#define NOTHING_TO_DO "The number is not registered with the Cloud API: " \
    "there is nothing to deregister."
#define CODES_USED_UP "Too many codes were asked for, of about 10 in 72 " \
    "hours: wait before you ask for another."
#define UNDOCUMENTED "Meta does not document this registration error: read " \
    "the number's status, and give the trace id to Meta's support."
#define WRONG_CODE "The verification code is wrong or has expired: request " \
    "a new one."
#define PARTNERS_ONLY "Only partners add phone numbers by the API: add this " \
    "one in WhatsApp Manager."
#define NO_MORE_NUMBERS "The business may not add this number, or no more " \
    "numbers: look at its limits in WhatsApp Manager, and turn to Meta's " \
    "support."

/*
** Answers about a number. Meanings and waits are from Meta's error-code
** reference if no other source is named.
*/
static const struct wa_error_code rows[] = {
    /* Registering, deregistering and the PIN */
    { CODE(133000), WA_DEREGISTRATION_INCOMPLETE, "An earlier attempt to "
      "deregister the number stopped half-way: deregister it again, then "
      "register it." },
    { CODE(133000), WA_DEREGISTRATION_INCOMPLETE, "Deregistering stopped "
      "half-way: read the number's status, and deregister it once more only "
      "if it still shows as registered.", .action = WA_CHECK_STATUS,
      .step = "deregister" },
    /* Integrators saw that without a registration none can be set either. */
    { CODE(133005), WA_PIN_MISMATCH, "This is not the number's PIN, and "
      "guesses lock it: set a new PIN if the number is registered, else turn "
      "two-step verification off in WhatsApp Manager.", .field = "pin" },
    { CODE(133006), WA_VERIFICATION_REQUIRED, "The number's ownership must be "
      "verified first: request a code, verify it, then register." },
    { CODE(133008), WA_PIN_LOCKED, "Too many wrong PINs were sent: wait for "
      "the time that the server's details give, then send the right PIN." },
    { CODE(133009), WA_PIN_LOCKED, "PINs were sent too fast: wait for the "
      "time that the server's details give, then send the right PIN." },
    /*
    ** If register itself gets this code, "register it" would ask for what was
    ** just refused, and a loop would follow it until no attempt is left.
    */
    /* Meta also puts it in the subcode of 100: seen by integrators. */
    { CODE(133010), WA_NOT_REGISTERED, NOT_REGISTERED },
    /* The rows by operation: logs of integrators. */
    { CODE(133010), WA_NOT_REGISTERED, ADD_ANEW, .action = WA_VERIFY_NUMBER,
      .step = "register" },
    { CODE(133010), WA_NOT_REGISTERED, NOTHING_TO_DO, .action = WA_NOTHING,
      .step = "deregister" },
    { CODE(133010), WA_NOT_REGISTERED, "A PIN can be set only on a registered "
      "number: register it, which sets the PIN that is sent along.",
      .step = "setup_two_step" },
    /* Seen with 100 when deregistering, in Meta's OpenAPI file. */
    { CODE(2207051), WA_NOT_REGISTERED, NOT_REGISTERED },
    { CODE(2207051), WA_NOT_REGISTERED, ADD_ANEW, .action = WA_VERIFY_NUMBER,
      .step = "register" },
    { CODE(2207051), WA_NOT_REGISTERED, NOTHING_TO_DO, .action = WA_NOTHING,
      .step = "deregister" },
    /* "not linked in Hosted System": Meta's OpenAPI file, and integrators. */
    { CODE(100), WA_NOT_REGISTERED, NOT_REGISTERED, .text = "hosted system" },
    { CODE(100), WA_NOT_REGISTERED, ADD_ANEW, .text = "hosted system",
      .action = WA_VERIFY_NUMBER, .step = "register" },
    { CODE(100), WA_NOT_REGISTERED, NOTHING_TO_DO, .text = "hosted system",
      .action = WA_NOTHING, .step = "deregister" },
    { CODE(131045), WA_NOT_REGISTERED, "The message failed because the number "
      "is not properly registered: register it, then send again." },
    { CODE(133015), WA_TOO_SOON, "The number was deleted a short time ago and "
      "its deletion is not done: wait 5 minutes, then register.",
      .wait = 300 },
    { CODE(133016), WA_REGISTRATION_LIMIT, "The number was registered or "
      "deregistered 10 times in 72 hours: wait for the 72 hours that Meta "
      "blocks it from now, and send nothing before.", .wait = 259200 },
    /* The gaps in the numbering, which no public table explains. */
    { RANGE(133001, 133003), WA_API, UNDOCUMENTED },
    { CODE(133007), WA_API, UNDOCUMENTED },
    { RANGE(133011, 133014), WA_API, UNDOCUMENTED },
    /* Known from one integrator's notes only. */
    { CODE(2388092), WA_INVALID_REQUEST, "The PIN was refused for its form: "
      "send exactly six digits, and avoid common ones such as 123456.",
      .field = "pin" },

    /* What register says by words alone: logs of integrators */
    { CODE(100), WA_INVALID_REQUEST, "The number keeps its data in the region "
      "that the server names: set local storage to that region, then "
      "register.", .text = "data localization region",
      .field = "data_localization_region" },
    { CODE(100), WA_POLICY, "The number can't be migrated because the new "
      "account has no payment method: add one to the account, then register.",
      .text = "migrate&payment", .turn = WA_OWNER,
      .setting = "WhatsApp Manager > Payment settings" },
    /* Meta's OpenAPI file: "not available for SMB solution numbers". */
    { CODE(100), WA_NOT_REGISTRABLE, "The number is one of the WhatsApp "
      "Business app: connect it by Embedded Signup (coexistence), or delete "
      "the account in the app, then add, verify and register the number.",
      .text = "SMB", .setting = "WhatsApp Business app > Settings > Account" },
    { CODE(100), WA_NOT_REGISTRABLE, "This is one of Meta's test numbers, "
      "which come registered: use it as it is.",
      .text = "test number|test phone number", .turn = WA_YOU },

    /* Subcode 2388001, "Cannot Create Certificate": logs of integrators */
    /*
    ** One subcode for three causes: the server's words name the one, in the
    ** language of the token's user. If no row finds its words, the first row
    ** counts, whose hint lists them all.
    */
    { CODE(2388001), WA_NOT_READY, NOT_READY },
    { CODE(2388001), WA_PIN_MISMATCH, TWO_STEP_IS_ON, .text = TWO_STEP_WORDS,
      .turn = WA_OWNER, .setting = TWO_STEP },
    { CODE(2388001), WA_DISPLAY_NAME_PENDING, NAME_FAILED,
      .text = "display name&could not|display name&couldn|display "
      "name&declined|display name&rejected", .action = WA_FIX_NUMBER,
      .turn = WA_OWNER },
    { CODE(2388001), WA_DISPLAY_NAME_PENDING, "Meta has not finished with the "
      "number's display name: wait until it is, then register.",
      .text = "display name&processing|display name&being processed|display "
      "name&under review|display name&in review|display name&being "
      "reviewed|display name&pending|display name&not finished|display "
      "name&not been approved|display name&not yet" },
    { CODE(2388001), WA_DISPLAY_NAME_PENDING, NAME_FAILED,
      .text = "display name", .action = WA_FIX_NUMBER, .turn = WA_OWNER },
    { CODE(2388001), WA_NUMBER_IN_USE, NUMBER_IS_HELD, .text = HELD_ELSEWHERE
      "|whatsapp account" },
    /* The same without the subcode: "already registered" is not a success */
    { CODE(100), WA_PIN_MISMATCH, TWO_STEP_IS_ON,
      .text = "create certificate&two-factor|create certificate&two-step",
      .turn = WA_OWNER, .setting = TWO_STEP },
    { CODE(100), WA_DISPLAY_NAME_PENDING, NAME_FAILED,
      .text = "create certificate&display name", .action = WA_FIX_NUMBER,
      .turn = WA_OWNER },
    { CODE(100), WA_NUMBER_IN_USE, NUMBER_IS_HELD,
      .text = "existing whatsapp|registered&disconnect" },
    { CODE(100), WA_NOT_READY, NOT_READY, .text = "create certificate" },
    { CODE(131037), WA_DISPLAY_NAME_PENDING, "The number's display name must "
      "be approved before it can send: change or complete the name, then wait "
      "for Meta's review." },

    /* Verification codes: subcodes and words are from integrators' logs */
    { CODE(136021), WA_INVALID_REQUEST, "The form of the phone number is not "
      "valid: check the number that was added to the account." },
    { CODE(136024), WA_CODE_REJECTED, "The code was not sent: read the "
      "number, register it if it is verified already, or else wait a while "
      "before you ask for another code.", .action = WA_CHECK_STATUS },
    { CODE(136024), WA_CODE_REJECTED, VERIFIED, .text = IS_VERIFIED,
      .action = WA_REGISTER_FIRST },
    { CODE(136024), WA_RATE_LIMITED, CODES_USED_UP, .text = "volume limit" },
    { CODE(136024), WA_CODE_REJECTED, NO_CODE_YET,
      .text = "try again|too many|wait", .action = WA_WAIT },
    { CODE(136024), WA_CODE_REJECTED, GUESSED, .text = TOO_OFTEN,
      .action = WA_WAIT, .step = "verify_code" },
    /* An hour if the words name no time; asking again prolongs the block. */
    { CODE(2388091), WA_CODE_REJECTED, NO_CODE_YET, .wait = 3600,
      .action = WA_WAIT, .flags = WA_UNLESS_NAMED, .turn = WA_OWNER },
    { CODE(2388091), WA_CODE_REJECTED, VERIFIED, .text = IS_VERIFIED,
      .action = WA_REGISTER_FIRST },
    { CODE(2388366), WA_CODE_REJECTED, VERIFIED, .action = WA_REGISTER_FIRST },
    { CODE(2388367), WA_RATE_LIMITED, CODES_USED_UP },
    { CODE(136025), WA_CODE_REJECTED, WRONG_CODE, .field = "code" },
    { CODE(136025), WA_CODE_REJECTED, GUESSED, .text = TOO_OFTEN,
      .action = WA_WAIT },
    { CODE(2388093), WA_CODE_REJECTED, WRONG_CODE, .field = "code" },
    { CODE(2388093), WA_CODE_REJECTED, GUESSED, .text = TOO_OFTEN,
      .action = WA_WAIT },
    { CODE(2388364), WA_RATE_LIMITED, GUESSED },
    { CODE(2494158), WA_CODE_REJECTED, GUESSED, .action = WA_WAIT },
    { CODE(2593037), WA_CODE_REJECTED, GUESSED, .action = WA_WAIT },
    { CODE(2593039), WA_CODE_REJECTED, GUESSED, .action = WA_WAIT },

    /* Numbers on the move; the first three: logs of integrators */
    { CODE(3095008), WA_PERMISSION, PARTNERS_ONLY },
    { CODE(200000), WA_PERMISSION, PARTNERS_ONLY, .text = "partner" },
    { CODE(2388002), WA_POLICY, NO_MORE_NUMBERS },
    { CODE(2388107), WA_POLICY, NO_MORE_NUMBERS },
    { CODE(2388012), WA_API, "The account has this number already: use the "
      "one it has, or migrate another." },
    { CODE(2388103), WA_API, "The number can't be migrated, for a reason that "
      "the server's text names: an account unverified, restricted or without "
      "payment method, two-step verification on, or a migration under way.",
      .turn = WA_OWNER },
    { CODE(2593107), WA_API, "The number's contacts and history were "
      "synchronised already, which can be asked for only once: offboard the "
      "business and onboard it again." },
    { CODE(2593108), WA_API, "Synchronising must start in the 24 hours after "
      "onboarding: offboard the business and onboard it again." },
};
/* clang-format on */

const struct wa_error_table wa_number_codes = { rows, sizeof(rows) /
                                                          sizeof(rows[0]) };
