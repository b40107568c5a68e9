#include "waker.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/*
** One byte is written when something is done, and read back before the next
** wait. That is the only way into a host's loop that every host has.
*/

#ifndef MSG_NOSIGNAL /* macOS: SO_NOSIGPIPE is set instead */
#define MSG_NOSIGNAL 0
#endif

/* Of a socket; SO_NOSIGPIPE is for macOS, which has no MSG_NOSIGNAL. */
int wa_waker_prepare(int descriptor)
{
#ifdef SO_NOSIGPIPE
    int on = 1;

    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof(on));
#endif
    if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return fcntl(descriptor, F_SETFL, O_NONBLOCK);
}

/* A waker whose other end somebody else has lacks one. */
static void close_end(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

/* Takes both ends: if it fails, they are closed. */
static struct wa_waker *new_waker(int read_end, int write_end)
{
    struct wa_waker *made = malloc(sizeof(*made));

    if (made == NULL || (read_end >= 0 && wa_waker_prepare(read_end) != 0) ||
        wa_waker_prepare(write_end) != 0) {
        free(made);
        close_end(read_end);
        close_end(write_end);
        return NULL;
    }
    made->references = 1;
    made->read_end = read_end;
    made->write_end = write_end;
    return made;
}

/*
** A socket pair and not a pipe: MSG_DONTWAIT and MSG_NOSIGNAL keep a wake from
** blocking and from raising SIGPIPE, whatever the host has set.
*/
struct wa_waker *wa_waker_new(void)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return NULL;
    return new_waker(ends[0], ends[1]);
}

struct wa_waker *wa_waker_around(int write_end)
{
    return new_waker(-1, write_end);
}

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

/* If the socket is full it is readable already. */
void wa_waker_wake(const struct wa_waker *waker)
{
    (void)!send(waker->write_end, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/* Reads what every wake since the last clear has written */
void wa_waker_clear(const struct wa_waker *waker)
{
    char bytes[64];

    while (waker->read_end >= 0 &&
           recv(waker->read_end, bytes, sizeof(bytes), MSG_DONTWAIT) > 0) {
    }
}
