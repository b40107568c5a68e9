/*
** URLs, as libcurl reads them.
*/
#pragma once

#include "../base/buffer.h"
#include "../base/error.h"

#pragma GCC visibility push(hidden)

/*
** Splits a base URL into origin ("https://host:port/") and path ("" or
** "/prefix"). Refuses what is not a plain https URL, or http to a loopback
** host: -1 with the field `base_url`.
*/
int wa_url_split(const char *url, struct wa_buffer *origin,
                 struct wa_buffer *path, struct wa_error *error);

/*
** Refuses what libcurl would not take for a proxy's address: -1 with the field
** `proxy`. Takes NULL.
*/
int wa_url_check_proxy(const char *url, struct wa_error *error);

/* Whether `origin` names a host that can only be this machine */
int wa_url_is_loopback(const char *origin);

#pragma GCC visibility pop
