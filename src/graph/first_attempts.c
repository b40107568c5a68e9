#include "first_attempts.h"

#include <stdlib.h>
#include <string.h>

/*
** A table of lists. It doubles when there are as many attempts as slots, and
** never shrinks: its owner drops it as a whole.
*/

#define FIRST_SIZE 64

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

static struct wa_first_attempt **slot_of(const struct wa_first_attempts *all,
                                         const char *number, size_t length)
{
    return &all->slots[hash(number, length) & (all->size - 1)];
}

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

static void put(struct wa_first_attempts *all,
                struct wa_first_attempt *attempt)
{
    struct wa_first_attempt **slot =
        slot_of(all, attempt->number, attempt->length);

    attempt->next = *slot;
    *slot = attempt;
}

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

struct wa_first_attempt *wa_first_attempts_add(struct wa_first_attempts *all,
                                               const char *number,
                                               size_t length, int operation)
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

void wa_first_attempts_remove(struct wa_first_attempts *all,
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

void wa_first_attempts_free(struct wa_first_attempts *all)
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
