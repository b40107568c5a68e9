#include "transport_private.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/*
** Idle connections that the server has ended. libcurl looks at one before it
** uses it again, but takes the goodbye of TLS, which comes before the end of
** TCP, for a sign of life (7.88 does). The request would then go nowhere, and
** nobody could tell that from one that was acted on.
*/

#define DRAIN_ROUNDS 64

/* A program that the host runs would hold the connection, too. */
void wa_socket_opened(struct wa_engine *engine, curl_socket_t opened)
{
    fcntl(opened, F_SETFD, FD_CLOEXEC);
    if (engine->socket_count < WA_SOCKETS_MAX)
        engine->sockets[engine->socket_count++] = opened;
}

int wa_socket_closed(void *engine, curl_socket_t closed)
{
    struct wa_engine *self = engine;
    int i;

    for (i = 0; i < self->socket_count; i++)
        if (self->sockets[i] == closed) {
            self->sockets[i] = self->sockets[--self->socket_count];
            break;
        }
    return close(closed);
}

void wa_engine_leave_sockets(struct wa_engine *engine)
{
    while (engine->socket_count > 0)
        close(engine->sockets[--engine->socket_count]);
}

/* An answer is read to its end, so what comes after it can't be another. */
static int has_more(curl_socket_t idle)
{
    char byte;

    return recv(idle, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
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

void wa_engine_end_dying(struct wa_engine *engine)
{
    int i;

    for (i = 0; i < engine->socket_count; i++)
        if (has_more(engine->sockets[i]))
            end(engine->sockets[i]);
}
