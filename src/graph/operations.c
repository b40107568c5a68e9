#include "operations.h"

#include <string.h>

/*
** What shows whether a number can be registered. Meta refuses the whole read
** for one field that it does not show to an app: Lua then reads again without
** the field that the refusal names.
*/
#define NUMBER_FIELDS                                                         \
    "id,display_phone_number,verified_name,status,code_verification_status,"  \
    "platform_type,name_status,new_display_name,new_name_status,"             \
    "account_mode,throughput,quality_rating,is_pin_enabled,is_on_biz_app,"    \
    "last_onboarded_time,health_status"

/* Laid out by hand: more rows on a page */
/* clang-format off */
#define PRODUCT                                                               \
    { NULL, WA_IN_BODY, "messaging_product", 0, 0, "whatsapp" }
#define PIN                                                                   \
    { "pin", WA_IN_BODY, "pin", WA_RULE_PIN, WA_REQUIRED | WA_SECRET }
#define WABA { "waba_id", WA_IN_PATH, "waba_id", WA_RULE_ID, WA_REQUIRED }
#define FIELDS                                                                \
    { "fields", WA_IN_QUERY, "fields", WA_RULE_FIELDS, 0, NUMBER_FIELDS }
/* Lua reads these two: they decide what is sent, and are not sent */
#define FORCE { "force", WA_NOWHERE, "", WA_RULE_BOOLEAN }
#define RECONCILE { "reconcile", WA_NOWHERE, "", WA_RULE_SECONDS_OR_OFF }

/*
** Sources: Meta's Cloud API reference, and its OpenAPI file (v23.0). The order
** of the fields is that of the checks and of the body.
*/
static const struct wa_operation operations[] = {
    { "register", WA_POST, "/{phone_number_id}/register",
      WA_SPENDS_ATTEMPT | WA_COUNTED | WA_ANSWERS_SUCCESS | WA_READ_BACK |
          WA_SENDS_PIN,
      { PRODUCT, PIN,
        { "data_localization_region", WA_IN_BODY, "data_localization_region",
          WA_RULE_REGION },
        /* Of a migration; the one needs the other. */
        { "backup.data", WA_IN_BODY, "backup.data", WA_RULE_SECRET,
          WA_SECRET | WA_WITH_SIBLINGS },
        { "backup.password", WA_IN_BODY, "backup.password", WA_RULE_SECRET,
          WA_SECRET | WA_WITH_SIBLINGS },
        FORCE, RECONCILE } },
    { "deregister", WA_POST, "/{phone_number_id}/deregister",
      WA_SPENDS_ATTEMPT | WA_COUNTED | WA_ANSWERS_SUCCESS | WA_READ_BACK,
      { FORCE, RECONCILE } },
    /* The same path as set_display_name: the field in the body decides. */
    { "setup_two_step", WA_POST, "/{phone_number_id}",
      WA_ANSWERS_SUCCESS | WA_READ_BACK | WA_SENDS_PIN, { PIN, RECONCILE } },
    /* Counted, but apart from the ten: codes have a limit of their own. */
    { "request_code", WA_POST, "/{phone_number_id}/request_code",
      WA_COUNTED | WA_ANSWERS_SUCCESS,
      { { "code_method", WA_IN_BODY, "code_method", WA_RULE_CODE_METHOD, 0,
          "SMS" },
        { "language", WA_IN_BODY, "language", WA_RULE_LANGUAGE, 0, "en_US" },
        FORCE } },
    { "verify_code", WA_POST, "/{phone_number_id}/verify_code",
      WA_ANSWERS_SUCCESS,
      { { "code", WA_IN_BODY, "code", WA_RULE_CODE,
          WA_REQUIRED | WA_SECRET } } },
    { "phone_number", WA_GET, "/{phone_number_id}", 0, { FIELDS } },
    { "phone_numbers", WA_GET, "/{waba_id}/phone_numbers", WA_ANSWERS_LIST,
      { WABA, FIELDS,
        { "limit", WA_IN_QUERY, "limit", WA_RULE_LIMIT },
        { "after", WA_IN_QUERY, "after", WA_RULE_CURSOR } } },
    { "local_storage", WA_GET, "/{phone_number_id}/settings", 0,
      { { NULL } } },
    /* A region is sent as two values, false as the first alone */
    { "set_local_storage", WA_POST, "/{phone_number_id}/settings",
      WA_ANSWERS_SUCCESS,
      { { "region", WA_IN_BODY, "storage_configuration.status",
          WA_RULE_REGION_OR_OFF, WA_REQUIRED, NULL,
          "IN_COUNTRY_STORAGE_ENABLED", "IN_COUNTRY_STORAGE_DISABLED" },
        { "region", WA_IN_BODY,
          "storage_configuration.data_localization_region",
          WA_RULE_REGION_OR_OFF } } },
    { "subscribe_app", WA_POST, "/{waba_id}/subscribed_apps",
      WA_ANSWERS_SUCCESS, { WABA } },
    { "subscribed_apps", WA_GET, "/{waba_id}/subscribed_apps",
      WA_ANSWERS_LIST, { WABA } },
    { "unsubscribe_app", WA_DELETE, "/{waba_id}/subscribed_apps",
      WA_ANSWERS_SUCCESS, { WABA } },
    { "add_number", WA_POST, "/{waba_id}/phone_numbers", WA_ANSWERS_ID,
      { WABA,
        { "cc", WA_IN_BODY, "cc", WA_RULE_COUNTRY_CODE, WA_REQUIRED },
        { "phone_number", WA_IN_BODY, "phone_number", WA_RULE_NATIONAL_NUMBER,
          WA_REQUIRED },
        { "verified_name", WA_IN_BODY, "verified_name", WA_RULE_DISPLAY_NAME,
          WA_REQUIRED },
        { "migrate_phone_number", WA_IN_BODY, "migrate_phone_number",
          WA_RULE_BOOLEAN } } },
    { "set_display_name", WA_POST, "/{phone_number_id}", WA_ANSWERS_SUCCESS,
      { { "new_display_name", WA_IN_BODY, "new_display_name",
          WA_RULE_DISPLAY_NAME, WA_REQUIRED } } },
    /* The only path without an id; it lists what the token sees */
    { "inspect_token", WA_GET, "/debug_token", WA_ANSWERS_LIST,
      { { "input_token", WA_IN_QUERY, "input_token", WA_RULE_TOKEN,
          WA_SECRET | WA_OWN_TOKEN } } },
    { "send_text", WA_POST, "/{phone_number_id}/messages", 0,
      { PRODUCT,
        { NULL, WA_IN_BODY, "recipient_type", 0, 0, "individual" },
        { "to", WA_IN_BODY, "to", WA_RULE_RECIPIENT, WA_REQUIRED },
        { NULL, WA_IN_BODY, "type", 0, 0, "text" },
        { "preview_url", WA_IN_BODY, "text.preview_url", WA_RULE_BOOLEAN },
        { "body", WA_IN_BODY, "text.body", WA_RULE_BODY, WA_REQUIRED } } },
};
/* clang-format on */

const struct wa_operation *wa_operation_at(size_t index)
{
    if (index >= sizeof(operations) / sizeof(operations[0]))
        return NULL;
    return &operations[index];
}

/* Few rows: a search through them costs less than a hash of the name. */
const struct wa_operation *wa_operation_find(const char *name)
{
    const struct wa_operation *operation;
    size_t i;

    for (i = 0; (operation = wa_operation_at(i)) != NULL; i++)
        if (strcmp(operation->name, name) == 0)
            return operation;
    return NULL;
}
