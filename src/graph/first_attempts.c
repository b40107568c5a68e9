#include "first_attempts.h"

#include <stdlib.h>
#include <string.h>

/*
** A table of lists. It doubles when there are as many attempts as slots, and
** never shrinks: its owner drops it as a whole.
*/

#define FIRST_SIZE 64 /* slots; a power of two, as every double of it */

/*
** The words for them in Lua and in the ids of attempts, in the order of the
** enums. WA_ATTEMPTS_APART has none: Lua is never shown such an attempt.
*/
const char *const wa_attempt_operations[] = { "register", "deregister",
                                              "request_code", NULL };
const char *const wa_attempt_states[] = { "pending", "succeeded", "refused",
                                          "unknown", "not_sent",  NULL };

/*
** FNV-1a: ids come from the program itself, so nobody makes them collide on
** purpose.
*/
static size_t hash(const char *number, size_t length)
{
    unsigned value = 2166136261u;
    size_t i;

    for (i = 0; i < length; i++)
        value = (value ^ (unsigned char)number[i]) * 16777619u;
    return value;
}

/* The size must not be 0: the caller looks at `count`, or has grown it. */
static struct wa_first_attempt **slot_of(const struct wa_first_attempts *all,
                                         const char *number, size_t length)
{
    return &all->slots[hash(number, length) & (all->size - 1)];
}

/*
** A number has two at the most: one to request a code, and one of the other
** operations, which Meta counts together.
*/
static int is_of(const struct wa_first_attempt *attempt, const char *number,
                 size_t length, int is_code)
{
    return attempt->length == length &&
           memcmp(attempt->number, number, length) == 0 &&
           (attempt->operation == WA_ATTEMPT_REQUEST_CODE) == is_code;
}

struct wa_first_attempt *
wa_first_attempts_find(const struct wa_first_attempts *all, const char *number,
                       size_t length, int is_code)
{
    struct wa_first_attempt *attempt;

    if (all->count == 0)
        return NULL;
    attempt = *slot_of(all, number, length);
    while (attempt != NULL && !is_of(attempt, number, length, is_code))
        attempt = attempt->next;
    return attempt;
}

/* In front: the order in a slot has no meaning. */
static void put(struct wa_first_attempts *all,
                struct wa_first_attempt *attempt)
{
    struct wa_first_attempt **slot =
        slot_of(all, attempt->number, attempt->length);

    attempt->next = *slot;
    *slot = attempt;
}

/*
** -1 leaves the table as it was. The attempts stay where they are in memory:
** only their links change.
*/
static int grow(struct wa_first_attempts *all)
{
    struct wa_first_attempts larger = { NULL, 0, all->count };
    size_t i;

    larger.size = all->size > 0 ? 2 * all->size : FIRST_SIZE;
    larger.slots = calloc(larger.size, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return -1;
    for (i = 0; i < all->size; i++)
        while (all->slots[i] != NULL) {
            struct wa_first_attempt *attempt = all->slots[i];

            all->slots[i] = attempt->next;
            put(&larger, attempt);
        }
    free(all->slots);
    *all = larger;
    return 0;
}

/*
** A pending one, for a number that has none; NULL if memory is out. Grows
** first: if memory is out at the second step, the larger table does no harm.
** Callers see to it that the id is no longer than WA_NUMBER_MAX, so its length
** fits.
*/
static struct wa_first_attempt *add(struct wa_first_attempts *all,
                                    const char *number, size_t length,
                                    int operation)
{
    struct wa_first_attempt *attempt;

    if (all->count >= all->size && grow(all) != 0)
        return NULL;
    attempt = malloc(sizeof(*attempt) + length);
    if (attempt == NULL)
        return NULL;
    memset(attempt, 0, sizeof(*attempt));
    attempt->operation = (unsigned char)operation;
    attempt->length = (unsigned short)length;
    memcpy(attempt->number, number, length);
    put(all, attempt);
    all->count++;
    return attempt;
}

/* It must be of this table: there is no other end to the search. */
static void forget(struct wa_first_attempts *all,
                   struct wa_first_attempt *attempt)
{
    struct wa_first_attempt **link =
        slot_of(all, attempt->number, attempt->length);

    while (*link != attempt)
        link = &(*link)->next;
    *link = attempt->next;
    free(attempt);
    all->count--;
}

/*
** Once only: if Lua learns another outcome later, it makes a record of the
** number. Nothing settles one that is kept apart, as it is not pending.
*/
int wa_first_attempt_settle(struct wa_first_attempt *attempt, int state,
                            double now, int code, double retry_after)
{
    if (attempt->state != WA_ATTEMPT_PENDING)
        return -1;
    attempt->state = (unsigned char)state;
    attempt->settled_at = now;
    attempt->code = code;
    attempt->retry_after = retry_after;
    return 0;
}

static void forget_all(struct wa_first_attempts *all)
{
    size_t i;

    for (i = 0; i < all->size; i++)
        while (all->slots[i] != NULL) {
            struct wa_first_attempt *attempt = all->slots[i];

            all->slots[i] = attempt->next;
            free(attempt);
        }
    free(all->slots);
    memset(all, 0, sizeof(*all));
}

/* At most one of the two knows the number: see take and set_apart. */
struct wa_first_attempt *wa_generations_find(const struct wa_generations *all,
                                             const char *number, size_t length,
                                             int is_code)
{
    struct wa_first_attempt *attempt =
        wa_first_attempts_find(&all->young, number, length, is_code);

    return attempt != NULL
               ? attempt
               : wa_first_attempts_find(&all->old, number, length, is_code);
}

/*
** A number in the older generation has had its first attempt, too. -1 means
** that no answer has named a code or a wait so far. The serial keeps ids apart
** that are taken in the same microsecond.
*/
const struct wa_first_attempt *wa_generations_take(struct wa_generations *all,
                                                   const char *number,
                                                   size_t length,
                                                   int operation, double now)
{
    int is_code = operation == WA_ATTEMPT_REQUEST_CODE;
    struct wa_first_attempt *attempt = NULL;

    if (wa_generations_find(all, number, length, is_code) == NULL)
        attempt = add(&all->young, number, length, operation);
    if (attempt == NULL)
        return NULL;
    all->unseen++;
    attempt->serial = ++all->serial;
    attempt->reserved_at = now;
    attempt->code = -1;
    attempt->retry_after = -1;
    return attempt;
}

/*
** A mark stays, so that nobody takes the number for one without any attempt.
** The younger generation gets it before the older one loses what it has: if
** memory is out, nothing is lost.
*/
int wa_generations_set_apart(struct wa_generations *all, const char *number,
                             size_t length, int is_code)
{
    struct wa_first_attempt *young =
        wa_first_attempts_find(&all->young, number, length, is_code);
    struct wa_first_attempt *old =
        wa_first_attempts_find(&all->old, number, length, is_code);

    if (young == NULL)
        young = add(&all->young, number, length,
                    is_code ? WA_ATTEMPT_REQUEST_CODE : WA_ATTEMPT_REGISTER);
    if (young == NULL)
        return -1;
    young->state = WA_ATTEMPTS_APART;
    if (old != NULL)
        forget(&all->old, old);
    return 0;
}

/* The slots change their owner; no attempt is looked at or copied. */
void wa_generations_renew(struct wa_generations *all)
{
    forget_all(&all->old);
    all->old = all->young;
    memset(&all->young, 0, sizeof(all->young));
}

void wa_generations_free(struct wa_generations *all)
{
    forget_all(&all->young);
    forget_all(&all->old);
}

/*
** Writes a whole number's digits; returns where they end. Negated only as
** unsigned: the lowest long long has no positive counterpart.
*/
static char *write_digits(char *at, long long number)
{
    char digits[24], *first = digits + sizeof(digits);
    unsigned long long rest = (unsigned long long)number;
    size_t length;

    if (number < 0) {
        *at++ = '-';
        rest = 0 - rest;
    }
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    length = (size_t)(digits + sizeof(digits) - first);
    memcpy(at, first, length);
    return at + length;
}

/*
** Rounded to microseconds, always alike: an attempt is recognised by writing
** its id again and comparing the two.
*/
size_t wa_attempt_write_id(char id[WA_ATTEMPT_ID_MAX], int operation,
                           double reserved_at, unsigned serial)
{
    const char *name = wa_attempt_operations[operation];
    size_t length = strlen(name);
    char *at = id + length;

    memcpy(id, name, length);
    *at++ = '-';
    at = write_digits(at, (long long)(reserved_at * 1e6 + 0.5));
    *at++ = '-';
    return (size_t)(write_digits(at, serial) - id);
}
