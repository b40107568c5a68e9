#include "../base/json_tokens.h"
#include "../graph/error_codes.h"
#include "transport.h"

#include <string.h>

/*
** The error of a refusal. A decoder makes tables that grow with each member,
** which takes more time than all else that a refusal needs. So the errors that
** Graph nearly always sends are read here, in the same way as a decoder would.
*/

#define ANSWER_MAX 1024 /* longer ones are rare */
#define TOO_LARGE 9007199254740992.0 /* 2^53: no code is as large */

/* Of a text, its names in Graph's object and in our error, which is at 3 */
static const char *const texts[][2] = {
    { "message", "message" },
    { "error_user_title", "user_title" },
    { "error_user_msg", "user_message" },
    { "type", "type" },
    { "fbtrace_id", "trace_id" },
    /* From here on only of what a decoder has read, and Lua looked at */
    { "details", "details" },
    { "field", "field" },
};

#define TEXTS (sizeof(texts) / sizeof(texts[0]))
#define PLAIN_TEXTS (TEXTS - 2)

struct reader {
    const char *at; /* ended by a zero */
    lua_State *L;
    const struct wa_request *request;
};

typedef int read_member(struct reader *reader, const char *name,
                        size_t length);

/* The members of an object, after its brace */
static int take_members(struct reader *reader, read_member *member)
{
    const char *name;
    size_t length;

    do {
        if (!wa_json_take_string(&reader->at, &name, &length) ||
            !wa_json_take(&reader->at, ":") || !member(reader, name, length))
            return 0;
    } while (wa_json_take(&reader->at, ","));
    return wa_json_take(&reader->at, "}");
}

/* Servers quote what they were sent. */
static void set_text(lua_State *L, const struct wa_request *request,
                     const char *field, const char *text, size_t length)
{
    wa_lua_push_redacted(L, request, text, length, WA_ERROR_TEXT_MAX);
    lua_setfield(L, 3, field);
}

static int take_text(struct reader *reader, const char *field)
{
    const char *text;
    size_t length;

    if (!wa_json_take_string(&reader->at, &text, &length))
        return 0;
    set_text(reader->L, reader->request, field, text, length);
    return 1;
}

/* An integer, if this Lua has one that is large enough */
static void set_code(lua_State *L, const char *field, double code)
{
    if (sizeof(lua_Integer) > 4 ||
        (code > -2147483648.0 && code < 2147483648.0))
        lua_pushinteger(L, (lua_Integer)code);
    else
        lua_pushnumber(L, code);
    lua_setfield(L, 3, field);
}

static int take_code(struct reader *reader, const char *field)
{
    double code;

    if (!wa_json_take_integer(&reader->at, &code))
        return 0;
    set_code(reader->L, field, code);
    return 1;
}

static int take_flag(struct reader *reader, const char *field)
{
    int flag = wa_json_take(&reader->at, "true");

    if (!flag && !wa_json_take(&reader->at, "false"))
        return 0;
    lua_pushboolean(reader->L, flag);
    lua_setfield(reader->L, 3, field);
    return 1;
}

static int is(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && memcmp(name, wanted, length) == 0;
}

static int has(lua_State *L, const char *field)
{
    int is_there;

    lua_getfield(L, 3, field);
    is_there = !lua_isnil(L, -1);
    lua_pop(L, 1);
    return is_there;
}

static int read_data(struct reader *reader, const char *name, size_t length)
{
    const char *product;

    if (is(name, length, "details"))
        return take_text(reader, "details");
    return is(name, length, "messaging_product") &&
           wa_json_take_string(&reader->at, &product, &length);
}

static int read_error(struct reader *reader, const char *name, size_t length)
{
    size_t i;

    for (i = 0; i < PLAIN_TEXTS; i++)
        if (is(name, length, texts[i][0]))
            return take_text(reader, texts[i][1]);
    if (is(name, length, "code"))
        return take_code(reader, "code");
    if (is(name, length, "error_subcode"))
        return take_code(reader, "subcode");
    if (is(name, length, "is_transient"))
        return take_flag(reader, "is_transient");
    if (!is(name, length, "error_data") || has(reader->L, "details"))
        return 0;
    return wa_json_take(&reader->at, "{") ? take_members(reader, read_data)
                                          : take_text(reader, "details");
}

/*
** Whether the answer is an error of Graph's and nothing else, with a code, a
** trace id and no escapes. An error that was sent twice is not read here.
*/
static int read_plain(lua_State *L, const struct wa_call *call)
{
    const struct wa_buffer *body = &call->transfer.answer.body;
    struct reader reader = { wa_buffer_string(body), L, &call->request };
    const char *name, *end = reader.at + body->length;
    size_t length;

    return body->length <= ANSWER_MAX && wa_json_take(&reader.at, "{") &&
           wa_json_take_string(&reader.at, &name, &length) &&
           is(name, length, "error") && wa_json_take(&reader.at, ":") &&
           wa_json_take(&reader.at, "{") &&
           take_members(&reader, read_error) &&
           wa_json_take(&reader.at, "}") &&
           wa_json_after_blanks(reader.at) == end && has(L, "code") &&
           has(L, "trace_id");
}

/* A code is an integer, maybe in a string; anything else is none. */
static void copy_code(lua_State *L, const char *key, const char *field)
{
    double code;

    lua_getfield(L, 2, key);
    code = lua_tonumber(L, -1);
    if (lua_isnumber(L, -1) && code > -TOO_LARGE && code < TOO_LARGE &&
        code == (double)(long long)code)
        set_code(L, field, code);
    lua_pop(L, 1);
}

/* The same from the table at 2, which a decoder has made */
static void read_record(lua_State *L, const struct wa_request *request)
{
    size_t i, length;

    for (i = 0; i < TEXTS; i++) {
        lua_getfield(L, 2, texts[i][0]);
        if (lua_type(L, -1) == LUA_TSTRING) {
            const char *text = lua_tolstring(L, -1, &length);

            set_text(L, request, texts[i][1], text, length);
        }
        lua_pop(L, 1);
    }
    copy_code(L, "code", "code");
    copy_code(L, "error_subcode", "subcode");
    lua_getfield(L, 2, "is_transient");
    if (lua_isboolean(L, -1))
        lua_setfield(L, 3, "is_transient");
    lua_settop(L, 3);
}

/* What the call knows */
static void set_place(lua_State *L, const struct wa_call *call)
{
    int status = (int)call->transfer.answer.status;

    wa_lua_set_string(L, "operation", call->request.operation->name);
    if (wa_call_number(call) != NULL)
        wa_lua_set_string(L, "phone_number_id", wa_call_number(call));
    wa_lua_set_string(L, "sent", wa_lua_sent_word(call));
    wa_lua_set_string(L, "origin", "server");
    lua_pushinteger(L, status);
    lua_setfield(L, 3, "http_status");
    if (!has(L, "message")) {
        lua_pushfstring(L, "HTTP %d without a message", status);
        lua_setfield(L, 3, "message");
    }
}

/*
** call:refusal(record) -> an error with what an error object of Graph's says,
** and what the call knows; without `record`, of the answer as it came, or nil
** if a decoder has to read it. core.complete has the rest.
*/
static int call_refusal(lua_State *L)
{
    const struct wa_call *call = wa_lua_check_done_call(L);

    lua_settop(L, 2);
    lua_createtable(L, 0, 16); /* what most refusals have in the end */
    if (!lua_isnil(L, 2))
        read_record(L, &call->request);
    else if (!read_plain(L, call))
        return 0;
    set_place(L, call);
    return 1;
}

static const luaL_Reg methods[] = {
    { "refusal", call_refusal },
    { NULL, NULL },
};

void wa_lua_open_call_refusal(lua_State *L)
{
    wa_lua_extend(L, WA_LUA_CALL, methods);
}
