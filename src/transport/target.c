#include "private.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#define URL_MAX 8192
#define NO_MEMORY "out of memory for the configuration"

/* Whether the directory has certificates under their hashed names, *.0 */
static int is_hashed(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    int found = 0;

    if (directory == NULL)
        return 0;
    while (!found && (entry = readdir(directory)) != NULL) {
        size_t length = strlen(entry->d_name);

        found = length == 10 && strcmp(entry->d_name + 8, ".0") == 0;
    }
    closedir(directory);
    return found;
}

/*
** The system's authorities. With a hashed directory alone, OpenSSL reads the
** one certificate it needs; Debian's default, bundle and directory, parses
** 150 of them for every connection (35 ms) and keeps no cache.
*/
static CURLcode trust_system(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x074600 /* 7.70.0: cainfo, capath */
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    const char *ssl = info->ssl_version != NULL ? info->ssl_version : "";

    if (info->age < CURLVERSION_SEVENTH)
        return CURLE_OK;
    if (strncmp(ssl, "OpenSSL/", 8) == 0 && info->capath != NULL &&
        is_hashed(info->capath)) {
        CURLcode code = curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);

        return code != CURLE_OK
                   ? code
                   : curl_easy_setopt(easy, CURLOPT_CAPATH, info->capath);
    }
    if (info->cainfo != NULL)
        return wa_trust(easy, info->cainfo);
#else
    (void)is_hashed;
#endif
    return CURLE_OK;
}

CURLcode wa_trust(CURL *easy, const char *ca_file)
{
    CURLcode code;

    if (ca_file == NULL)
        return trust_system(easy);
    code = curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
    if (code != CURLE_OK)
        return code;
    /* Not every TLS library knows a directory; none is then in use. */
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    return CURLE_OK;
}

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

/* A copy, or NULL of NULL; -1 where memory is out */
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

static int is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The parts of `base_url` are checked, and then kept: parsing takes long. */
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
        failed = wa_error_set(error, WA_INVALID_REQUEST, "", NO_MEMORY);
    wa_buffer_free(&origin);
    wa_buffer_free(&prefix);
    return failed;
}

static struct wa_target *target_new(const char *base_url, const char *ca_file,
                                    const char *proxy, struct wa_error *error)
{
    struct wa_target *target = calloc(1, sizeof(*target));

    wa_error_set(error, WA_INVALID_REQUEST, "", NO_MEMORY);
    if (target == NULL)
        return NULL;
    if (wa_url_check_proxy(proxy, error) != 0 ||
        copy(&target->base_url, base_url) != 0 ||
        copy(&target->ca_file, ca_file) != 0 ||
        copy(&target->proxy, proxy) != 0 || split(target, error) != 0) {
        wa_target_free(target);
        return NULL;
    }
    target->direct = proxy == NULL && (wa_url_is_loopback(target->origin) ||
                                       !is_environment_proxied());
    return target;
}

/* Takes it out of the list; NULL where it has none like it */
static struct wa_target *take(struct wa_engine *engine, const char *base_url,
                              const char *ca_file, const char *proxy)
{
    struct wa_target **link = &engine->targets, *target;

    for (; (target = *link) != NULL; link = &target->next)
        if (is_same(target->base_url, base_url) &&
            is_same(target->ca_file, ca_file) &&
            is_same(target->proxy, proxy)) {
            *link = target->next;
            return target;
        }
    return NULL;
}

struct wa_target *wa_engine_target(struct wa_engine *engine,
                                   const char *base_url, const char *ca_file,
                                   const char *proxy, struct wa_error *error)
{
    struct wa_target *target = take(engine, base_url, ca_file, proxy);

    if (target != NULL && target->references == 0)
        engine->unused_targets--;
    if (target == NULL)
        target = target_new(base_url, ca_file, proxy, error);
    if (target == NULL)
        return NULL;
    if (target->references++ == 0)
        engine->used_targets++;
    target->engine = engine;
    target->next = engine->targets;
    engine->targets = target;
    return target;
}

struct wa_target *wa_engine_target_like(struct wa_engine *engine,
                                        const struct wa_target *target)
{
    struct wa_error error;

    return wa_engine_target(engine, target->base_url, target->ca_file,
                            target->proxy, &error);
}

/* Takes the one out of the list that has been unused for longest */
static struct wa_target *take_unused(struct wa_engine *engine)
{
    struct wa_target **link = &engine->targets, **last = NULL, *target;

    for (; *link != NULL; link = &(*link)->next)
        if ((*link)->references == 0)
            last = link;
    if (last == NULL)
        return NULL;
    target = *last;
    *last = target->next;
    engine->unused_targets--;
    return target;
}

/* Its channels are the driver's, which is another thread perhaps. */
static void release(struct wa_engine *engine, struct wa_target *target)
{
    if (target == NULL || !engine->has_thread || !target->was_used) {
        wa_target_free(target);
        return;
    }
    wa_engine_enter(engine);
    target->next = engine->released;
    engine->released = target;
    wa_engine_leave(engine);
}

void wa_target_unref(struct wa_target *target)
{
    struct wa_engine *engine;

    if (target == NULL || --target->references > 0 ||
        wa_engine_is_foreign(target->engine))
        return;
    engine = target->engine;
    engine->used_targets--;
    engine->unused_targets++;
    if (engine->unused_targets > WA_UNUSED_TARGETS_MAX)
        release(engine, take_unused(engine));
}

void wa_engine_free_released(struct wa_engine *engine)
{
    struct wa_target *released;

    wa_engine_enter(engine);
    released = engine->released;
    engine->released = NULL;
    wa_engine_leave(engine);
    wa_targets_free(released);
}

long wa_engine_pool_size(const struct wa_engine *engine, long max)
{
    return max * engine->used_targets + WA_UNUSED_TARGETS_MAX;
}

const char *wa_target_prefix(const struct wa_target *target)
{
    return target->prefix;
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
    if (target == NULL)
        return;
    while (target->idle != NULL) {
        struct wa_channel *channel = target->idle;

        target->idle = channel->next;
        wa_channel_free(channel);
    }
    wipe_and_free(target->base_url);
    wipe_and_free(target->origin);
    wipe_and_free(target->prefix);
    wipe_and_free(target->ca_file);
    wipe_and_free(target->proxy);
    free(target);
}

void wa_targets_free(struct wa_target *list)
{
    while (list != NULL) {
        struct wa_target *target = list;

        list = target->next;
        wa_target_free(target);
    }
}
