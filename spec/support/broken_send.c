/*
** To be preloaded: not a byte of the first send of a POST goes out, as on a
** connection that the server has just reset; or, if BROKEN_SEND is "full",
** as on one that can take no more for now.
*/
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

typedef ssize_t sender(int, const void *, size_t, int);

ssize_t send(int socket, const void *bytes, size_t size, int flags)
{
    static int failures;
    union {
        void *object;
        sender *function;
    } next;

    if (size > 5 && memcmp(bytes, "POST ", 5) == 0 && failures++ == 0) {
        const char *how = getenv("BROKEN_SEND");

        errno = how != NULL && strcmp(how, "full") == 0 ? EAGAIN : ECONNRESET;
        return -1;
    }
    next.object = dlsym(RTLD_NEXT, "send");
    return next.function(socket, bytes, size, flags);
}
