#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BODY "{\"messaging_product\":\"whatsapp\",\"pin\":\"071934\"}"
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
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    if (request->ca_file != NULL)
        curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->lines);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, BODY);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, answer);
    return easy;
}

int bench_succeeded(CURL *easy, struct bench_answer *answer)
{
    size_t length = answer->length;
    long status = 0;

    answer->length = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status == 200 && length == sizeof(ANSWER) - 1 &&
           memcmp(answer->data, ANSWER, length) == 0;
}

static struct curl_slist *header_lines(const char *token)
{
    char authorization[1024];
    struct curl_slist *lines;

    snprintf(authorization, sizeof(authorization), "Authorization: Bearer %s",
             token);
    lines = curl_slist_append(NULL, authorization);
    lines = curl_slist_append(lines, "User-Agent: whatsapp-registration/0.0");
    lines = curl_slist_append(lines, "Accept: application/json");
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
    struct bench_request request = { "", NULL, NULL, 0 };
    long count, at_once;
    char line[80];

    if (argc < 5) {
        fprintf(stderr, "usage: see bench/request.h\n");
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    snprintf(request.url, sizeof(request.url), "%s/v25.0/%s/register", argv[1],
             argv[4]);
    request.ca_file = strcmp(argv[2], "system") == 0 ? NULL : argv[2];
    request.lines = header_lines(argv[3]);
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
