/*
** The settings that say which server is meant, and how to reach and trust it.
*/
#pragma once

#include "../base/error.h"

#pragma GCC visibility push(hidden)

struct wa_target {
    char *base_url; /* owned, as are the next */
    char *origin, *prefix; /* of it: "https://host:port/", "/path" or "" */
    char *ca_file, *proxy; /* NULL if not given */
    int is_direct; /* no proxy applies */
};

/*
** Copies. `ca_file` and `proxy` may be NULL. `base_url` must be a plain https
** URL, or http to a loopback host, and `proxy` one that libcurl takes: else
** -1 with `error` set, and nothing to free.
*/
int wa_target_init(struct wa_target *target, const char *base_url,
                   const char *ca_file, const char *proxy,
                   struct wa_error *error);
void wa_target_free(struct wa_target *target); /* wipes */

/* Whether it was made of these */
int wa_target_is(const struct wa_target *target, const char *base_url,
                 const char *ca_file, const char *proxy);

#pragma GCC visibility pop
