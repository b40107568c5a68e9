#include "error_codes.h"

#define ANY WA_ANY_SUBCODE

#define TWO_STEP                                                              \
    "WhatsApp Manager > Phone numbers > Settings > Two-step "                 \
    "verification"
/* Not "has not been verified", nor "once it is verified" */
#define IS_VERIFIED "already verified|already been verified|verified already"
#define TOO_OFTEN "too many|guessed"
#define TWO_STEP_WORDS                                                        \
    "two-factor|two factor|two-step|two step|2-step|2-factor"
#define HELD_ELSEWHERE                                                        \
    "existing whatsapp|existing account|already registered|already in "       \
    "use|disconnect"

#define NO_CODE_YET                                                           \
    "No code was sent: wait before you ask again, as asking lengthens the "   \
    "block, and if this repeats, the number still has a WhatsApp account: "   \
    "delete that first."
#define GUESSED                                                               \
    "Too many wrong codes were tried: wait for the time that the server "     \
    "names, then request a new code."
#define NOT_READY                                                             \
    "The server does not say why: its display name is not processed, "        \
    "two-step verification of a former provider is on, or another WhatsApp "  \
    "account holds the number."
#define TWO_STEP_IS_ON                                                        \
    "Two-step verification of a former provider is on, and waiting does not " \
    "help: have it turned off in WhatsApp Manager or by that provider, then " \
    "register."
#define NAME_FAILED                                                           \
    "Meta could not take the number's display name: edit it in WhatsApp "     \
    "Manager, then register."
#define NUMBER_IS_HELD                                                        \
    "Another WhatsApp account holds the number: delete it in its app or "     \
    "disconnect it from the other provider, wait up to 6 hours, then "        \
    "register."
#define VERIFIED                                                              \
    "The number's ownership is verified already: no code is needed, "         \
    "register it."
#define NOT_REGISTERED                                                        \
    "The number is not registered with the Cloud API: register it first."
#define ADD_ANEW                                                              \
    "Meta does not know the number as one that can be registered: verify "    \
    "its "                                                                    \
    "ownership, or add it to the account anew, before it is registered "      \
    "again."
#define NOTHING_TO_DO                                                         \
    "The number is not registered with the Cloud API: there is nothing to "   \
    "deregister."
#define CODES_USED_UP                                                         \
    "Too many codes were asked for, of about 10 in 72 hours: wait before "    \
    "you ask for another."
#define UNDOCUMENTED                                                          \
    "Meta does not document this registration error: read the number's "      \
    "status, and give the trace id to Meta's support."

/*
** What is answered about a number. Meanings and waits are from Meta's
** error-code reference if no other source is named.
*/
static const struct wa_error_code rows[] = {
    /* Registering, deregistering and the PIN */
    { 133000, 133000, ANY, WA_DEREGISTRATION_INCOMPLETE, 0, NULL,
      "An earlier attempt to deregister the number stopped half-way: "
      "deregister it again, then register it." },
    { 133000, 133000, ANY, WA_DEREGISTRATION_INCOMPLETE, 0, NULL,
      "Deregistering stopped half-way: read the number's status, and "
      "deregister it once more only if it still shows as registered.",
      .action = WA_CHECK_STATUS, .step = "deregister" },
    /* That setting one fails as well without a registration: integrators. */
    { 133005, 133005, ANY, WA_PIN_MISMATCH, 0, NULL,
      "This is not the number's PIN, and guesses lock it: set a new PIN if "
      "the number is registered, else turn two-step verification off in "
      "WhatsApp Manager.",
      .field = "pin" },
    { 133006, 133006, ANY, WA_VERIFICATION_REQUIRED, 0, NULL,
      "The number's ownership must be verified first: request a code, verify "
      "it, then register." },
    { 133008, 133008, ANY, WA_PIN_LOCKED, 0, NULL,
      "Too many wrong PINs were sent: wait for the time that the server's "
      "details give, then send the right PIN." },
    { 133009, 133009, ANY, WA_PIN_LOCKED, 0, NULL,
      "PINs were sent too fast: wait for the time that the server's details "
      "give, then send the right PIN." },
    /* Meta also puts it in the subcode of 100: seen by integrators. */
    { 133010, 133010, ANY, WA_NOT_REGISTERED, 0, NULL, NOT_REGISTERED },
    /* The rows by operation: logs of integrators. */
    { 133010, 133010, ANY, WA_NOT_REGISTERED, 0, NULL, ADD_ANEW,
      .action = WA_VERIFY_NUMBER, .step = "register" },
    { 133010, 133010, ANY, WA_NOT_REGISTERED, 0, NULL, NOTHING_TO_DO,
      .action = WA_NOTHING, .step = "deregister" },
    { 133010, 133010, ANY, WA_NOT_REGISTERED, 0, NULL,
      "A PIN can be set only on a registered number: register it, which sets "
      "the PIN that is sent along.",
      .step = "setup_two_step" },
    /* Seen with 100 when deregistering, in Meta's OpenAPI file. */
    { 2207051, 2207051, ANY, WA_NOT_REGISTERED, 0, NULL, NOT_REGISTERED },
    { 2207051, 2207051, ANY, WA_NOT_REGISTERED, 0, NULL, ADD_ANEW,
      .action = WA_VERIFY_NUMBER, .step = "register" },
    { 2207051, 2207051, ANY, WA_NOT_REGISTERED, 0, NULL, NOTHING_TO_DO,
      .action = WA_NOTHING, .step = "deregister" },
    /* "not linked in Hosted System": Meta's OpenAPI file, and integrators. */
    { 100, 100, ANY, WA_NOT_REGISTERED, 0, "hosted system", NOT_REGISTERED },
    { 100, 100, ANY, WA_NOT_REGISTERED, 0, "hosted system", ADD_ANEW,
      .action = WA_VERIFY_NUMBER, .step = "register" },
    { 100, 100, ANY, WA_NOT_REGISTERED, 0, "hosted system", NOTHING_TO_DO,
      .action = WA_NOTHING, .step = "deregister" },
    { 131045, 131045, ANY, WA_NOT_REGISTERED, 0, NULL,
      "The message failed as the number is not properly registered: register "
      "it, then send again." },
    { 133015, 133015, ANY, WA_TOO_SOON, 300, NULL,
      "The number was deleted a short time ago and its deletion is not done: "
      "wait 5 minutes, then register." },
    { 133016, 133016, ANY, WA_REGISTRATION_LIMIT, 259200, NULL,
      "The number was registered or deregistered 10 times in 72 hours: wait "
      "for the 72 hours that Meta blocks it from now, and send nothing "
      "before." },
    /* The gaps in the numbering, which no public table explains. */
    { 133001, 133003, ANY, WA_API, 0, NULL, UNDOCUMENTED },
    { 133007, 133007, ANY, WA_API, 0, NULL, UNDOCUMENTED },
    { 133011, 133014, ANY, WA_API, 0, NULL, UNDOCUMENTED },
    /* Known from one integrator's notes only. */
    { 2388092, 2388092, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The PIN was refused for its form: send exactly six digits, and avoid "
      "common ones such as 123456.",
      .field = "pin" },

    /* What register says by words alone: logs of integrators */
    { 100, 100, ANY, WA_INVALID_REQUEST, 0, "data localization region",
      "The number keeps its data in the region that the server names: set "
      "local storage to that region, then register.",
      .field = "data_localization_region" },
    { 100, 100, ANY, WA_POLICY, 0, "migrate&payment",
      "The number can't be migrated as the new account has no payment "
      "method: add one to the account, then register.",
      .turn = WA_OWNER, .setting = "WhatsApp Manager > Payment settings" },
    /* Meta's OpenAPI file: "not available for SMB solution numbers". */
    { 100, 100, ANY, WA_NOT_REGISTRABLE, 0, "SMB",
      "The number is one of the WhatsApp Business app: connect it by Embedded "
      "Signup (coexistence), or delete the account in the app, then add, "
      "verify and register the number.",
      .setting = "WhatsApp Business app > Settings > Account" },
    { 100, 100, ANY, WA_NOT_REGISTRABLE, 0, "test number|test phone number",
      "This is one of Meta's test numbers, which come registered: use it as "
      "it is.",
      .turn = WA_YOU },

    /* Subcode 2388001, "Cannot Create Certificate": logs of integrators */
    { 2388001, 2388001, ANY, WA_NOT_READY, 0, NULL, NOT_READY },
    { 2388001, 2388001, ANY, WA_PIN_MISMATCH, 0, TWO_STEP_WORDS,
      TWO_STEP_IS_ON, .turn = WA_OWNER, .setting = TWO_STEP },
    { 2388001, 2388001, ANY, WA_DISPLAY_NAME_PENDING, 0,
      "display name&could not|display name&couldn|display name&declined|"
      "display name&rejected",
      NAME_FAILED, .action = WA_FIX_NUMBER, .turn = WA_OWNER },
    { 2388001, 2388001, ANY, WA_DISPLAY_NAME_PENDING, 0,
      "display name&processing|display name&being processed|display "
      "name&under review|display name&in review|display name&being "
      "reviewed|display name&pending|display name&not finished|display "
      "name&not been approved|display name&not yet",
      "Meta has not finished with the number's display name: wait until it "
      "is, then register." },
    { 2388001, 2388001, ANY, WA_DISPLAY_NAME_PENDING, 0, "display name",
      NAME_FAILED, .action = WA_FIX_NUMBER, .turn = WA_OWNER },
    { 2388001, 2388001, ANY, WA_NUMBER_IN_USE, 0,
      HELD_ELSEWHERE "|whatsapp account", NUMBER_IS_HELD },
    /* The same without the subcode: to say "already registered" is no yes */
    { 100, 100, ANY, WA_PIN_MISMATCH, 0,
      "create certificate&two-factor|create certificate&two-step",
      TWO_STEP_IS_ON, .turn = WA_OWNER, .setting = TWO_STEP },
    { 100, 100, ANY, WA_DISPLAY_NAME_PENDING, 0,
      "create certificate&display name", NAME_FAILED, .action = WA_FIX_NUMBER,
      .turn = WA_OWNER },
    { 100, 100, ANY, WA_NUMBER_IN_USE, 0,
      "existing whatsapp|registered&disconnect", NUMBER_IS_HELD },
    { 100, 100, ANY, WA_NOT_READY, 0, "create certificate", NOT_READY },
    { 131037, 131037, ANY, WA_DISPLAY_NAME_PENDING, 0, NULL,
      "The number's display name must be approved before it can send: change "
      "or complete the name, then wait for Meta's review." },

    /* Verification codes: subcodes and words are from integrators' logs */
    { 136021, 136021, ANY, WA_INVALID_REQUEST, 0, NULL,
      "The form of the phone number is not valid: check the number that was "
      "added to the account." },
    { 136024, 136024, ANY, WA_CODE_REJECTED, 0, NULL,
      "The code was not sent: read the number, register it if it is verified "
      "already, and else wait a while before you ask for another code.",
      .action = WA_CHECK_STATUS },
    { 136024, 136024, ANY, WA_CODE_REJECTED, 0, IS_VERIFIED, VERIFIED,
      .action = WA_REGISTER_FIRST },
    { 136024, 136024, ANY, WA_RATE_LIMITED, 0, "volume limit", CODES_USED_UP },
    { 136024, 136024, ANY, WA_CODE_REJECTED, 0, "try again|too many|wait",
      NO_CODE_YET, .action = WA_WAIT },
    { 136024, 136024, ANY, WA_CODE_REJECTED, 0, TOO_OFTEN, GUESSED,
      .action = WA_WAIT, .step = "verify_code" },
    { 2388091, 2388091, ANY, WA_CODE_REJECTED, 3600, NULL, NO_CODE_YET,
      .action = WA_WAIT, .flags = WA_UNLESS_TOLD, .turn = WA_OWNER },
    { 2388091, 2388091, ANY, WA_CODE_REJECTED, 0, IS_VERIFIED, VERIFIED,
      .action = WA_REGISTER_FIRST },
    { 2388366, 2388366, ANY, WA_CODE_REJECTED, 0, NULL, VERIFIED,
      .action = WA_REGISTER_FIRST },
    { 2388367, 2388367, ANY, WA_RATE_LIMITED, 0, NULL, CODES_USED_UP },
    { 136025, 136025, ANY, WA_CODE_REJECTED, 0, NULL,
      "The verification code is wrong or has expired: request a new one.",
      .field = "code" },
    { 136025, 136025, ANY, WA_CODE_REJECTED, 0, TOO_OFTEN, GUESSED,
      .action = WA_WAIT },
    { 2388093, 2388093, ANY, WA_CODE_REJECTED, 0, NULL,
      "The verification code is wrong or has expired: request a new one.",
      .field = "code" },
    { 2388093, 2388093, ANY, WA_CODE_REJECTED, 0, TOO_OFTEN, GUESSED,
      .action = WA_WAIT },
    { 2388364, 2388364, ANY, WA_RATE_LIMITED, 0, NULL, GUESSED },
    { 2494158, 2494158, ANY, WA_CODE_REJECTED, 0, NULL, GUESSED,
      .action = WA_WAIT },
    { 2593037, 2593037, ANY, WA_CODE_REJECTED, 0, NULL, GUESSED,
      .action = WA_WAIT },
    { 2593039, 2593039, ANY, WA_CODE_REJECTED, 0, NULL, GUESSED,
      .action = WA_WAIT },

    /* Numbers on the move; the first three: logs of integrators */
    { 3095008, 3095008, ANY, WA_PERMISSION, 0, NULL,
      "Only partners add phone numbers by the API: add this one in WhatsApp "
      "Manager." },
    { 200000, 200000, ANY, WA_PERMISSION, 0, "partner",
      "Only partners add phone numbers by the API: add this one in WhatsApp "
      "Manager." },
    { 2388002, 2388002, ANY, WA_POLICY, 0, NULL,
      "The business may not add this number, or no more numbers: look at its "
      "limits in WhatsApp Manager, and turn to Meta's support." },
    { 2388107, 2388107, ANY, WA_POLICY, 0, NULL,
      "The business may not add this number, or no more numbers: look at its "
      "limits in WhatsApp Manager, and turn to Meta's support." },
    { 2388012, 2388012, ANY, WA_API, 0, NULL,
      "The account has this number already: use the one it has, or migrate "
      "another." },
    { 2388103, 2388103, ANY, WA_API, 0, NULL,
      "The number can't be migrated as the server's text says: an account "
      "unverified, restricted or without payment method, two-step "
      "verification on, or a migration under way.",
      .turn = WA_OWNER },
    { 2593107, 2593107, ANY, WA_API, 0, NULL,
      "The number's contacts and history were synchronised already, which can "
      "be asked for only once: offboard the business and onboard it again." },
    { 2593108, 2593108, ANY, WA_API, 0, NULL,
      "Synchronising must start in the 24 hours after onboarding: offboard "
      "the business and onboard it again." },
};

const struct wa_error_table wa_number_codes = { rows, sizeof(rows) /
                                                          sizeof(rows[0]) };
