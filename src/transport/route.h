/*
** Routes: for each target that clients have, who uses it and what is kept for
** it. So a client that is made for each request finds its connection again.
*/
#pragma once

#include "target.h"

#pragma GCC visibility push(hidden)

struct wa_channel;

/* So many are kept although no client uses them */
#define WA_UNUSED_ROUTES_MAX 8

struct wa_route {
    struct wa_target target;

    /* The user's */
    struct wa_route *next;
    int references;
    int was_used; /* a transfer was started: the driver may know it */

    /* The driver's */
    int active_count; /* of its transfers */
    unsigned blocked_in_scan; /* the scan in which one had to wait for it */
    struct wa_channel *idle; /* set up for it, and not in use */
};

struct wa_routes {
    struct wa_route *first; /* the one asked for last */
    int used, unused;
};

/*
** A reference on the route for these settings, which is made if there is
** none yet; else NULL with `error` set, see wa_target_init
*/
struct wa_route *wa_routes_find(struct wa_routes *routes, const char *base_url,
                                const char *ca_file, const char *proxy,
                                struct wa_error *error);

/*
** Gives a reference back. Returns a route that is no longer kept, which the
** caller must free when the driver is through with it; or NULL.
*/
struct wa_route *wa_routes_leave(struct wa_routes *routes,
                                 struct wa_route *route);

/* How many connections to keep, if each host may have `max` */
long wa_routes_pool_size(const struct wa_routes *routes, long max);

/* Its channels must be gone */
void wa_route_free(struct wa_route *route);

#pragma GCC visibility pop
