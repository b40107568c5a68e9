#define _GNU_SOURCE /* POLLRDHUP */
#include "transport_private.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/*
** Idle connections that the server has ended. libcurl looks at one before it
** uses it again, but takes the goodbye of TLS, which comes before the end of
** TCP, for a sign of life (7.88 does). The request would then go nowhere, and
** nobody could tell that from one that was acted on.
*/

#define DRAIN_ROUNDS 64

static int find(const struct wa_engine *engine, curl_socket_t socket)
{
    int i;

    for (i = 0; i < engine->connection_count; i++)
        if (engine->connections[i].socket == socket)
            return i;
    return -1;
}

static void forget(struct wa_engine *engine, int i)
{
    engine->connections[i] = engine->connections[--engine->connection_count];
}

static int is_itself(const struct wa_connection *connection)
{
    struct stat now;

    return fstat(connection->socket, &now) == 0 &&
           now.st_dev == connection->device && now.st_ino == connection->inode;
}

/*
** A place for the connection on a socket. libcurl 7.88 does not tell when it
** closes one that has not connected yet, so others may have its number by now.
*/
static struct wa_connection *place_for(struct wa_engine *engine,
                                       curl_socket_t socket)
{
    int i = find(engine, socket);

    if (i >= 0)
        return &engine->connections[i];
    if (engine->connection_count == WA_SOCKETS_MAX)
        for (i = WA_SOCKETS_MAX - 1; i >= 0; i--)
            if (!is_itself(&engine->connections[i]))
                forget(engine, i);
    if (engine->connection_count == WA_SOCKETS_MAX)
        return NULL;
    return &engine->connections[engine->connection_count++];
}

/* A program that the host runs would hold the connection, too. */
void wa_socket_opened(struct wa_engine *engine, curl_socket_t opened)
{
    struct wa_connection *connection = place_for(engine, opened);
    struct stat now;

    fcntl(opened, F_SETFD, FD_CLOEXEC);
    if (connection == NULL)
        return;
    memset(connection, 0, sizeof(*connection));
    connection->socket = opened;
    if (fstat(opened, &now) == 0) {
        connection->device = now.st_dev;
        connection->inode = now.st_ino;
    }
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
    for (; engine->connection_count > 0; engine->connection_count--) {
        const struct wa_connection *last =
            &engine->connections[engine->connection_count - 1];

        if (is_itself(last))
            close(last->socket);
    }
}

union name {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static int port_of(const union name *name)
{
    return ntohs(name->any.sa_family == AF_INET6 ? name->v6.sin6_port
                                                 : name->v4.sin_port);
}

/* Finds out its ports, which it has once it is connected */
static void look_at(struct wa_connection *connection)
{
    union name own, peer;
    socklen_t own_size = sizeof(own), peer_size = sizeof(peer);

    memset(&own, 0, sizeof(own));
    memset(&peer, 0, sizeof(peer));
    if (connection->ports.own != 0 || !is_itself(connection) ||
        getsockname(connection->socket, &own.any, &own_size) != 0 ||
        getpeername(connection->socket, &peer.any, &peer_size) != 0)
        return;
    connection->ports.own = port_of(&own);
    connection->ports.peer = port_of(&peer);
}

static int are_same(struct wa_ports a, struct wa_ports b)
{
    return a.own == b.own && a.peer == b.peer;
}

/*
** Which connection a transfer is on, libcurl tells by its ports only. Two of
** the same ports, of IPv4 and of IPv6, are both taken to be in use.
*/
void wa_connection_use(struct wa_channel *channel, struct wa_ports ports)
{
    struct wa_engine *engine = channel->target->engine;
    int i, is_known = 0;

    wa_connection_leave(channel);
    for (i = 0; i < engine->connection_count; i++) {
        struct wa_connection *connection = &engine->connections[i];

        look_at(connection);
        if (are_same(connection->ports, ports)) {
            connection->is_served = is_known = 1;
            connection->users++;
        }
    }
    channel->ports = ports;
    if (!is_known)
        channel->ports.own = -1;
    engine->unknown_users += !is_known;
}

void wa_connection_leave(struct wa_channel *channel)
{
    struct wa_engine *engine = channel->target->engine;
    struct wa_connection *found = NULL;
    int i, count = 0;

    engine->unknown_users -= channel->ports.own < 0;
    for (i = 0; channel->ports.own > 0 && i < engine->connection_count; i++) {
        struct wa_connection *connection = &engine->connections[i];

        if (!are_same(connection->ports, channel->ports) ||
            connection->users == 0)
            continue;
        found = connection;
        found->users--;
        count++;
    }
    if (count == 1 && channel->target->direct && wa_channel_shares(channel))
        found->shares = 1;
    channel->ports.own = 0;
}

/* Makes it one that anybody sees is over; libcurl can say goodbye on it */
static void end(curl_socket_t idle)
{
    char bytes[1024];
    int rounds = 0;

    shutdown(idle, SHUT_RD);
    while (recv(idle, bytes, sizeof(bytes), MSG_DONTWAIT) > 0 &&
           rounds < DRAIN_ROUNDS)
        rounds++;
}

/* What was served is connected: libcurl tells when it closes that. */
static int is_idle(const struct wa_engine *engine,
                   const struct wa_connection *connection)
{
    return connection->is_served &&
           (engine->active_count == 0 ||
            (connection->users == 0 && engine->unknown_users == 0));
}

#ifdef POLLRDHUP
#define HANGUP POLLRDHUP
#else
#define HANGUP POLLIN /* then whatever comes is taken for one */
#endif

#define RECORD 5 /* bytes of a TLS record before its content */
#define APPLICATION_DATA 23
#define SEALED (1 + 16) /* bytes that TLS 1.3 adds to content */
#define WINDOW_UPDATE 13 /* bytes of a frame of HTTP/2 */
#define PING 17 /* and of a GOAWAY */

/*
** Whether all that has come is, by its length, one frame of those that keep a
** connection going. libcurl reads one record before it uses the connection
** again, so that it sees a GOAWAY; what else a server says can mean that it
** takes no more requests. The goodbye of TLS is shorter.
*/
static int is_upkeep(curl_socket_t idle)
{
    unsigned char bytes[128];
    ssize_t count = recv(idle, bytes, sizeof(bytes), MSG_PEEK | MSG_DONTWAIT);
    ssize_t length;

    if (count < RECORD || bytes[0] != APPLICATION_DATA)
        return 0;
    length = bytes[3] << 8 | bytes[4];
    return count == RECORD + length &&
           (length == WINDOW_UPDATE + SEALED || length == PING + SEALED);
}

/*
** An answer is read to its end, so what comes after it can't be another. With
** HTTP/2 it may be what the connection itself needs.
*/
static int is_dying(const struct wa_engine *engine, const struct pollfd *idle)
{
    int i = find(engine, idle->fd);

    if ((idle->revents & (POLLIN | HANGUP)) == 0)
        return 0;
    return i < 0 || !engine->connections[i].shares ||
           (idle->revents & HANGUP) != 0 || !is_upkeep(idle->fd);
}

int wa_engine_end_dying(struct wa_engine *engine)
{
    struct pollfd idle[WA_SOCKETS_MAX];
    nfds_t count = 0, i;
    int left, j;

    for (j = 0; j < engine->connection_count; j++) {
        if (!is_idle(engine, &engine->connections[j]))
            continue;
        idle[count].fd = engine->connections[j].socket;
        idle[count].events = POLLIN | HANGUP;
        idle[count++].revents = 0;
    }
    left = (int)count;
    if (count == 0 || poll(idle, count, 0) <= 0)
        return left;
    for (i = 0; i < count; i++)
        if (is_dying(engine, &idle[i])) {
            end(idle[i].fd);
            left--;
        }
    return left;
}

void wa_engine_end_idle(struct wa_engine *engine)
{
    int i;

    for (i = 0; i < engine->connection_count; i++)
        if (is_idle(engine, &engine->connections[i]))
            end(engine->connections[i].socket);
}
