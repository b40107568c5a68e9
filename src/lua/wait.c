#include "../base/platform.h"
#include "transport.h"

/* Waits for many calls at once, in place of a loop that the program lacks. */

/* A call at the top of the stack; NULL if it is closed, or another process's */
static struct wa_call *own_call(lua_State *L)
{
    struct wa_call *call =
        *(struct wa_call **)luaL_checkudata(L, -1, WA_LUA_CALL);

    return call != NULL && !wa_call_is_foreign(call) ? call : NULL;
}

/*
** The transfers of a list's calls, in its order, NULL for a call whose `poll`
** reports at once that it is no more to be waited for; returns their engine,
** the one of this Lua state, or NULL if there is nothing to wait for. They are
** borrowed: the list keeps the calls from being collected, and no Lua runs
** meanwhile.
*/
static struct wa_engine *collect(lua_State *L, int length,
                                 struct wa_transfer **transfers, int *count)
{
    struct wa_engine *engine = NULL;
    int i;

    *count = 0;
    for (i = 1; i <= length; i++) {
        lua_rawgeti(L, 1, i);
        if (lua_type(L, -1) == LUA_TUSERDATA) {
            struct wa_call *call = own_call(L);

            transfers[(*count)++] = call != NULL ? &call->transfer : NULL;
            if (call != NULL)
                engine = call->engine;
        }
        lua_pop(L, 1);
    }
    return engine;
}

/* Replaces by false the calls whose transfers became NULL */
static void note(lua_State *L, int length, struct wa_transfer **transfers)
{
    int i;

    for (i = 1; i <= length; i++) {
        lua_rawgeti(L, 1, i);
        if (lua_type(L, -1) == LUA_TUSERDATA && *transfers++ == NULL) {
            lua_pushboolean(L, 0);
            lua_rawseti(L, 1, i);
        }
        lua_pop(L, 1);
    }
}

/*
** transport.wait(list, seconds) -> whether there is a call in the list. Waits
** until `poll` of one of them may have something to do, and replaces each such
** call by false.
*/
static int wait_for_one(lua_State *L)
{
    double seconds = luaL_checknumber(L, 2);
    struct wa_transfer **transfers;
    struct wa_engine *engine;
    int length, count;

    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argcheck(L, seconds >= 0 && seconds <= 86400, 2, "out of range");
    lua_settop(L, 1);
    length = (int)lua_rawlen(L, 1);
    transfers = lua_newuserdata(L, ((size_t)length + 1) * sizeof(*transfers));
    engine = collect(L, length, transfers, &count);
    if (engine != NULL)
        wa_engine_wait(engine, transfers, count, wa_milliseconds(seconds));
    note(L, length, transfers);
    lua_pushboolean(L, count > 0);
    return 1;
}

static const luaL_Reg functions[] = {
    { "wait", wait_for_one },
    { NULL, NULL },
};

void wa_lua_open_wait(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
