#include "client.h"

#include "../base/platform.h"
#include "../base/version.h"
#include "call.h"
#include "check.h"
#include "encode.h"
#include "hmac_sha256.h"

#include <stdlib.h>
#include <string.h>

/*
** What all requests of a client have in common is written once, here: header
** lines, the beginning of the path, the proof. A call then only copies it.
*/

const struct wa_field wa_config_fields[WA_CONFIG_KEYS + 1] = {
    { "access_token", WA_NOWHERE, "", WA_RULE_TOKEN, WA_SECRET },
    { "phone_number_id", WA_NOWHERE, "", WA_RULE_ID },
    { "api_version", WA_NOWHERE, "", WA_RULE_VERSION, 0, "v25.0" },
    { "base_url", WA_NOWHERE, "", WA_RULE_LINE, 0,
      "https://graph.facebook.com" },
    { "timeout", WA_NOWHERE, "", WA_RULE_SECONDS },
    { "connect_timeout", WA_NOWHERE, "", WA_RULE_SECONDS },
    { "max_connections", WA_NOWHERE, "", WA_RULE_COUNT },
    { "ca_file", WA_NOWHERE, "", WA_RULE_LINE },
    { "proxy", WA_NOWHERE, "", WA_RULE_LINE },
    { "app_secret", WA_NOWHERE, "", WA_RULE_TOKEN, WA_SECRET },
    { "user_agent", WA_NOWHERE, "", WA_RULE_LINE, 0,
      "whatsapp-registration/" WA_VERSION },
    { "regions", WA_NOWHERE, "", WA_RULE_REGIONS },
    { "retries", WA_NOWHERE, "", WA_RULE_ANY },
    { "on_event", WA_NOWHERE, "", WA_RULE_FUNCTION },
    { "host", WA_NOWHERE, "", WA_RULE_ANY },
    { "journal", WA_NOWHERE, "", WA_RULE_ANY },
    { "pin_store", WA_NOWHERE, "", WA_RULE_ANY },
    { "reconcile", WA_NOWHERE, "", WA_RULE_SECONDS_OR_OFF },
    { NULL },
};

#define TIMEOUT_MS 30000 /* Meta notes up to 15 s for a migration */
#define CONNECT_TIMEOUT_MS 10000
#define MAX_CONNECTIONS 100
#define LINE_MAX_BYTES 8192

/* Wipes and releases all that was configured */
static void clear(struct wa_client *client)
{
    wa_buffer_free(&client->prefix);
    wa_buffer_free(&client->authorization);
    wa_buffer_free(&client->user_agent);
    wa_buffer_free(&client->app_secret);
    wa_buffer_free(&client->regions);
    wa_wipe(client->proof, sizeof(client->proof));
}

struct wa_client *wa_client_new(struct wa_engine *engine)
{
    struct wa_client *client = calloc(1, sizeof(*client));

    if (client == NULL)
        return NULL;
    wa_buffer_init(&client->prefix, LINE_MAX_BYTES);
    wa_buffer_init(&client->authorization, LINE_MAX_BYTES);
    wa_buffer_init(&client->user_agent, LINE_MAX_BYTES);
    wa_buffer_init(&client->app_secret, LINE_MAX_BYTES);
    wa_buffer_init(&client->regions, LINE_MAX_BYTES);
    client->references = 1;
    client->engine = wa_engine_ref(engine);
    return client;
}

struct wa_client *wa_client_ref(struct wa_client *client)
{
    client->references++;
    return client;
}

/* A client holds no transfer: its calls hold references on it. */
void wa_client_unref(struct wa_client *client)
{
    if (client == NULL || --client->references > 0)
        return;
    clear(client);
    wa_call_release(client->spare);
    wa_engine_leave_route(client->engine, client->route);
    wa_engine_unref(client->engine);
    free(client);
}

/*
** Fills in what was not given and has a default, then checks: defaults are
** values like any others.
*/
static int check_all(struct wa_value *values, struct wa_error *error)
{
    int i;

    for (i = 0; i < WA_CONFIG_KEYS; i++) {
        const struct wa_field *field = &wa_config_fields[i];

        if (values[i].type == WA_ABSENT && field->otherwise != NULL) {
            values[i].type = WA_STRING;
            values[i].text = field->otherwise;
            values[i].length = strlen(field->otherwise);
        }
        if (wa_field_check(field, &values[i], NULL, error) != 0)
            return -1;
    }
    return 0;
}

/* Numbers of options that were checked, or else the default */
static long number(const struct wa_value *value, long otherwise)
{
    return value->type == WA_ABSENT ? otherwise : (long)value->number;
}

static long milliseconds(const struct wa_value *value, long otherwise)
{
    return value->type == WA_ABSENT ? otherwise
                                    : wa_milliseconds(value->number);
}

/*
** The version is an option of its own: here, it would be in each path twice.
*/
static int check_prefix(const char *prefix, struct wa_error *error)
{
    const char *slash = strrchr(prefix, '/');
    struct wa_value last = { WA_STRING };

    if (slash == NULL)
        return 0;
    last.text = slash + 1;
    last.length = strlen(last.text);
    if (!wa_rule_accepts(WA_RULE_VERSION, &last, NULL))
        return 0;
    return wa_error_expected(error, "base_url",
                             "a URL without the version at its end (that is "
                             "`api_version`)",
                             NULL);
}

/* The text of a string, or NULL if it was not given */
static const char *optional(const struct wa_value *value)
{
    return value->type == WA_ABSENT ? NULL : value->text;
}

/*
** `appsecret_proof` depends on token and secret alone, so it is made once and
** not for each request.
*/
static void sign(struct wa_client *client, const struct wa_value *token)
{
    if (client->app_secret.length > 0 && token->length > 0)
        wa_hmac_sha256_hex(client->app_secret.data, client->app_secret.length,
                           token->text, token->length, client->proof);
}

/* The parts that are ready-made lines of each request */
static int write_lines(struct wa_client *client, struct wa_value *values)
{
    const struct wa_value *token = &values[WA_CONFIG_ACCESS_TOKEN];
    const struct wa_value *secret = &values[WA_CONFIG_APP_SECRET];
    const struct wa_value *id = &values[WA_CONFIG_PHONE_NUMBER_ID];
    int failed = 0;

    failed |= wa_buffer_text(&client->prefix, client->route->target.prefix);
    failed |= wa_buffer_text(&client->prefix, "/");
    failed |=
        wa_buffer_text(&client->prefix, values[WA_CONFIG_API_VERSION].text);
    failed |= wa_buffer_text(&client->user_agent, "User-Agent: ");
    failed |=
        wa_buffer_text(&client->user_agent, values[WA_CONFIG_USER_AGENT].text);
    failed |=
        wa_buffer_append(&client->app_secret, secret->text, secret->length);
    if (id->type != WA_ABSENT)
        wa_id_copy(client->phone_number_id, id);
    if (token->type != WA_ABSENT)
        failed |= wa_write_bearer(&client->authorization, token->text,
                                  token->length);
    sign(client, token);
    return failed;
}

/*
** What fails halfway leaves a client that can be released, but not used. The
** reader of the options has read the list of regions before.
*/
int wa_client_configure(struct wa_client *client, struct wa_value *values,
                        struct wa_error *error)
{
    if (check_all(values, error) != 0)
        return -1;
    client->timeout_ms = milliseconds(&values[WA_CONFIG_TIMEOUT], TIMEOUT_MS);
    client->connect_timeout_ms =
        milliseconds(&values[WA_CONFIG_CONNECT_TIMEOUT], CONNECT_TIMEOUT_MS);
    client->max_connections =
        number(&values[WA_CONFIG_MAX_CONNECTIONS], MAX_CONNECTIONS);
    client->route =
        wa_engine_route(client->engine, values[WA_CONFIG_BASE_URL].text,
                        optional(&values[WA_CONFIG_CA_FILE]),
                        optional(&values[WA_CONFIG_PROXY]), error);
    if (client->route == NULL ||
        check_prefix(client->route->target.prefix, error) != 0)
        return -1;
    if (write_lines(client, values) != 0 ||
        client->regions.state != WA_BUFFER_OK)
        return wa_error_set(error, "", "out of memory for the configuration");
    return 0;
}

/*
** The route of the parent's engine is left as it is: a reference to it is a
** number in a copy that nobody uses.
*/
int wa_client_move(struct wa_client *client, struct wa_engine *engine)
{
    const struct wa_target *target = &client->route->target;
    struct wa_error error;
    struct wa_route *route = wa_engine_route(
        engine, target->base_url, target->ca_file, target->proxy, &error);

    if (route == NULL)
        return -1;
    wa_engine_leave_route(client->engine, client->route);
    wa_engine_unref(client->engine);
    client->engine = wa_engine_ref(engine);
    client->route = route;
    return 0;
}
