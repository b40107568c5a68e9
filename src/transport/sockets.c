#include "private.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/*
** The sockets of open connections: no program that the host starts inherits
** them, and the child of a fork closes its copies.
*/

static void forget(struct wa_engine *engine, int i)
{
    engine->sockets[i] = engine->sockets[--engine->socket_count];
}

static int is_itself(const struct wa_socket *socket)
{
    struct stat now;

    return fstat(socket->descriptor, &now) == 0 &&
           now.st_dev == socket->device && now.st_ino == socket->inode;
}

static int find(const struct wa_engine *engine, curl_socket_t descriptor)
{
    int i;

    for (i = 0; i < engine->socket_count; i++)
        if (engine->sockets[i].descriptor == descriptor)
            return i;
    return -1;
}

/*
** libcurl 7.88 does not call us when it closes a socket that has not connected
** yet, so another socket may have its number by now.
*/
static struct wa_socket *place_for(struct wa_engine *engine,
                                   curl_socket_t descriptor)
{
    int i = find(engine, descriptor);

    if (i >= 0)
        return &engine->sockets[i];
    if (engine->socket_count == WA_SOCKETS_MAX)
        for (i = WA_SOCKETS_MAX - 1; i >= 0; i--)
            if (!is_itself(&engine->sockets[i]))
                forget(engine, i);
    if (engine->socket_count == WA_SOCKETS_MAX)
        return NULL;
    return &engine->sockets[engine->socket_count++];
}

void wa_socket_opened(struct wa_engine *engine, curl_socket_t opened)
{
    struct wa_socket *socket = place_for(engine, opened);
    struct stat now = { 0 };

    fcntl(opened, F_SETFD, FD_CLOEXEC);
    if (socket == NULL)
        return;
    fstat(opened, &now);
    socket->descriptor = opened;
    socket->device = now.st_dev;
    socket->inode = now.st_ino;
}

int wa_socket_closed(void *engine, curl_socket_t closed)
{
    int i = find(engine, closed);

    if (i >= 0)
        forget(engine, i);
    return close(closed);
}

void wa_engine_leave_sockets(struct wa_engine *engine)
{
    for (; engine->socket_count > 0; engine->socket_count--) {
        const struct wa_socket *last =
            &engine->sockets[engine->socket_count - 1];

        if (is_itself(last))
            close(last->descriptor);
    }
}
