#include "route.h"

#include <stdlib.h>

/*
** Only the user's half of a route is touched here; the driver frees what it
** keeps for it.
*/

static struct wa_route *route_new(const char *base_url, const char *ca_file,
                                  const char *proxy, struct wa_error *error)
{
    struct wa_route *route = calloc(1, sizeof(*route));

    if (route == NULL) {
        wa_error_set(error, "", "out of memory for the configuration");
        return NULL;
    }
    if (wa_target_init(&route->target, base_url, ca_file, proxy, error) != 0) {
        free(route);
        return NULL;
    }
    return route;
}

/* Wipes the settings, as a proxy's password may be among them */
void wa_route_free(struct wa_route *route)
{
    wa_target_free(&route->target);
    free(route);
}

/* Takes it out of the list; NULL if there is none for these */
static struct wa_route *take(struct wa_routes *routes, const char *base_url,
                             const char *ca_file, const char *proxy)
{
    struct wa_route **link = &routes->first, *route;

    for (; (route = *link) != NULL; link = &route->next)
        if (wa_target_is(&route->target, base_url, ca_file, proxy)) {
            *link = route->next;
            return route;
        }
    return NULL;
}

/*
** A linear search, through as many routes as clients have settings: nearly
** always one. What is found moves to the front.
*/
struct wa_route *wa_routes_find(struct wa_routes *routes, const char *base_url,
                                const char *ca_file, const char *proxy,
                                struct wa_error *error)
{
    struct wa_route *route = take(routes, base_url, ca_file, proxy);

    if (route != NULL && route->references == 0)
        routes->unused--;
    if (route == NULL)
        route = route_new(base_url, ca_file, proxy, error);
    if (route == NULL)
        return NULL;
    if (route->references++ == 0)
        routes->used++;
    route->next = routes->first;
    routes->first = route;
    return route;
}

/* Takes the one out of the list that was asked for longest ago */
static struct wa_route *take_oldest_unused(struct wa_routes *routes)
{
    struct wa_route **link = &routes->first, **last = NULL, *route;

    for (; *link != NULL; link = &(*link)->next)
        if ((*link)->references == 0)
            last = link;
    if (last == NULL)
        return NULL;
    route = *last;
    *last = route->next;
    routes->unused--;
    return route;
}

/*
** One that nobody uses is kept for a while, since a client made for each
** request comes back to it at once; of too many, the oldest goes.
*/
struct wa_route *wa_routes_leave(struct wa_routes *routes,
                                 struct wa_route *route)
{
    if (--route->references > 0)
        return NULL;
    routes->used--;
    routes->unused++;
    return routes->unused > WA_UNUSED_ROUTES_MAX ? take_oldest_unused(routes)
                                                 : NULL;
}

/* The unused ones may have a connection each. */
long wa_routes_pool_size(const struct wa_routes *routes, long max)
{
    return max * routes->used + WA_UNUSED_ROUTES_MAX;
}
