/*
** The yardstick for one call after another: nothing but libcurl, one easy
** handle that is set up once, and a buffer for the answer. See request.h.
*/
#include "request.h"

/* The connections that the last call opened */
static long connections(CURL *easy)
{
    long count = 0;

    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &count);
    return count;
}

static int calls(const struct bench_request *request, long count, long at_once)
{
    static struct bench_answer answer;
    static CURL *easy;
    long i;

    if (easy == NULL)
        easy = bench_handle(request, &answer);
    if (easy == NULL || at_once != 1)
        return -1;
    for (i = 0; i < count; i++)
        if (curl_easy_perform(easy) != CURLE_OK ||
            !bench_succeeded(request, easy, &answer) ||
            (i > 0 && connections(easy) > 0))
            return -1;
    return 0;
}

int main(int argc, char **argv)
{
    return bench_serve(argc, argv, calls);
}
