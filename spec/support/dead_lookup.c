/*
** To be preloaded: a lookup of a name that ends in ".dead" is counted, and then
** takes a minute, or DEAD_LOOKUP_MS, as with a nameserver that is gone.
*/
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

typedef int lookup(const char *, const char *, const struct addrinfo *,
                   struct addrinfo **);

extern int dead_lookups;
int dead_lookups;

int getaddrinfo(const char *node, const char *service,
                const struct addrinfo *hints, struct addrinfo **found)
{
    union {
        void *object;
        lookup *function;
    } next;
    size_t length = node != NULL ? strlen(node) : 0;

    if (length > 5 && strcmp(node + length - 5, ".dead") == 0) {
        const char *ms = getenv("DEAD_LOOKUP_MS");

        __atomic_add_fetch(&dead_lookups, 1, __ATOMIC_SEQ_CST);
        poll(NULL, 0, ms != NULL ? atoi(ms) : 60000);
        return EAI_AGAIN;
    }
    next.object = dlsym(RTLD_NEXT, "getaddrinfo");
    return next.function(node, service, hints, found);
}
