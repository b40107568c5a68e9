#define _DEFAULT_SOURCE /* O_CLOEXEC */
#include "sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

/*
** A table, since in the child of a fork each of these must be closed before
** the program opens anything, and without a word to the server.
*/

static void forget(struct wa_sockets *sockets, int i)
{
    sockets->open[i] = sockets->open[--sockets->count];
}

/* A socket's inode is its own as long as it is open. */
static int is_itself(const struct wa_socket *socket)
{
    struct stat now;

    return fstat(socket->descriptor, &now) == 0 &&
           now.st_dev == socket->device && now.st_ino == socket->inode;
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
    struct stat now = { 0 };

    fcntl(opened, F_SETFD, FD_CLOEXEC);
    if (socket == NULL)
        return;
    fstat(opened, &now);
    socket->descriptor = opened;
    socket->device = now.st_dev;
    socket->inode = now.st_ino;
    socket->port = 0;
}

/* libcurl closes each of its sockets by this, but see place_for. */
int wa_sockets_close(void *sockets, int descriptor)
{
    int i = find(sockets, descriptor);

    if (i >= 0)
        forget(sockets, i);
    return close(descriptor);
}

/* A number that is somebody else's by now is left alone. */
void wa_sockets_abandon(struct wa_sockets *sockets)
{
    for (; sockets->count > 0; sockets->count--) {
        const struct wa_socket *last = &sockets->open[sockets->count - 1];

        if (is_itself(last))
            close(last->descriptor);
    }
}

/* A connection takes one descriptor, a look-up or a CA file one more. */
int wa_sockets_exhausted(void)
{
    int first = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int second = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int lacks = second < 0 && (errno == EMFILE || errno == ENFILE);

    if (first >= 0)
        close(first);
    if (second >= 0)
        close(second);
    return lacks;
}
