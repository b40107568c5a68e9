#include "waker.h"

#include "platform.h"

#include <stdlib.h>

/*
** One byte is written when something is done, and read back before the next
** wait. That is the only way into a host's loop that every host has.
*/

/* If somebody else has the other end, the waker lacks it. */
static void close_end(int descriptor)
{
    if (descriptor >= 0)
        wa_socket_close(descriptor);
}

/* Takes both ends, prepared: if it fails, they are closed. */
static struct wa_waker *new_waker(int read_end, int write_end)
{
    struct wa_waker *made = malloc(sizeof(*made));

    if (made == NULL) {
        close_end(read_end);
        close_end(write_end);
        return NULL;
    }
    made->references = 1;
    made->read_end = read_end;
    made->write_end = write_end;
    return made;
}

struct wa_waker *wa_waker_new(void)
{
    int ends[2];

    return wa_socket_pair(ends) == 0 ? new_waker(ends[0], ends[1]) : NULL;
}

struct wa_waker *wa_waker_around(int write_end)
{
    return new_waker(-1, write_end);
}

/* Counted without a lock: only the user's thread takes and gives back. */
struct wa_waker *wa_waker_ref(struct wa_waker *waker)
{
    waker->references++;
    return waker;
}

void wa_waker_unref(struct wa_waker *waker)
{
    if (waker == NULL || --waker->references > 0)
        return;
    close_end(waker->read_end);
    close_end(waker->write_end);
    free(waker);
}

void wa_waker_wake(const struct wa_waker *waker)
{
    wa_socket_poke(waker->write_end); /* a full one is readable already */
}

/* Reads what every wake since the last clear has written */
void wa_waker_clear(const struct wa_waker *waker)
{
    if (waker->read_end >= 0)
        wa_socket_drain(waker->read_end);
}
