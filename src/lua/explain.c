#include "../graph/outcome.h"
#include "core.h"

#include <string.h>

/* The server's words of an error: four texts, a line each */
#define WORDS_MAX ((size_t)4 * (WA_ERROR_TEXT_MAX + 1) + 1)

static void set_optional(lua_State *L, const char *key, const char *value)
{
    if (value != NULL)
        wa_lua_set_string(L, key, value);
}

static void set_wait(lua_State *L, long seconds)
{
    lua_pushinteger(L, (lua_Integer)seconds);
    lua_setfield(L, -2, "retry_after");
}

/* Sets no field for what is not known, so that Lua finds nil. */
static void push_explanation(lua_State *L, const struct wa_explanation *it)
{
    lua_createtable(L, 0, 7);
    wa_lua_set_string(L, "kind", wa_kind_name(it->kind));
    wa_lua_set_string(L, "next_action", wa_action_name(it->action));
    wa_lua_set_string(L, "hint", it->hint);
    wa_lua_set_string(L, "turn", wa_turn_name(it->turn));
    set_optional(L, "setting", it->setting);
    set_optional(L, "field", it->field);
    if (it->wait > 0)
        set_wait(L, it->wait);
}

/* A number or a string of digits as a code; -1 if it is none */
static long opt_code(lua_State *L, int index)
{
    double number = lua_isnumber(L, index) ? lua_tonumber(L, index) : -1;

    return number >= 0 && number < 2147483647 ? (long)number : -1;
}

static const char *opt_text(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : NULL;
}

static const struct wa_operation *opt_operation(lua_State *L, int index)
{
    const char *name = opt_text(L, index);

    return name == NULL ? NULL : wa_operation_find(name);
}

/* What the table of codes says, at the operation that failed */
static void explain_code(struct wa_failed *failed, long code, long subcode,
                         const char *words)
{
    const struct wa_operation *operation = failed->operation;

    wa_explain(&failed->explained, code, subcode,
               operation == NULL ? NULL : operation->name, words);
}

/*
** core.explain(code, subcode, operation, text) -> { kind, next_action, hint,
** turn, setting, field, retry_after } from the table of codes; all but the code
** may be nil. `text` is the server's words, of all its fields. A server that
** failed may have changed the number: then the advice is to look at that.
*/
static int explain(lua_State *L)
{
    struct wa_failed failed = { .is_sent = 1, .has_code = 1 };

    lua_settop(L, 4);
    failed.operation = opt_operation(L, 3);
    explain_code(&failed, opt_code(L, 1), opt_code(L, 2), opt_text(L, 4));
    failed.kind = failed.explained.kind;
    if (failed.explained.is_failure && failed.operation != NULL &&
        (failed.operation->flags & WA_READ_BACK) != 0)
        wa_conclude(&failed);
    push_explanation(L, &failed.explained);
    return 1;
}

/* core.is_known(subcode) -> whether it says what is wrong without a code */
static int is_known(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushboolean(L, wa_error_code_find(-1, opt_code(L, 1), NULL, NULL) !=
                           NULL);
    return 1;
}

/* What is read of an error, and where on the stack it is then */
enum {
    MESSAGE = 4,
    DETAILS,
    USER_TITLE,
    USER_MESSAGE,
    KIND,
    SENT,
    ORIGIN,
    CODE,
    SUBCODE,
    HTTP_STATUS,
    IS_TRANSIENT,
    FIELD,
    HINT,
    RETRY_AFTER
};
static const char *const fields[] = {
    "message",      "details", "user_title", "user_message", "kind",
    "sent",         "origin",  "code",       "subcode",      "http_status",
    "is_transient", "field",   "hint",       "retry_after"
};

static int is_word(lua_State *L, int index, const char *word)
{
    const char *text = opt_text(L, index);

    return text != NULL && strcmp(text, word) == 0;
}

/* The fields of the error at 1, from the message to the one at `last` */
static void push_fields(lua_State *L, int last)
{
    int i;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, MESSAGE - 1);
    luaL_checkstack(L, last, NULL);
    for (i = MESSAGE; i <= last; i++)
        lua_getfield(L, 1, fields[i - MESSAGE]);
}

/* The server's words, as far as they fit in; how many bytes */
static size_t read_words(lua_State *L, char words[WORDS_MAX])
{
    size_t size = 0;
    int i;

    for (i = MESSAGE; i <= USER_MESSAGE; i++) {
        const char *text;
        size_t length;

        if (lua_type(L, i) != LUA_TSTRING)
            continue;
        text = lua_tolstring(L, i, &length);
        if (length + 2 > WORDS_MAX - size)
            continue;
        memcpy(words + size, text, length);
        size += length;
        words[size++] = '\n';
    }
    words[size] = '\0';
    return size;
}

/* core.words(error) -> the server's words, from all its fields */
static int words(lua_State *L)
{
    char text[WORDS_MAX];

    push_fields(L, USER_MESSAGE);
    lua_pushlstring(L, text, read_words(L, text));
    return 1;
}

/* `code` explains an error that has none of its own. */
static void read_failed(lua_State *L, struct wa_failed *failed, long code)
{
    char text[WORDS_MAX];
    const char *kind = opt_text(L, KIND);

    failed->has_code = lua_toboolean(L, CODE) || lua_toboolean(L, SUBCODE);
    failed->is_sent = !is_word(L, SENT, "no");
    failed->is_local = is_word(L, ORIGIN, "local");
    failed->has_field = lua_toboolean(L, FIELD);
    failed->is_transient = lua_toboolean(L, IS_TRANSIENT);
    failed->status = (int)opt_code(L, HTTP_STATUS);
    failed->kind = kind == NULL ? WA_API : wa_kind_find(kind);
    wa_explain_kind(&failed->explained, failed->kind);
    if (failed->has_code || code >= 0) {
        read_words(L, text);
        explain_code(failed, failed->has_code ? opt_code(L, CODE) : code,
                     opt_code(L, SUBCODE), text);
    }
    if (kind == NULL)
        failed->kind = failed->explained.kind;
}

static void set_conclusion(lua_State *L, const struct wa_failed *failed)
{
    const struct wa_explanation *explained = &failed->explained;
    int has_hint = lua_toboolean(L, HINT);
    int has_wait = lua_toboolean(L, RETRY_AFTER);

    lua_settop(L, 1);
    wa_lua_set_string(L, "kind", wa_kind_name(failed->kind));
    wa_lua_set_string(L, "next_action", wa_action_name(explained->action));
    wa_lua_set_flag(L, "attempt_spent", failed->spends_attempt);
    wa_lua_set_flag(L, "retryable", failed->is_retryable);
    if (wa_is_open(failed) || !has_hint)
        wa_lua_set_string(L, "hint", explained->hint);
    if (!failed->has_field)
        set_optional(L, "field", explained->field);
    if (explained->wait > 0 && !has_wait)
        set_wait(L, explained->wait);
}

/*
** core.complete(error, operation, code) -> what became of the request:
** "refused", "unknown" or "not_sent". Adds what follows from the error's code,
** or else its kind: kind, field, next_action, hint, attempt_spent, retryable,
** retry_after. A hint of its own is kept, unless the outcome is open. `code`
** explains an error that has none.
*/
static int complete(lua_State *L)
{
    static const char *const became[] = { "not_sent", "refused", "unknown" };
    struct wa_failed failed;

    push_fields(L, RETRY_AFTER);
    failed.operation = opt_operation(L, 2);
    read_failed(L, &failed, opt_code(L, 3));
    wa_conclude(&failed);
    set_conclusion(L, &failed);
    lua_pushstring(L, became[failed.outcome]);
    return 1;
}

/* core.kinds() -> { [name] = { kind, next_action, hint, turn, setting } } */
static int kinds(lua_State *L)
{
    int i;

    lua_createtable(L, 0, WA_KINDS);
    for (i = 0; i < WA_KINDS; i++) {
        struct wa_explanation explained;

        wa_explain_kind(&explained, (enum wa_kind)i);
        push_explanation(L, &explained);
        lua_setfield(L, -2, wa_kind_name((enum wa_kind)i));
    }
    return 1;
}

static const luaL_Reg functions[] = {
    { "explain", explain },   { "is_known", is_known }, { "words", words },
    { "complete", complete }, { "kinds", kinds },       { NULL, NULL },
};

void wa_lua_open_explain(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
    lua_pushinteger(L, WA_ERROR_TEXT_MAX);
    lua_setfield(L, -2, "longest_text");
}
