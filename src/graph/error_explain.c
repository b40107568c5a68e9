#include "error_codes.h"

#include <string.h>

static const char *const asked_to_wait =
    "The server's words ask to wait: send it again after that time.";

static const char *const asks_for_itself =
    "The server's remedy is the very request that it refused: read the "
    "number's status before anything is sent again.";

/*
** Words that name a time count if there is nothing to do but to wait; else
** only in a sentence that asks to wait. A wait of three days is not shortened,
** but one of five minutes is lengthened.
*/
static long wait_of(const struct wa_error_code *row, enum wa_action action,
                    const char *text)
{
    long told =
        action == WA_WAIT ? wa_wait_in_text(text) : wa_wait_asked(text);

    if (row == NULL || row->wait == 0)
        return told;
    if ((row->flags & WA_UNLESS_TOLD) != 0 && told > 0)
        return told;
    told = wa_wait_asked(text);
    return told > row->wait ? told : row->wait;
}

static int is_general(const struct wa_error_code *row)
{
    return row == NULL || (row->flags & WA_GENERAL) != 0;
}

static void take_row(struct wa_explanation *explained,
                     const struct wa_error_code *row)
{
    wa_explain_kind(explained, row->kind);
    explained->hint = row->hint;
    explained->field = row->field;
    explained->is_known = 1;
    explained->is_failure = (row->flags & WA_FAILURE) != 0;
    if (row->action != WA_ACTION_OF_KIND)
        explained->action = row->action;
    if (row->turn != WA_TURN_OF_KIND)
        explained->turn = row->turn;
    if (row->setting != NULL)
        explained->setting = row->setting;
}

/* A program that follows it would send the same again, and again */
static int asks_for(const struct wa_explanation *explained, const char *step)
{
    return step != NULL && explained->wait == 0 &&
           strcmp(wa_action_name(explained->action), step) == 0;
}

void wa_explain(struct wa_explanation *explained, long code, long subcode,
                const char *step, const char *text)
{
    const struct wa_error_code *row =
        wa_error_code_find(code, subcode, step, text);

    if (row != NULL)
        take_row(explained, row);
    else
        wa_explain_kind(explained, WA_API);
    explained->wait = wait_of(row, explained->action, text);
    if (is_general(row) && explained->wait > 0) {
        explained->action = WA_WAIT;
        explained->hint = asked_to_wait;
    }
    if (asks_for(explained, step)) {
        explained->action = WA_CHECK_STATUS;
        explained->hint = asks_for_itself;
    }
}
