#include "url.h"

#include "../base/platform.h"

#include <curl/curl.h>
#include <string.h>

/*
** libcurl's own parser decides what the parts are, so that no URL means one
** host here and another one when it is connected to.
*/

/* A URL handle of libcurl's, which the user of this struct cleans up */
struct parsed {
    CURLU *url;
    int no_memory; /* a part that seems absent may be there */
};

/* Notes that memory ran out, which is not the URL's fault */
static int parse(struct parsed *parsed, const char *text, unsigned flags)
{
    CURLUcode code = curl_url_set(parsed->url, CURLUPART_URL, text, flags);

    if (code == CURLUE_OUT_OF_MEMORY)
        parsed->no_memory = 1;
#if LIBCURL_VERSION_NUM >= 0x075100 /* 7.81.0 */
    if (code == CURLUE_BAD_LOGIN) /* also if memory is out for a name */
        parsed->no_memory = 1;
#endif
    return code == CURLUE_OK ? 0 : -1;
}

/* A part of the URL, or NULL; free with curl_free */
static char *part(struct parsed *parsed, CURLUPart what)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(parsed->url, what, &text, 0);

    if (code == CURLUE_OUT_OF_MEMORY)
        parsed->no_memory = 1;
    return code == CURLUE_OK ? text : NULL;
}

static int has_part(struct parsed *parsed, CURLUPart what)
{
    char *text = part(parsed, what);

    curl_free(text);
    return text != NULL;
}

/* 127.0.0.0/8, ::1 and the name: nothing that a resolver could redirect */
static int is_loopback_host(const char *host)
{
    return curl_strequal(host, "localhost") || strcmp(host, "[::1]") == 0 ||
           wa_is_loopback(host);
}

static int is_loopback(struct parsed *parsed)
{
    char *host = part(parsed, CURLUPART_HOST);
    int is = host != NULL && is_loopback_host(host);

    curl_free(host);
    return is;
}

static int is_https(struct parsed *parsed)
{
    char *scheme = part(parsed, CURLUPART_SCHEME);
    int is = scheme != NULL && strcmp(scheme, "https") == 0;

    curl_free(scheme);
    return is;
}

/* An origin that can't be parsed is none, nor is one when memory is out. */
int wa_url_is_loopback(const char *origin)
{
    struct parsed parsed = { curl_url(), 0 };
    int is = parsed.url != NULL && parse(&parsed, origin, 0) == 0 &&
             is_loopback(&parsed);

    curl_url_cleanup(parsed.url);
    return is;
}

/*
** NULL if it is fine, else what was expected. Each request brings a token and
** a query of its own, which a user name or a query here would contradict.
** Plain http would show the token to the network.
*/
static const char *complaint(struct parsed *parsed, const char *text)
{
    if ((strncmp(text, "https://", 8) != 0 &&
         strncmp(text, "http://", 7) != 0) ||
        parse(parsed, text, 0) != 0)
        return "a URL such as \"https://graph.facebook.com\"";
    if (has_part(parsed, CURLUPART_USER) ||
        has_part(parsed, CURLUPART_PASSWORD) ||
        has_part(parsed, CURLUPART_QUERY) ||
        has_part(parsed, CURLUPART_FRAGMENT))
        return "a URL without user name, query and fragment";
    if (!is_https(parsed) && !is_loopback(parsed))
        return "an https URL (http only to a loopback host such as "
               "localhost)";
    return NULL;
}

/*
** The path without slashes at its end, as each request's path begins with one;
** then the URL without any path. Failures show in the buffers and `parsed`.
*/
static void split(struct parsed *parsed, struct wa_buffer *origin,
                  struct wa_buffer *path)
{
    char *text = part(parsed, CURLUPART_PATH);
    size_t length = text != NULL ? strlen(text) : 0;

    while (length > 0 && text[length - 1] == '/')
        length--;
    wa_buffer_append(path, text, length);
    curl_free(text);
    curl_url_set(parsed->url, CURLUPART_PATH, NULL, 0);
    text = part(parsed, CURLUPART_URL);
    if (text != NULL)
        wa_buffer_text(origin, text);
    curl_free(text);
}

/*
** Memory is the reason that is named first: without it, nothing else that was
** found out about the URL is certain.
*/
int wa_url_split(const char *url, struct wa_buffer *origin,
                 struct wa_buffer *path, struct wa_error *error)
{
    struct parsed parsed = { curl_url(), 0 };
    const char *expected = NULL;

    if (parsed.url != NULL)
        expected = complaint(&parsed, url);
    if (parsed.url != NULL && expected == NULL)
        split(&parsed, origin, path);
    if (origin->state == WA_BUFFER_TOO_LARGE ||
        path->state == WA_BUFFER_TOO_LARGE)
        expected = "a shorter URL";
    if (parsed.url == NULL || parsed.no_memory ||
        origin->state == WA_BUFFER_NO_MEMORY ||
        path->state == WA_BUFFER_NO_MEMORY)
        expected = "memory for the URL";
    curl_url_cleanup(parsed.url);
    if (expected != NULL)
        return wa_error_expected(error, "base_url", expected, NULL);
    return 0;
}

/*
** A host alone is taken, too: libcurl then guesses the scheme. Of any other
** scheme, libcurl would complain only when a request is sent.
*/
static int is_proxy_scheme(struct parsed *parsed)
{
    static const char *const known[] = { "http",    "https",  "socks4",
                                         "socks4a", "socks5", "socks5h" };
    char *scheme = part(parsed, CURLUPART_SCHEME);
    size_t i;
    int is = scheme == NULL;

    for (i = 0; !is && i < sizeof(known) / sizeof(known[0]); i++)
        is = curl_strequal(scheme, known[i]);
    curl_free(scheme);
    return is;
}

/* The flags with which libcurl itself parses proxies */
#define PROXY_FLAGS (CURLU_NON_SUPPORT_SCHEME | CURLU_GUESS_SCHEME)

int wa_url_check_proxy(const char *url, struct wa_error *error)
{
    struct parsed parsed = { NULL, 0 };
    const char *expected = "memory for the URL";
    int is_fine;

    if (url == NULL)
        return 0;
    parsed.url = curl_url();
    is_fine = parsed.url != NULL && parse(&parsed, url, PROXY_FLAGS) == 0 &&
              is_proxy_scheme(&parsed);
    if (parsed.url != NULL && !parsed.no_memory)
        expected = "a proxy's URL such as \"http://proxy.example:3128\" (or "
                   "https, socks4, socks4a, socks5, socks5h)";
    curl_url_cleanup(parsed.url);
    if (is_fine && !parsed.no_memory)
        return 0;
    return wa_error_expected(error, "proxy", expected, NULL);
}
