#include "../graph/error_codes.h"
#include "core.h"

static void set_optional(lua_State *L, const char *key, const char *value)
{
    if (value != NULL)
        wa_lua_set_string(L, key, value);
}

/* What is not known has no field, so that Lua finds nil. */
static void push_explanation(lua_State *L, const struct wa_explanation *it)
{
    lua_createtable(L, 0, 9);
    wa_lua_set_string(L, "kind", wa_kind_name(it->kind));
    wa_lua_set_string(L, "next_action", wa_action_name(it->action));
    wa_lua_set_string(L, "hint", it->hint);
    wa_lua_set_string(L, "turn", wa_turn_name(it->turn));
    set_optional(L, "setting", it->setting);
    set_optional(L, "field", it->field);
    if (it->wait > 0) {
        lua_pushinteger(L, (lua_Integer)it->wait);
        lua_setfield(L, -2, "retry_after");
    }
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

/*
** core.explain(code, subcode, operation, text) -> { kind, next_action, hint,
** turn, setting, field, retry_after, is_known, is_failure } from the table of
** codes; all but the code may be nil. `text` is the server's words, of all its
** fields.
*/
static int explain(lua_State *L)
{
    struct wa_explanation explained;

    lua_settop(L, 4);
    wa_explain(&explained, opt_code(L, 1), opt_code(L, 2), opt_text(L, 3),
               opt_text(L, 4));
    push_explanation(L, &explained);
    wa_lua_set_flag(L, "is_known", explained.is_known);
    wa_lua_set_flag(L, "is_failure", explained.is_failure);
    return 1;
}

/*
** core.is_failure(code, subcode, operation, text) -> whether the code is one of
** a server that failed, and whether it is known; as core.explain says
*/
static int is_failure(lua_State *L)
{
    const struct wa_error_code *row;

    lua_settop(L, 4);
    row = wa_error_code_find(opt_code(L, 1), opt_code(L, 2), opt_text(L, 3),
                             opt_text(L, 4));
    lua_pushboolean(L, row != NULL && (row->flags & WA_FAILURE) != 0);
    lua_pushboolean(L, row != NULL);
    return 2;
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
    { "explain", explain },
    { "is_failure", is_failure },
    { "kinds", kinds },
    { NULL, NULL },
};

void wa_lua_open_explain(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
