/*
** The yardstick for many in flight: nothing but libcurl, a multi handle, and
** easy handles that are set up once and used again. See request.h.
*/
#include "request.h"

#define MOST 1000

static CURLM *multi;

static CURLM *multi_new(const struct bench_request *request)
{
    CURLM *made = curl_multi_init();

    if (made == NULL || request->connections == 0)
        return made;
    curl_multi_setopt(made, CURLMOPT_MAX_HOST_CONNECTIONS,
                      request->connections);
    curl_multi_setopt(made, CURLMOPT_MAXCONNECTS, request->connections);
    return made;
}

/* Reads what has ended: how many, or -1 if one failed; begins `more` */
static long take_ended(const struct bench_request *request, long more)
{
    CURLMsg *message;
    long ended = 0;
    int left;

    while ((message = curl_multi_info_read(multi, &left)) != NULL) {
        CURL *easy = message->easy_handle;
        struct bench_answer *answer = NULL;
        CURLcode code = message->data.result;

        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&answer);
        if (code != CURLE_OK || !bench_succeeded(request, easy, answer))
            return -1;
        curl_multi_remove_handle(multi, easy);
        if (ended++ < more)
            curl_multi_add_handle(multi, easy);
    }
    return ended;
}

static int calls(const struct bench_request *request, long count, long at_once)
{
    static struct bench_answer answers[MOST];
    static CURL *easies[MOST];
    long i, started, ended = 0;
    int running;

    if (multi == NULL)
        multi = multi_new(request);
    if (at_once > MOST)
        return -1;
    for (i = 0; i < at_once; i++) {
        if (easies[i] == NULL)
            easies[i] = bench_handle(request, &answers[i]);
        if (curl_multi_add_handle(multi, easies[i]) != CURLM_OK)
            return -1;
    }
    for (started = at_once; ended < count;) {
        long now;

        curl_multi_perform(multi, &running);
        now = take_ended(request, count - started);
        if (now < 0)
            return -1;
        ended += now;
        started += now < count - started ? now : count - started;
        if (now == 0)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    return 0;
}

int main(int argc, char **argv)
{
    return bench_serve(argc, argv, calls);
}
