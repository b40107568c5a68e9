/*
** What the bare libcurl programs share: the request, and commands on standard
** input.
**
**   easy ORIGIN CA_FILE|system TOKEN PHONE_NUMBER_ID [CONNECTIONS]
**
** Each line is a command, answered with the seconds of CPU that it took:
**
**   calls COUNT           one after another
**   many COUNT AT_ONCE    so many in flight
**
** With CONNECTIONS there are no more than that; else all is as libcurl has it,
** but for CURLOPT_NOSIGNAL, without which each call takes nine system calls to
** set a signal's handler and back. The environment's WHAT is `read` for a read
** of the number, and `refused` for a register that the server refuses.
*/
#ifndef BENCH_REQUEST_H
#define BENCH_REQUEST_H

#include <curl/curl.h>

#define BENCH_BODY "{\"messaging_product\":\"whatsapp\",\"pin\":\"071934\"}"

/* As this library asks for them */
#define BENCH_FIELDS                                                          \
    "id,display_phone_number,verified_name,status,code_verification_status,"  \
    "platform_type,name_status,new_display_name,new_name_status,"             \
    "account_mode,throughput,quality_rating,is_pin_enabled,is_on_biz_app,"    \
    "last_onboarded_time,health_status"

struct bench_answer {
    char data[4096];
    size_t length;
};

struct bench_request {
    char url[1024];
    int is_read;
    long status; /* of the answer expected */
    const char *ca_file;
    struct curl_slist *lines, *read_lines;
    long connections; /* 0: no limit given */
};

/* A handle set up once for any number of calls, or NULL */
CURL *bench_handle(const struct bench_request *request,
                   struct bench_answer *answer);

/* Whether the call that has ended brought the answer expected; clears it */
int bench_succeeded(const struct bench_request *request, CURL *easy,
                    struct bench_answer *answer);

/* Does each command by `calls`, which returns 0 or -1; an exit status */
int bench_serve(int argc, char **argv,
                int (*calls)(const struct bench_request *request, long count,
                             long at_once));

#endif
