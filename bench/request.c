#define _DEFAULT_SOURCE /* clock_gettime */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ANSWER "{\"success\":true}"

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    struct bench_answer *answer = user;

    (void)size; /* always 1 */
    if (count > sizeof(answer->data) - answer->length)
        return 0;
    memcpy(answer->data + answer->length, data, count);
    answer->length += count;
    return count;
}

CURL *bench_handle(const struct bench_request *request,
                   struct bench_answer *answer)
{
    CURL *easy = curl_easy_init();

    if (easy == NULL)
        return NULL;
    answer->length = 0;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    if (request->ca_file != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->lines);
    if (!request->is_read)
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, BENCH_BODY);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, answer);
    return easy;
}

int bench_succeeded(const struct bench_request *request, CURL *easy,
                    struct bench_answer *answer)
{
    size_t length = answer->length;
    long status = 0;

    answer->length = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != request->status)
        return 0;
    if (request->is_read || status != 200)
        return length > sizeof(ANSWER);
    return length == sizeof(ANSWER) - 1 &&
           memcmp(answer->data, ANSWER, length) == 0;
}

static struct curl_slist *header_lines(const char *token, int is_read)
{
    char authorization[1024];
    struct curl_slist *lines;

    snprintf(authorization, sizeof(authorization), "Authorization: Bearer %s",
             token);
    lines = curl_slist_append(NULL, authorization);
    lines = curl_slist_append(lines, "User-Agent: whatsapp-registration/0.0");
    lines = curl_slist_append(lines, "Accept: application/json");
    if (is_read)
        return lines;
    return curl_slist_append(lines, "Content-Type: application/json");
}

static double cpu_seconds(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

int bench_serve(int argc, char **argv,
                int (*calls)(const struct bench_request *request, long count,
                             long at_once))
{
    struct bench_request request = { "", 0, 200, NULL, NULL, NULL, 0 };
    const char *what = getenv("WHAT");
    long count, at_once;
    char line[80];

    if (argc < 5) {
        fprintf(stderr, "usage: see bench/request.h\n");
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    request.is_read = what != NULL && strcmp(what, "read") == 0;
    request.status = what != NULL && strcmp(what, "refused") == 0 ? 400 : 200;
    snprintf(request.url, sizeof(request.url), "%s/v25.0/%s%s", argv[1],
             argv[4], request.is_read ? "?fields=" BENCH_FIELDS : "/register");
    request.ca_file = strcmp(argv[2], "system") == 0 ? NULL : argv[2];
    request.lines = header_lines(argv[3], request.is_read);
    request.read_lines = header_lines(argv[3], 1);
    request.connections = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
    while (fgets(line, sizeof(line), stdin) != NULL) {
        double before = cpu_seconds();

        at_once = 1;
        if (sscanf(line, "%*s %ld %ld", &count, &at_once) < 1 ||
            calls(&request, count, at_once) != 0) {
            fprintf(stderr, "%s: a call failed\n", argv[0]);
            return 1;
        }
        printf("%.9f\n", cpu_seconds() - before);
        fflush(stdout);
    }
    return 0;
}
