#include "transport_private.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/*
** libcurl's own parser decides what the parts are, so that no URL means one
** host here and another one when it is connected to.
*/

/* A part of the URL, or NULL; free with curl_free */
static char *part(CURLU *url, CURLUPart what)
{
    char *text = NULL;

    return curl_url_get(url, what, &text, 0) == CURLUE_OK ? text : NULL;
}

static int has_part(CURLU *url, CURLUPart what)
{
    char *text = part(url, what);

    curl_free(text);
    return text != NULL;
}

static int is_loopback_host(const char *host)
{
    struct in_addr address;

    if (strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0)
        return 1;
    return inet_pton(AF_INET, host, &address) == 1 &&
           (ntohl(address.s_addr) >> 24) == 127;
}

static int is_loopback(CURLU *url)
{
    char *host = part(url, CURLUPART_HOST);
    int is = host != NULL && is_loopback_host(host);

    curl_free(host);
    return is;
}

static int is_https(CURLU *url)
{
    char *scheme = part(url, CURLUPART_SCHEME);
    int is = scheme != NULL && strcmp(scheme, "https") == 0;

    curl_free(scheme);
    return is;
}

int wa_url_is_loopback(const char *origin)
{
    CURLU *url = curl_url();
    int is = url != NULL &&
             curl_url_set(url, CURLUPART_URL, origin, 0) == CURLUE_OK &&
             is_loopback(url);

    curl_url_cleanup(url);
    return is;
}

/* NULL where it is fine, else what was expected */
static const char *complaint(CURLU *url, const char *text)
{
    if ((strncmp(text, "https://", 8) != 0 &&
         strncmp(text, "http://", 7) != 0) ||
        curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK)
        return "a URL such as \"https://graph.facebook.com\"";
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD) ||
        has_part(url, CURLUPART_QUERY) || has_part(url, CURLUPART_FRAGMENT))
        return "a URL without user name, query and fragment";
    if (!is_https(url) && !is_loopback(url))
        return "an https URL (http only to a loopback host such as "
               "localhost)";
    return NULL;
}

/* The path without slashes at its end, then the URL without any path */
static int split(CURLU *url, struct wa_buffer *origin, struct wa_buffer *path)
{
    char *text = part(url, CURLUPART_PATH);
    size_t length = text != NULL ? strlen(text) : 0;
    int failed;

    while (length > 0 && text[length - 1] == '/')
        length--;
    failed = wa_buffer_append(path, text, length);
    curl_free(text);
    if (curl_url_set(url, CURLUPART_PATH, NULL, 0) != CURLUE_OK)
        return -1;
    text = part(url, CURLUPART_URL);
    if (text == NULL)
        return -1;
    if (failed == 0)
        failed = wa_buffer_text(origin, text);
    curl_free(text);
    return failed;
}

int wa_url_split(const char *url, struct wa_buffer *origin,
                 struct wa_buffer *path, struct wa_error *error)
{
    CURLU *parsed = curl_url();
    const char *expected = "memory for the URL";
    int failed = -1;

    if (parsed != NULL)
        expected = complaint(parsed, url);
    if (expected == NULL) {
        failed = split(parsed, origin, path);
        expected = "a shorter URL";
    }
    curl_url_cleanup(parsed);
    if (failed != 0)
        return wa_error_expected(error, "base_url", expected, NULL);
    return 0;
}
