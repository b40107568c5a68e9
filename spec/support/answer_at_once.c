/*
** To be preloaded: who looks for an answer to what it has sent just before
** waits for it, so that the answer is there as soon as anybody looks.
*/
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <poll.h>
#include <sys/socket.h>

static int sent_on = -1;

static void *next(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

ssize_t send(int socket, const void *bytes, size_t size, int flags)
{
    union {
        void *object;
        ssize_t (*function)(int, const void *, size_t, int);
    } real;

    real.object = next("send");
    if (size > 0)
        sent_on = socket;
    return real.function(socket, bytes, size, flags);
}

static void await_answer(int socket)
{
    struct pollfd one = { socket, POLLIN, 0 };

    if (socket == sent_on)
        poll(&one, 1, 5000);
    sent_on = -1;
}

ssize_t recv(int socket, void *bytes, size_t size, int flags)
{
    union {
        void *object;
        ssize_t (*function)(int, void *, size_t, int);
    } real;

    real.object = next("recv");
    await_answer(socket);
    return real.function(socket, bytes, size, flags);
}
