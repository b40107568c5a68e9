/*
** The table of first attempts: what is added is found, and only that, however
** many there are.
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

static void add_all(struct wa_first_attempts *all)
{
    char number[16];
    int i;

    for (i = 0; i < MANY; i++) {
        size_t length = write_number(number, i);

        check(wa_first_attempts_find(all, number, length, 0) == NULL,
              "a number has no attempt before one is added", number);
        wa_first_attempts_add(all, number, length, WA_ATTEMPT_REGISTER);
    }
}

static void look_for_all(const struct wa_first_attempts *all)
{
    char number[16];
    int i;

    for (i = 0; i < MANY; i++) {
        size_t length = write_number(number, i);
        const struct wa_first_attempt *found =
            wa_first_attempts_find(all, number, length, 0);

        check(found != NULL && found->length == length &&
                  memcmp(found->number, number, length) == 0,
              "the attempt that is found is the number's", number);
        check(wa_first_attempts_find(all, number, length, 1) == NULL,
              "a code request is another thing", number);
        check(wa_first_attempts_find(all, number, length - 1, 0) == NULL,
              "a shorter id is another number", number);
    }
}

static void remove_all(struct wa_first_attempts *all)
{
    char number[16];
    int i;

    for (i = MANY - 1; i >= 0; i -= 2) {
        size_t length = write_number(number, i);

        wa_first_attempts_remove(
            all, wa_first_attempts_find(all, number, length, 0));
        check(wa_first_attempts_find(all, number, length, 0) == NULL,
              "what was removed is gone", number);
    }
    check(all->count == MANY / 2, "the others are still there", "count");
}

int main(void)
{
    struct wa_first_attempts all = { NULL, 0, 0 };

    check(wa_first_attempts_find(&all, "1", 1, 0) == NULL,
          "an empty table has nothing", "1");
    add_all(&all);
    look_for_all(&all);
    remove_all(&all);
    wa_first_attempts_free(&all);
    check(all.count == 0, "a table that was freed is empty", "count");
    return checks_done();
}
