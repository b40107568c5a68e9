#include "channel.h"

#include <string.h>

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
        wa_has_hashed_certificates(info->capath)) {
        CURLcode code = curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);

        return code != CURLE_OK
                   ? code
                   : curl_easy_setopt(easy, CURLOPT_CAPATH, info->capath);
    }
    if (info->cainfo != NULL)
        return wa_channel_trust(easy, info->cainfo);
#else
    (void)easy;
#endif
    return CURLE_OK;
}

/*
** CAPATH is cleared, since libcurl would otherwise also trust the system's
** authorities, and on Debian read them all for each connection.
*/
CURLcode wa_channel_trust(CURL *easy, const char *ca_file)
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
