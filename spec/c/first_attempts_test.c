/*
** The table of first attempts: each that was taken is found, and no other,
** however many there are.
*/
#include "graph/first_attempts.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

#define MANY 1000

static size_t write_number(char number[16], int i)
{
    return (size_t)snprintf(number, 16, "%d", 100000 + i * 7);
}

static void take_all(struct wa_generations *all)
{
    char number[16];
    int i;

    for (i = 0; i < MANY; i++) {
        size_t length = write_number(number, i);

        check(wa_generations_find(all, number, length, 0) == NULL,
              "a number has no attempt before one is taken", number);
        wa_generations_take(all, number, length, WA_ATTEMPT_REGISTER, 1);
        check(wa_generations_take(all, number, length, WA_ATTEMPT_DEREGISTER,
                                  1) == NULL,
              "a number has one first attempt", number);
    }
}

static void look_for_all(const struct wa_generations *all)
{
    char number[16];
    int i;

    for (i = 0; i < MANY; i++) {
        size_t length = write_number(number, i);
        const struct wa_first_attempt *found =
            wa_generations_find(all, number, length, 0);

        check(found != NULL && found->length == length &&
                  memcmp(found->number, number, length) == 0,
              "the attempt that is found is the number's", number);
        check(wa_generations_find(all, number, length, 1) == NULL,
              "a code request is another thing", number);
        check(wa_generations_find(all, number, length - 1, 0) == NULL,
              "a shorter id is another number", number);
    }
}

static void set_half_apart(struct wa_generations *all)
{
    char number[16];
    int i;

    for (i = MANY - 1; i >= 0; i -= 2) {
        size_t length = write_number(number, i);

        wa_generations_set_apart(all, number, length, 0);
        check(wa_generations_find(all, number, length, 0)->state ==
                  WA_ATTEMPTS_APART,
              "a mark stays of what is kept elsewhere", number);
    }
    check(all->old.count == MANY / 2, "the others are still there", "count");
}

int main(void)
{
    struct wa_generations all = { .serial = 0 };

    check(wa_generations_find(&all, "1", 1, 0) == NULL,
          "an empty table has nothing", "1");
    take_all(&all);
    look_for_all(&all);
    wa_generations_renew(&all);
    look_for_all(&all);
    set_half_apart(&all);
    wa_generations_free(&all);
    check(all.young.count == 0 && all.old.count == 0,
          "a table that was freed is empty", "count");
    return checks_done();
}
