#include "target.h"

#include "../base/buffer.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

/*
** Settings do not change once they are made, so any thread may read them.
*/

#define URL_MAX 8192
#define NO_MEMORY "out of memory for the configuration"

/*
** libcurl's variables. Whether one of them applies to this host is for libcurl
** to say; if none is set, it need not look.
*/
static int is_environment_proxied(void)
{
    static const char *const names[] = { "https_proxy", "HTTPS_PROXY",
                                         "http_proxy", "all_proxy",
                                         "ALL_PROXY" };
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (getenv(names[i]) != NULL)
            return 1;
    return 0;
}

/* A copy, or NULL of NULL; -1 when out of memory */
static int copy(char **to, const char *text)
{
    if (text == NULL)
        return 0;
    *to = malloc(strlen(text) + 1);
    if (*to == NULL)
        return -1;
    memcpy(*to, text, strlen(text) + 1);
    return 0;
}

/* The parts of `base_url` are checked once, and then kept: parsing is slow. */
static int split(struct wa_target *target, struct wa_error *error)
{
    struct wa_buffer origin, prefix;
    int failed;

    wa_buffer_init(&origin, URL_MAX);
    wa_buffer_init(&prefix, URL_MAX);
    failed = wa_url_split(target->base_url, &origin, &prefix, error);
    if (failed == 0 &&
        (copy(&target->origin, wa_buffer_string(&origin)) != 0 ||
         copy(&target->prefix, wa_buffer_string(&prefix)) != 0))
        failed = wa_error_set(error, "", NO_MEMORY);
    wa_buffer_free(&origin);
    wa_buffer_free(&prefix);
    return failed;
}

/* Copies first, for what is refused is freed in the same way */
static int fill(struct wa_target *target, const char *base_url,
                const char *ca_file, const char *proxy, struct wa_error *error)
{
    if (copy(&target->base_url, base_url) != 0 ||
        copy(&target->ca_file, ca_file) != 0 ||
        copy(&target->proxy, proxy) != 0)
        return wa_error_set(error, "", NO_MEMORY);
    if (wa_url_check_proxy(proxy, error) != 0)
        return -1;
    return split(target, error);
}

/*
** Loopback hosts are reached directly unless a proxy was named: a proxy's own
** loopback is another machine.
*/
int wa_target_init(struct wa_target *target, const char *base_url,
                   const char *ca_file, const char *proxy,
                   struct wa_error *error)
{
    memset(target, 0, sizeof(*target));
    if (fill(target, base_url, ca_file, proxy, error) != 0) {
        wa_target_free(target);
        return -1;
    }
    target->is_direct = proxy == NULL && (wa_url_is_loopback(target->origin) ||
                                          !is_environment_proxied());
    return 0;
}

static int is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

int wa_target_is(const struct wa_target *target, const char *base_url,
                 const char *ca_file, const char *proxy)
{
    return is_same(target->base_url, base_url) &&
           is_same(target->ca_file, ca_file) && is_same(target->proxy, proxy);
}

/* A proxy's address may hold a password. */
static void wipe_and_free(char *text)
{
    if (text != NULL)
        wa_wipe(text, strlen(text));
    free(text);
}

void wa_target_free(struct wa_target *target)
{
    wipe_and_free(target->base_url);
    wipe_and_free(target->origin);
    wipe_and_free(target->prefix);
    wipe_and_free(target->ca_file);
    wipe_and_free(target->proxy);
}
