/*
** The table of codes: what is found for a code, a subcode and the server's
** words, and that the tables are sound. spec/error_codes_spec.lua goes through
** all codes and subcodes, and those beside them.
*/
#include "graph/error_codes.h"

#include <limits.h>
#include <string.h>

#include "base/ascii.h"
#include "check.h"

struct find_case {
    const char *name;
    long code, subcode;
    const char *step, *text;
    const char *kind; /* NULL: no row */
    long wait;
};

static const struct find_case find_cases[] = {
    { "an unknown code has no row", 999999, 0, NULL, NULL, NULL, 0 },
    { "a negative code has no row", -1, 0, NULL, NULL, NULL, 0 },
    { "the smallest code has no row", LONG_MIN, 0, NULL, NULL, NULL, 0 },
    { "the largest code has no row", LONG_MAX, LONG_MAX, NULL, NULL, NULL, 0 },
    { "200005 is no permission", 200005, 0, NULL, NULL, NULL, 0 },
    { "100/133010 is read from the subcode", 100, 133010, NULL,
      "(#100) Invalid parameter", "not_registered", 0 },
    { "100 and an unknown subcode is 100", 100, 424242, NULL, NULL,
      "invalid_request", 0 },
    { "100 and subcode 0 is 100, not a refused token", 100, 0, NULL, NULL,
      "invalid_request", 0 },
    { "100 and a negative subcode is 100", 100, -1, NULL, NULL,
      "invalid_request", 0 },
    { "133005 and a known subcode is the subcode", 133005, 133008, NULL, NULL,
      "pin_locked", 0 },
    { "an unknown code and a known subcode is the subcode", 999999, 133005,
      NULL, NULL, "pin_mismatch", 0 },
    { "a subcode may fall in a range", 999999, 250, NULL, NULL, "permission",
      0 },
    { "no code and a known subcode is the subcode", -1, 133006, NULL, NULL,
      "verification_required", 0 },
    { "463 is a subcode of 190 only", 463, 0, NULL, NULL, NULL, 0 },
    { "100/463 is 100", 100, 463, NULL, NULL, "invalid_request", 0 },
    /* Words */
    { "100 about an SMB number can't be registered", 100, 0, NULL,
      "Endpoint not available for SMB solution numbers", "not_registrable",
      0 },
    { "100 with SMB on a later line can't be registered", 100, 0, NULL,
      "(#100) Invalid parameter\nNot for smb numbers.", "not_registrable", 0 },
    { "100 about test phone numbers can't be registered", 100, 0, NULL,
      "Test phone numbers cannot be registered", "not_registrable", 0 },
    { "100 about the latest number is a bad request", 100, 0, NULL,
      "The latest number was refused", "invalid_request", 0 },
    { "100 with half a word is a bad request", 100, 0, NULL, "test numb\nSM",
      "invalid_request", 0 },
    { "100 with empty words is a bad request", 100, 0, "", "",
      "invalid_request", 0 },
    { "100/33 about SMB is an unknown id", 100, 33, NULL, "SMB", "not_found",
      0 },
    { "100/133010 about SMB is not registered", 100, 133010, NULL, "SMB",
      "not_registered", 0 },
    { "an unknown subcode leaves the words to count", 100, 424242, NULL, "SMB",
      "not_registrable", 0 },
    { "another code about SMB is that code", 133005, 0, NULL, "SMB",
      "pin_mismatch", 0 },
    { "words in another order are found as well", 100, 0, NULL,
      "a payment method is missing: cannot migrate", "policy", 0 },
    { "half of the words that go together is not enough", 100, 0, NULL,
      "a payment method is missing", "invalid_request", 0 },
    { "a subcode and words go together", 100, 2388001, NULL,
      "registered to an existing WhatsApp account", "number_in_use", 0 },
    { "a subcode without words is itself", 100, 2388001, NULL,
      "Este n\303\272mero", "not_ready", 0 },
    { "the step of a row does not change its kind", 133010, 0, "register",
      NULL, "not_registered", 0 },
    { "a certificate without subcode is one all the same", 100, 0, "register",
      "Cannot Create Certificate", "not_ready", 0 },
    { "a number that another account holds shows without subcode", 100, 0,
      "register", "already registered to an existing WhatsApp account",
      "number_in_use", 0 },
    { "two-step verification shows without subcode", 100, 0, "register",
      "CANNOT CREATE CERTIFICATE\nTurn off Two-Factor authentication.",
      "pin_mismatch", 0 },
    { "a PIN's form is not taken for a certificate", 100, 0, "setup_two_step",
      "The two-step PIN has six digits", "invalid_request", 0 },
    { "a number in use is one that an account holds", 100, 2388001, "register",
      "This number is ALREADY IN USE.", "number_in_use", 0 },
    { "the volume limit shows without subcode", 136024, 0, "request_code",
      "Code Volume Limit Reached", "rate_limited", 0 },
    { "the id of a business is no number's", 100, 0, "phone_number",
      "nonexisting field (status) on node type (Business)", "not_found", 0 },
    { "a delete of nothing is no lack of permission", 100, 0, NULL,
      "Unsupported delete request. Object with ID '1' does not exist, cannot "
      "be loaded due to missing permissions",
      "not_found", 0 },
};

static void check_find(const struct find_case *c)
{
    const struct wa_error_code *row =
        wa_error_code_find(c->code, c->subcode, c->step, c->text);
    const char *kind = row == NULL ? "no row" : wa_kind_name(row->kind);

    check(strcmp(kind, c->kind == NULL ? "no row" : c->kind) == 0, c->name,
          kind);
    if (row != NULL)
        check(row->wait == c->wait, c->name, "another wait");
}

struct explain_case {
    const char *name;
    long code, subcode;
    const char *step, *text;
    enum wa_action action;
    long wait;
};

static const struct explain_case explain_cases[] = {
    { "register refused as unregistered asks to verify", 133010, 0, "register",
      NULL, WA_VERIFY_NUMBER, 0 },
    { "a message refused as unregistered asks to register", 133010, 0,
      "send_text", NULL, WA_REGISTER_FIRST, 0 },
    { "deregister of such has nothing to do", 100, 0, "deregister",
      "not linked in Hosted System", WA_NOTHING, 0 },
    { "no step names itself as the next", 131045, 0, "register", NULL,
      WA_CHECK_STATUS, 0 },
    { "no step names itself as the next, nor half-way", 133000, 0,
      "deregister", NULL, WA_CHECK_STATUS, 0 },
    { "register that meets a half deregistration deregisters", 133000, 0,
      "register", NULL, WA_DEREGISTER_FIRST, 0 },
    { "a code not sent waits an hour", 136024, 2388091, "request_code",
      "in some time", WA_WAIT, 3600 },
    { "a code not sent waits for what is named", 136024, 2388091,
      "request_code", "Try again in 12 hours.", WA_WAIT, 43200 },
    { "three days stay three days", 133016, 0, "register",
      "Try again in 5 minutes", WA_WAIT, 259200 },
    { "an unknown code that asks to wait waits", 999999, 0, "register",
      "Please wait 2 hours.", WA_WAIT, 7200 },
    { "one second is waited for as well", 999999, 0, "register",
      "Please wait 1 second.", WA_WAIT, 1 },
    { "five minutes are lengthened", 133015, 0, "register",
      "Please wait 10 minutes.", WA_WAIT, 600 },
    { "a number that has not been verified is not verified", 136024, 2388091,
      "request_code", "It has not been verified. Wait 2 hours.", WA_WAIT,
      7200 },
    { "what is true once it is verified is not true yet", 136024, 0,
      "request_code", "Wait until ownership is verified", WA_WAIT, 0 },
    { "one that has already been verified is verified", 136024, 2388091,
      "request_code", "Its ownership has ALREADY been verified!",
      WA_REGISTER_FIRST, 0 },
    { "a name that was declined in review is not waited for", 100, 2388001,
      "register", "Your display name was declined in review.", WA_FIX_NUMBER,
      0 },
    { "a name that asks to review guidelines is not waited for", 100, 2388001,
      "register",
      "Your Display Name could not be processed. Review the guidelines.",
      WA_FIX_NUMBER, 0 },
    { "a name that is still being looked at is waited for", 100, 2388001,
      "register", "We are still processing your display name", WA_WAIT, 0 },
    { "a code guessed too often is not one that was not sent", 136024, 0,
      "verify_code", "Guessed too many times. Try again in 12 hours.", WA_WAIT,
      43200 },
    { "register of what is not linked has to verify", 100, 0, "register",
      "not linked to the hosted system", WA_VERIFY_NUMBER, 0 },
    { "an age is no wait", 131047, 0, "send_text",
      "more than 24 hours have passed", WA_FIX_RECIPIENT, 0 },
};

static void check_explain(const struct explain_case *c)
{
    struct wa_explanation explained;

    wa_explain(&explained, c->code, c->subcode, c->step, c->text);
    check(explained.action == c->action, c->name,
          wa_action_name(explained.action));
    check(explained.wait == c->wait, c->name, "another wait");
}

/* What a row says that is found by its operation or its words */
struct hint_case {
    long code;
    const char *step, *text;
    const char *kind, *hint; /* how it begins; NULL: no row */
};

#define NOT_REGISTERED "The number is not registered with the Cloud API: "

static const struct hint_case hint_cases[] = {
    { 133000, "deregister", NULL, "deregistration_incomplete",
      "Deregistering stopped half-way" },
    { 133010, "register", NULL, "not_registered", "Meta does not know" },
    { 133010, "deregister", NULL, "not_registered",
      NOT_REGISTERED "there is nothing" },
    { 133010, "setup_two_step", NULL, "not_registered", "A PIN can be set" },
    { 2207051, "register", NULL, "not_registered", "Meta does not know" },
    { 2207051, "deregister", NULL, "not_registered",
      NOT_REGISTERED "there is nothing" },
    { 100, NULL, "hosted system", "not_registered",
      NOT_REGISTERED "register it" },
    { 100, "register", "hosted system", "not_registered",
      "Meta does not know" },
    { 100, "deregister", "hosted system", "not_registered",
      NOT_REGISTERED "there is nothing" },
    { 2388001, NULL, "display name declined", "display_name_pending",
      "Meta could not take" },
    { 2388001, NULL, "display name", "display_name_pending",
      "Meta could not take" },
    { 100, NULL, "create certificate: display name", "display_name_pending",
      "Meta could not take" },
    { 100, NULL, "create certificate", "not_ready", "The server does not" },
    { 100, NULL, "existing whatsapp", "number_in_use", "Another WhatsApp" },
    { 136024, NULL, "volume limit", "rate_limited", "Too many codes were" },
    { 136024, NULL, "try again", "code_rejected", "No code was sent" },
    { 136024, "verify_code", "guessed", "code_rejected",
      "Too many wrong codes" },
    { 136024, "verify_code", "no", "code_rejected", "The code was not sent" },
    { 100, NULL, "manage templates", "policy", "The account may not manage" },
    { 200000, NULL, "partner", "permission", "Only partners add" },
    { 200000, NULL, "no", NULL, NULL },
};

static void check_hint(const struct hint_case *c)
{
    const struct wa_error_code *row =
        wa_error_code_find(c->code, 0, c->step, c->text);
    const char *hint = row == NULL ? "no row" : row->hint;

    check((row == NULL) == (c->hint == NULL), hint, "another row");
    if (row == NULL || c->hint == NULL)
        return;
    check(strncmp(hint, c->hint, strlen(c->hint)) == 0, c->hint, hint);
    check(strcmp(wa_kind_name(row->kind), c->kind) == 0, c->hint,
          wa_kind_name(row->kind));
}

/* What an explanation says besides what to do */
struct standing_case {
    const char *name;
    long code;
    const char *text;
    int is_known, is_failure;
    enum wa_turn turn;
    const char *setting;
    long wait;
};

static const struct standing_case standing_cases[] = {
    { "a failure of the server is one", 131000, NULL, 1, 1, WA_META,
      "https://metastatus.com/whatsapp-business-api", 0 },
    { "a refusal is no failure", 190, NULL, 1, 0, WA_YOU,
      "Business settings > Users > System users", 0 },
    { "a row's turn and page come before its kind's", 131042, NULL, 1, 0,
      WA_OWNER, "WhatsApp Manager > Payment settings", 0 },
    { "a kind without a page has none", 133016, NULL, 1, 0, WA_YOU, NULL,
      259200 },
    { "an unknown code is neither known nor a failure", 999999,
      "wait 1 second", 0, 0, WA_YOU, NULL, 1 },
    { "a second that is named counts", 2388091, "wait 1 second", 1, 0,
      WA_OWNER, NULL, 1 },
};

static void check_standing(const struct standing_case *c)
{
    struct wa_explanation explained;

    wa_explain(&explained, c->code, 0, NULL, c->text);
    check(explained.is_known == c->is_known, c->name, "another is_known");
    check(explained.is_failure == c->is_failure, c->name,
          "another is_failure");
    check(explained.turn == c->turn, c->name, wa_turn_name(explained.turn));
    check(explained.wait == c->wait, c->name, "another wait");
    check(c->setting == NULL ? explained.setting == NULL
                             : explained.setting != NULL &&
                                   strcmp(explained.setting, c->setting) == 0,
          c->name, "another page");
}

static void check_word_ends(void)
{
    char text[] = "xtest number";
    const char *c;

    for (c = "09azAZ"; *c != '\0'; c++) {
        text[0] = *c;
        check(wa_error_code_find(100, 0, "register", text)->kind !=
                  WA_NOT_REGISTRABLE,
              "no word begins after a letter or digit", text);
    }
    for (c = "/:@[`{ "; *c != '\0'; c++) {
        text[0] = *c;
        check(wa_error_code_find(100, 0, "register", text)->kind ==
                  WA_NOT_REGISTRABLE,
              "a word begins after any other character", text);
    }
    check(wa_lower('[') == '[' && wa_lower('Z') == 'z' && wa_lower('@') == '@',
          "letters alone become small", "another");
}

static int is_sentence(const char *text)
{
    size_t length = text == NULL ? 0 : strlen(text);

    return length >= 20 && length <= 240 && text[length - 1] == '.' &&
           strstr(text, ". ") == NULL && strpbrk(text, "\n\r\t") == NULL &&
           strstr(text, "  ") == NULL && text[0] >= 'A' && text[0] <= 'Z';
}

static int same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Whether both answer to the same, and none is narrower */
static int clash(const struct wa_error_code *a, const struct wa_error_code *b)
{
    return a->first <= b->last && b->first <= a->last &&
           a->subcode == b->subcode && same_text(a->text, b->text) &&
           same_text(a->step, b->step) &&
           a->last - a->first == b->last - b->first;
}

/* Whether a row says what the code means otherwise */
static int has_plain(const struct wa_error_code *row)
{
    const struct wa_error_code *other;
    size_t i;

    for (i = 0; (other = wa_error_code_at(i)) != NULL; i++)
        if (other->first == row->first && other->last >= row->last &&
            other->subcode == row->subcode && other->text == NULL &&
            other->step == NULL)
            return 1;
    return row->first == 200000; /* known by its words alone */
}

/* What depends on words or on the operation is said of one code. */
static int is_of_one_code(const struct wa_error_code *row)
{
    return (row->text == NULL && row->step == NULL) ||
           (row->first == row->last && has_plain(row));
}

static int is_alone(const struct wa_error_code *row)
{
    const struct wa_error_code *other;
    size_t i;

    for (i = 0; (other = wa_error_code_at(i)) != NULL; i++)
        if (other != row && clash(row, other))
            return 0;
    return 1;
}

static const struct wa_error_code *find_own(const struct wa_error_code *row,
                                            long code)
{
    char text[256], *end;

    snprintf(text, sizeof(text), "%s", row->text == NULL ? "" : row->text);
    end = strchr(text, '|');
    if (end != NULL)
        *end = '\0';
    return wa_error_code_find(code, row->subcode, row->step, text);
}

static void check_row(const struct wa_error_code *row)
{
    char code[64];

    snprintf(code, sizeof(code), "%ld/%ld", row->first, row->subcode);
    check(is_sentence(row->hint), "a hint is one sentence", code);
    check(row->first >= 0 && row->first <= row->last, "a range has two ends",
          code);
    check(row->subcode == WA_ANY_SUBCODE || row->subcode > 0,
          "a subcode can be met", code);
    check(row->wait >= 0 && row->wait <= 259200, "a wait is at most 72 hours",
          code);
    check((size_t)row->kind < WA_KINDS, "a row has a kind", code);
    check((size_t)row->action < WA_ACTIONS, "a row has an action", code);
    check(find_own(row, row->first) == row, "a row is found for its own code",
          code);
    check(find_own(row, row->last) == row,
          "a row is found for the last of its codes", code);
    check(is_of_one_code(row), "a row with words is of one known code", code);
    check(is_alone(row), "no other row has the same code", code);
}

static int is_new_name(int kind)
{
    const char *name = wa_kind_name((enum wa_kind)kind);
    int i;

    for (i = 0; i < kind; i++)
        if (strcmp(name, wa_kind_name((enum wa_kind)i)) == 0)
            return 0;
    return 1;
}

static void check_names(void)
{
    int i;

    for (i = 0; i < WA_KINDS; i++) {
        struct wa_explanation explained;
        const char *name = wa_kind_name((enum wa_kind)i);

        wa_explain_kind(&explained, (enum wa_kind)i);
        check(is_sentence(explained.hint), "a kind's hint is one sentence",
              name);
        check(explained.action > WA_ACTION_OF_KIND &&
                  explained.action < WA_ACTIONS,
              "a kind has an action", name);
        check(explained.turn > WA_TURN_OF_KIND, "a kind has a turn", name);
        check(is_new_name(i),
              "a kind has a row in error_kinds.c and a name of its own", name);
    }
    for (i = 0; i < WA_ACTIONS; i++)
        check(i == WA_ACTION_OF_KIND || i == WA_NOTHING ||
                  strcmp(wa_action_name((enum wa_action)i), "none") != 0,
              "an action has a name in error_kinds.c", "none");
    check(strcmp(wa_kind_name(WA_KINDS), "api") == 0,
          "a kind that is not listed is api", wa_kind_name(WA_KINDS));
    check(strcmp(wa_action_name(WA_ACTIONS), "none") == 0,
          "an action that is not listed is none", wa_action_name(WA_ACTIONS));
    check(strcmp(wa_turn_name(WA_TURNS), "you") == 0,
          "a turn that is not listed is yours", wa_turn_name(WA_TURNS));
}

int main(void)
{
    const struct wa_error_code *row;
    size_t i;

    for (i = 0; i < sizeof(find_cases) / sizeof(find_cases[0]); i++)
        check_find(&find_cases[i]);
    for (i = 0; i < sizeof(explain_cases) / sizeof(explain_cases[0]); i++)
        check_explain(&explain_cases[i]);
    for (i = 0; i < sizeof(standing_cases) / sizeof(standing_cases[0]); i++)
        check_standing(&standing_cases[i]);
    for (i = 0; i < sizeof(hint_cases) / sizeof(hint_cases[0]); i++)
        check_hint(&hint_cases[i]);
    check_word_ends();
    for (i = 0; (row = wa_error_code_at(i)) != NULL; i++)
        check_row(row);
    check(i > 80, "the table has all rows", "fewer");
    check(wa_error_code_at((size_t)-1) == NULL, "there is no row past the end",
          "a row");
    check_names();
    return checks_done();
}
