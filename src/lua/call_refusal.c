#include "../graph/refusal.h"
#include "transport.h"

#define TEXT_MAX 2048 /* bytes of one of the server's texts */

/* Of each text, its names in Graph's object and in our error */
static const char *const names[WA_REFUSAL_TEXTS][2] = {
    [WA_REFUSAL_MESSAGE] = { "message", "message" },
    [WA_REFUSAL_DETAILS] = { "details", "details" },
    [WA_REFUSAL_USER_TITLE] = { "error_user_title", "user_title" },
    [WA_REFUSAL_USER_MESSAGE] = { "error_user_msg", "user_message" },
    [WA_REFUSAL_TYPE] = { "type", "type" },
    [WA_REFUSAL_TRACE_ID] = { "fbtrace_id", "trace_id" },
    [WA_REFUSAL_FIELD] = { "field", "field" },
};

/* A code is an integer, maybe in a string; anything else is none. */
static double code_at(lua_State *L, const char *key)
{
    double code = WA_NO_CODE;

    lua_getfield(L, 2, key);
    if (lua_isnumber(L, -1))
        code = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return code > -WA_NO_CODE && code < WA_NO_CODE &&
                   code == (double)(long long)code
               ? code
               : WA_NO_CODE;
}

/* The texts are borrowed from the table at 2. */
static void read_record(lua_State *L, struct wa_refusal *refusal)
{
    int i;

    for (i = 0; i < WA_REFUSAL_TEXTS; i++) {
        lua_getfield(L, 2, names[i][0]);
        refusal->texts[i].text = NULL;
        if (lua_type(L, -1) == LUA_TSTRING)
            refusal->texts[i].text =
                lua_tolstring(L, -1, &refusal->texts[i].length);
        lua_pop(L, 1);
    }
    refusal->code = code_at(L, "code");
    refusal->subcode = code_at(L, "error_subcode");
    lua_getfield(L, 2, "is_transient");
    refusal->is_transient = lua_isboolean(L, -1) ? lua_toboolean(L, -1) : -1;
    lua_pop(L, 1);
}

/* An integer, if this Lua has one that is large enough */
static void set_code(lua_State *L, const char *key, double code)
{
    if (code == WA_NO_CODE)
        return;
    if (sizeof(lua_Integer) > 4 ||
        (code > -2147483648.0 && code < 2147483648.0))
        lua_pushinteger(L, (lua_Integer)code);
    else
        lua_pushnumber(L, code);
    lua_setfield(L, -2, key);
}

/* What the server said; servers quote what they were sent. */
static void set_texts(lua_State *L, const struct wa_call *call,
                      const struct wa_refusal *refusal)
{
    int i;

    for (i = 0; i < WA_REFUSAL_TEXTS; i++)
        if (refusal->texts[i].text != NULL) {
            wa_lua_push_redacted(L, &call->request, refusal->texts[i].text,
                                 refusal->texts[i].length, TEXT_MAX);
            lua_setfield(L, -2, names[i][1]);
        }
    if (refusal->texts[WA_REFUSAL_MESSAGE].text == NULL) {
        lua_pushfstring(L, "HTTP %d without a message",
                        (int)call->transfer.answer.status);
        lua_setfield(L, -2, "message");
    }
}

/* What the call knows */
static void set_place(lua_State *L, const struct wa_call *call)
{
    wa_lua_set_string(L, "operation", call->request.operation->name);
    if (wa_call_number(call) != NULL)
        wa_lua_set_string(L, "phone_number_id", wa_call_number(call));
    wa_lua_set_string(L, "sent", wa_lua_sent_word(call));
    wa_lua_set_string(L, "origin", "server");
    lua_pushinteger(L, (lua_Integer)call->transfer.answer.status);
    lua_setfield(L, -2, "http_status");
}

/*
** call:refusal(record) -> an error with what an error object of Graph's says,
** and what the call knows; without `record`, of the answer as it came, or nil
** if a decoder has to read it. core.complete has the rest.
*/
static int call_refusal(lua_State *L)
{
    const struct wa_call *call = wa_lua_check_done_call(L);
    struct wa_refusal refusal;

    lua_settop(L, 2);
    if (!lua_isnil(L, 2))
        read_record(L, &refusal);
    else if (wa_refusal_read(&refusal, &call->transfer.answer.body) != 0)
        return 0;
    lua_createtable(L, 0, 16); /* what most refusals have in the end */
    set_texts(L, call, &refusal);
    set_place(L, call);
    set_code(L, "code", refusal.code);
    set_code(L, "subcode", refusal.subcode);
    if (refusal.is_transient >= 0)
        wa_lua_set_flag(L, "is_transient", refusal.is_transient);
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
