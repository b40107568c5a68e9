/*
** Names under .invalid, answered without asking anybody: preloaded, so that no
** question of the specs leaves the machine. Those under stalled.invalid take
** longer than any call waits, as with a name server that is gone.
*/
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <time.h>

typedef int lookup(const char *, const char *, const struct addrinfo *,
                   struct addrinfo **);

static int ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), wanted = strlen(end);

    return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

int getaddrinfo(const char *node, const char *service,
                const struct addrinfo *hints, struct addrinfo **found)
{
    const struct timespec long_enough = { 2, 0 };
    lookup *original;

    if (node != NULL && ends_with(node, ".stalled.invalid")) {
        nanosleep(&long_enough, NULL);
        return EAI_AGAIN;
    }
    if (node != NULL && ends_with(node, ".invalid"))
        return EAI_NONAME;
    *(void **)&original = dlsym(RTLD_NEXT, "getaddrinfo");
    return original(node, service, hints, found);
}
