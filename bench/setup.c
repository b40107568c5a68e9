/*
** The yardstick for numbers that are set up: what setup_number sends for each,
** one request after the other, for many numbers at once; nothing but libcurl,
** and one easy handle for each number under way. See request.h: PHONE_NUMBER_ID
** is the one before the first, and `many` counts numbers.
*/
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 64
#define WABA "102290129340398"
#define PIN "{\"pin\":\"071934\"}"

static const struct step {
    const char *id; /* NULL: the number's */
    const char *rest, *body;
} steps[] = {
    { NULL, "?fields=" BENCH_FIELDS, NULL },
    { NULL, "", PIN },
    { NULL, "/register", BENCH_BODY },
    { NULL, "?fields=" BENCH_FIELDS, NULL },
    { WABA, "/subscribed_apps", "" },
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

struct number {
    CURL *easy;
    struct bench_answer answer;
    long long id;
    size_t step;
};

static const char *origin;
static long long last_id;
static CURLM *multi;
static struct bench_request post, read_;

static int start_step(struct number *number)
{
    const struct step *step = &steps[number->step];
    char id[24], url[1024];

    snprintf(id, sizeof(id), "%lld", number->id);
    snprintf(url, sizeof(url), "%s/v25.0/%s%s", origin,
             step->id != NULL ? step->id : id, step->rest);
    curl_easy_setopt(number->easy, CURLOPT_URL, url);
    if (step->body == NULL) {
        curl_easy_setopt(number->easy, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(number->easy, CURLOPT_HTTPHEADER, read_.lines);
    } else {
        curl_easy_setopt(number->easy, CURLOPT_POSTFIELDS, step->body);
        curl_easy_setopt(number->easy, CURLOPT_HTTPHEADER, post.lines);
    }
    return curl_multi_add_handle(multi, number->easy) == CURLM_OK ? 0 : -1;
}

static int start_number(struct number *number)
{
    if (number->easy == NULL)
        number->easy = bench_handle(&post, &number->answer);
    if (number->easy == NULL)
        return -1;
    curl_easy_setopt(number->easy, CURLOPT_PRIVATE, number);
    number->id = ++last_id;
    number->step = 0;
    return start_step(number);
}

/* Goes on with a number whose request has ended: 1 if that was its last one */
static int go_on(struct number *number, CURLcode code)
{
    int is_read = steps[number->step].body == NULL;

    curl_multi_remove_handle(multi, number->easy);
    if (code != CURLE_OK || !bench_succeeded(is_read ? &read_ : &post,
                                             number->easy, &number->answer))
        return -1;
    return ++number->step < STEPS ? start_step(number) : 1;
}

/* Reads what has ended, and begins with a number for each that is set up as
** long as there are `left`: how many are set up, or -1 */
static long take_ended(long left)
{
    CURLMsg *message;
    long ended = 0;
    int queued;

    while ((message = curl_multi_info_read(multi, &queued)) != NULL) {
        struct number *number = NULL;
        int is_done;

        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
                          (char **)&number);
        is_done = go_on(number, message->data.result);
        if (is_done < 0)
            return -1;
        if (is_done && ended++ < left && start_number(number) != 0)
            return -1;
    }
    return ended;
}

static int set_up(const struct bench_request *request, long count,
                  long at_once)
{
    static struct number numbers[MOST];
    long i, ended = 0, left = count - at_once;
    int running;

    if (multi == NULL) {
        multi = curl_multi_init();
        post = read_ = *request;
        read_.is_read = 1;
        read_.lines = request->read_lines;
    }
    if (multi == NULL || at_once > MOST || left < 0)
        return -1;
    for (i = 0; i < at_once; i++)
        if (start_number(&numbers[i]) != 0)
            return -1;
    while (ended < count) {
        long now;

        curl_multi_perform(multi, &running);
        now = take_ended(left);
        if (now < 0)
            return -1;
        left -= now < left ? now : left;
        ended += now;
        if (now == 0)
            curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 4) {
        origin = argv[1];
        last_id = strtoll(argv[4], NULL, 10);
    }
    return bench_serve(argc, argv, set_up);
}
