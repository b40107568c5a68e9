#include "outcome.h"

static const char *const nothing_sent =
    "It was cancelled before anything was sent: nothing has changed.";

static const char *const read_first =
    "It may have been applied: read the number's status before anything is "
    "sent again, as each request counts against the ten in 72 hours.";

static const char *const set_again =
    "It may have been applied, and a read does not show which PIN is set: to "
    "set the same PIN again costs no attempt.";

static const char *const may_be_done =
    "The server may have carried it out: check whether it did before you send "
    "it again.";

static const char *const change_field =
    "Nothing was sent: the message says what to change in the field.";

static const char *const read_message =
    "Nothing was sent: the message says why.";

static int is_one_of(enum wa_kind kind, unsigned kinds)
{
    return (kinds >> kind & 1) != 0;
}

/* Whether no server of Meta's has said what it did */
static int is_unanswered(enum wa_kind kind)
{
    return is_one_of(kind, 1u << WA_NETWORK | 1u << WA_TIMEOUT | 1u << WA_TLS |
                               1u << WA_PROTOCOL | 1u << WA_CANCELLED);
}

/* Whether it passes by itself: sending the same again may help */
static int can_pass(enum wa_kind kind)
{
    return is_one_of(kind, 1u << WA_NETWORK | 1u << WA_TIMEOUT | 1u << WA_TLS |
                               1u << WA_UNAVAILABLE);
}

static int has_flag(const struct wa_failed *failed, unsigned flag)
{
    return failed->operation != NULL && (failed->operation->flags & flag) != 0;
}

static int is_read(const struct wa_failed *failed)
{
    return failed->operation != NULL && failed->operation->method == WA_GET;
}

/*
** Whether Meta has said that it did not carry the request out. An unknown code
** is a failure of Meta's server if the status or Meta says that it passes.
*/
static int is_answer(const struct wa_failed *failed)
{
    if (is_unanswered(failed->kind))
        return 0;
    if (!failed->has_code)
        return failed->kind != WA_UNAVAILABLE;
    if (failed->explained.is_known)
        return !failed->explained.is_failure;
    return failed->status < 500 && !failed->is_transient;
}

static enum wa_outcome outcome_of(const struct wa_failed *failed)
{
    if (!failed->is_sent)
        return WA_OUTCOME_NOT_SENT;
    return is_read(failed) || is_answer(failed) ? WA_OUTCOME_REFUSED
                                                : WA_OUTCOME_UNKNOWN;
}

int wa_is_open(const struct wa_failed *failed)
{
    return failed->outcome == WA_OUTCOME_UNKNOWN &&
           has_flag(failed, WA_READ_BACK);
}

/* A word for programs */
static enum wa_action action_of(const struct wa_failed *failed)
{
    if (failed->is_retryable)
        return WA_RETRY;
    if (wa_is_open(failed) || (is_unanswered(failed->kind) && failed->is_sent))
        return WA_CHECK_STATUS;
    return failed->explained.action;
}

/* A sentence for people that says the same */
static const char *hint_of(const struct wa_failed *failed)
{
    if (wa_is_open(failed))
        return has_flag(failed, WA_SPENDS_ATTEMPT) ? read_first : set_again;
    if (is_unanswered(failed->kind) && failed->is_sent &&
        failed->operation != NULL && !is_read(failed))
        return may_be_done;
    if (failed->kind == WA_CANCELLED && !failed->is_sent)
        return nothing_sent;
    if (failed->kind == WA_INVALID_REQUEST && failed->is_local)
        return failed->has_field ? change_field : read_message;
    return failed->explained.hint;
}

void wa_conclude(struct wa_failed *failed)
{
    failed->outcome = outcome_of(failed);
    failed->spends_attempt =
        failed->is_sent && has_flag(failed, WA_SPENDS_ATTEMPT);
    failed->is_retryable = !failed->is_local && can_pass(failed->kind) &&
                           (!failed->is_sent || is_read(failed));
    failed->explained.action = action_of(failed);
    failed->explained.hint = hint_of(failed);
}
