#include "../base/json_tokens.h"
#include "core.h"

/*
** Reads what servers most often answer. lua-cjson makes tables that grow with
** each member; here a table is made once its members are known. Nothing is
** read here that lua-cjson would read in another way, or lose something of. Nor
** are numbers: what a number becomes in Lua depends on lua-cjson's version.
*/

#define PLAIN_MAX 4096 /* bytes: longer answers are rare */
#define DEPTH_MAX 8 /* of tables in tables */

static int push_value(lua_State *L, const char **text, int depth);

static int push_string(lua_State *L, const char **text)
{
    const char *string;
    size_t length;

    if (!wa_json_take_string(text, &string, &length))
        return 0;
    lua_pushlstring(L, string, length);
    return 1;
}

/* What came on the stack from `first` on becomes a table there. */
static void make_object(lua_State *L, int first)
{
    int last = lua_gettop(L), i;

    lua_createtable(L, 0, (last - first + 1) / 2);
    for (i = first; i < last; i += 2) {
        lua_pushvalue(L, i);
        lua_pushvalue(L, i + 1);
        lua_rawset(L, -3);
    }
    lua_replace(L, first);
    lua_settop(L, first);
}

static void make_list(lua_State *L, int first)
{
    int last = lua_gettop(L), i;

    lua_createtable(L, last - first + 1, 0);
    for (i = first; i <= last; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i - first + 1);
    }
    lua_replace(L, first);
    lua_settop(L, first);
}

/* After its brace */
static int push_object(lua_State *L, const char **text, int depth)
{
    int first = lua_gettop(L) + 1;

    if (wa_json_take(text, "}")) {
        lua_newtable(L);
        return 1;
    }
    do {
        if (!lua_checkstack(L, 4) || !push_string(L, text) ||
            !wa_json_take(text, ":") || !push_value(L, text, depth))
            return 0;
    } while (wa_json_take(text, ","));
    make_object(L, first);
    return wa_json_take(text, "}");
}

/* The same; not an empty one, which would look like an empty object */
static int push_list(lua_State *L, const char **text, int depth)
{
    int first = lua_gettop(L) + 1;

    do {
        if (!lua_checkstack(L, 4) || !push_value(L, text, depth))
            return 0;
    } while (wa_json_take(text, ","));
    make_list(L, first);
    return wa_json_take(text, "]");
}

static int push_value(lua_State *L, const char **text, int depth)
{
    if (push_string(L, text))
        return 1;
    if (wa_json_take(text, "{"))
        return depth < DEPTH_MAX && push_object(L, text, depth + 1);
    if (wa_json_take(text, "["))
        return depth < DEPTH_MAX && push_list(L, text, depth + 1);
    if (wa_json_take(text, "true"))
        lua_pushboolean(L, 1);
    else if (wa_json_take(text, "false"))
        lua_pushboolean(L, 0);
    else
        return 0;
    return 1;
}

/*
** core.read_plain_json(text) -> the object that it is; nil if that has to be
** found out by a decoder
*/
static int read_plain_json(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length), *at = text;

    return length <= PLAIN_MAX && wa_json_take(&at, "{") &&
           push_object(L, &at, 1) && wa_json_after_blanks(at) == text + length;
}

static const luaL_Reg functions[] = {
    { "read_plain_json", read_plain_json },
    { NULL, NULL },
};

void wa_lua_open_plain_json(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
