#include "sockets.h"

/*
** A table: in the child of a fork, each of these must be closed before the
** program opens anything, and nothing may be sent to the server.
*/

static void forget(struct wa_sockets *sockets, int i)
{
    sockets->open[i] = sockets->open[--sockets->count];
}

static int is_itself(const struct wa_socket *socket)
{
    struct wa_identity now;

    return wa_descriptor_identify(socket->descriptor, &now) == 0 &&
           now.device == socket->identity.device &&
           now.file == socket->identity.file;
}

static int find(const struct wa_sockets *sockets, int descriptor)
{
    int i;

    for (i = 0; i < sockets->count; i++)
        if (sockets->open[i].descriptor == descriptor)
            return i;
    return -1;
}

/*
** libcurl 7.88 does not call us when it closes a socket that has not connected
** yet, so another socket may have its number by now.
*/
static struct wa_socket *place_for(struct wa_sockets *sockets, int descriptor)
{
    int i = find(sockets, descriptor);

    if (i >= 0)
        return &sockets->open[i];
    if (sockets->count == WA_SOCKETS_MAX)
        for (i = WA_SOCKETS_MAX - 1; i >= 0; i--)
            if (!is_itself(&sockets->open[i]))
                forget(sockets, i);
    if (sockets->count == WA_SOCKETS_MAX)
        return NULL;
    return &sockets->open[sockets->count++];
}

/*
** libcurl opens sockets without SOCK_CLOEXEC; between its socket() and this a
** program that another thread starts could still inherit one.
*/
void wa_sockets_opened(struct wa_sockets *sockets, int opened)
{
    struct wa_socket *socket = place_for(sockets, opened);

    wa_descriptor_keep(opened);
    if (socket == NULL)
        return;
    socket->descriptor = opened;
    socket->port = 0;
    wa_descriptor_identify(opened, &socket->identity);
}

/* libcurl closes each of its sockets by this, but see place_for. */
int wa_sockets_close(void *sockets, int descriptor)
{
    int i = find(sockets, descriptor);

    if (i >= 0)
        forget(sockets, i);
    return wa_socket_close(descriptor);
}

/* A descriptor that now belongs to another file is left alone. */
void wa_sockets_abandon(struct wa_sockets *sockets)
{
    for (; sockets->count > 0; sockets->count--) {
        const struct wa_socket *last = &sockets->open[sockets->count - 1];

        if (is_itself(last))
            wa_socket_close(last->descriptor);
    }
}
