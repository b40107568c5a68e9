/*
** A client: a checked configuration, ready to make requests from.
*/
#pragma once

#include "operations.h"
#include "../transport/engine.h"

#pragma GCC visibility push(hidden)

enum wa_config_key {
    WA_CONFIG_ACCESS_TOKEN,
    WA_CONFIG_PHONE_NUMBER_ID,
    WA_CONFIG_API_VERSION,
    WA_CONFIG_BASE_URL,
    WA_CONFIG_TIMEOUT,
    WA_CONFIG_CONNECT_TIMEOUT,
    WA_CONFIG_MAX_CONNECTIONS,
    WA_CONFIG_CA_FILE,
    WA_CONFIG_PROXY,
    WA_CONFIG_APP_SECRET,
    WA_CONFIG_USER_AGENT,
    WA_CONFIG_REGIONS,
    WA_CONFIG_RETRIES, /* this and the next are the Lua layer's */
    WA_CONFIG_ON_EVENT,
    WA_CONFIG_HOST,
    WA_CONFIG_JOURNAL,
    WA_CONFIG_PIN_STORE,
    WA_CONFIG_RECONCILE,
    WA_CONFIG_KEYS
};

/* The options of a client, by wa_config_key; ended by a row of NULL */
extern const struct wa_field wa_config_fields[WA_CONFIG_KEYS + 1];

struct wa_call;

struct wa_client {
    int references;
    struct wa_call *spare; /* the memory of one, for the next; or NULL */
    struct wa_engine *engine; /* a reference */
    struct wa_route *route; /* a reference, on the engine's */
    struct wa_buffer prefix; /* of every path: "/v25.0" */
    struct wa_buffer authorization; /* header line; empty without a token */
    struct wa_buffer user_agent; /* header line */
    struct wa_buffer app_secret;
    char phone_number_id[WA_ID_MAX + 1]; /* "" for none */
    struct wa_buffer regions; /* allowed besides the known: "XX,YY," */
    char proof[65]; /* of the token by the app secret, or "" */
    long timeout_ms, connect_timeout_ms;
    long max_connections; /* of the engine to one host */
};

/*
** One that is empty as yet, with one reference. NULL when out of memory. A
** client holds a reference on its engine.
*/
struct wa_client *wa_client_new(struct wa_engine *engine);
struct wa_client *wa_client_ref(struct wa_client *client);
void wa_client_unref(struct wa_client *client); /* wipes; takes NULL */

/*
** Checks and copies the `values` of wa_config_fields; `regions` is read by
** the caller. -1 with `error` set if one breaks its rule.
*/
int wa_client_configure(struct wa_client *client, struct wa_value *values,
                        struct wa_error *error);

/*
** Gives it another engine, of this process, if its own was made before a
** fork; -1 when out of memory.
*/
int wa_client_move(struct wa_client *client, struct wa_engine *engine);

#pragma GCC visibility pop
