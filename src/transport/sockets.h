/*
** The sockets of open connections: no program that the host starts inherits
** them, and the child of a fork closes its copies.
*/
#pragma once

#include "../base/platform.h"

#pragma GCC visibility push(hidden)

#define WA_SOCKETS_MAX 1024 /* those beyond stay open in a fork's child */

struct wa_socket {
    int descriptor;
    struct wa_identity identity;
    int port; /* its own; 0: not looked up yet */
};

struct wa_sockets {
    struct wa_socket open[WA_SOCKETS_MAX];
    int count;
};

void wa_sockets_opened(struct wa_sockets *sockets, int opened);

/* Closes it, as CURLOPT_CLOSESOCKETFUNCTION does */
int wa_sockets_close(void *sockets, int descriptor);

/* Closes the descriptors, but sends nothing on the connections */
void wa_sockets_abandon(struct wa_sockets *sockets);

#pragma GCC visibility pop
