#include "channel.h"

/* The libcurl that is loaded: its version, and how its options are set. */

static unsigned version;

unsigned wa_curl_version(void)
{
    return version;
}

/* The version that is loaded counts, not that of the headers. */
int wa_channel_setup(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return -1;
    version = curl_version_info(CURLVERSION_NOW)->version_num;
    return 0;
}

CURLcode wa_channel_set(struct wa_channel *channel, CURLoption option,
                        long *now, long number)
{
    CURLcode code = CURLE_OK;

    if (*now != number)
        code = curl_easy_setopt(channel->easy, option, number);
    *now = code == CURLE_OK ? number : -1;
    return code;
}
