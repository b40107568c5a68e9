/*
** The yardstick: registers a number over and over with nothing but libcurl,
** one easy handle that is set up once, and a buffer for the answer.
**
**   bare URL CA_FILE TOKEN COUNT
*/
#include <curl/curl.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY "{\"messaging_product\":\"whatsapp\",\"pin\":\"071934\"}"
#define ANSWER "{\"success\":true}"

struct answer {
    char data[4096];
    size_t length;
};

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
    struct answer *answer = user;

    (void)size; /* always 1 */
    if (count > sizeof(answer->data) - answer->length)
        return 0;
    memcpy(answer->data + answer->length, data, count);
    answer->length += count;
    return count;
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

static int call(CURL *easy, struct answer *answer)
{
    long status = 0;

    answer->length = 0;
    if (curl_easy_perform(easy) != CURLE_OK)
        return -1;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    return status == 200 && answer->length == sizeof(ANSWER) - 1 &&
                   memcmp(answer->data, ANSWER, answer->length) == 0
               ? 0
               : -1;
}

/* The connections that the last call opened */
static long connections(CURL *easy)
{
    long count = 0;

    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &count);
    return count;
}

int main(int argc, char **argv)
{
    static struct answer answer;
    struct curl_slist *lines;
    CURL *easy;
    long count, i;

    if (argc != 5) {
        fprintf(stderr, "usage: bare URL CA_FILE TOKEN COUNT\n");
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    easy = curl_easy_init();
    lines = header_lines(argv[3]);
    if (easy == NULL || lines == NULL)
        return 1;
    curl_easy_setopt(easy, CURLOPT_URL, argv[1]);
    curl_easy_setopt(easy, CURLOPT_CAINFO, argv[2]);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, BODY);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    count = strtol(argv[4], NULL, 10);
    for (i = 0; i < count; i++)
        if (call(easy, &answer) != 0 || (i > 0 && connections(easy) > 0)) {
            fprintf(stderr, "bare: a call failed, or opened a connection\n");
            return 1;
        }
    curl_slist_free_all(lines);
    curl_easy_cleanup(easy);
    return 0;
}
