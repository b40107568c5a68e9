#include "../base/platform.h"
#include "core.h"

#include <locale.h>

/* What Lua can't ask the system itself */

/* core.random() -> a whole number below 2^32, of the system's CSPRNG */
static int random_number(lua_State *L)
{
    unsigned char bytes[4];
    double number = 0;
    int i;

    if (wa_random(bytes, sizeof(bytes)) != 0)
        return luaL_error(L, "the system gives no random numbers");
    for (i = 0; i < 4; i++)
        number = number * 256 + bytes[i];
    lua_pushnumber(L, number);
    return 1;
}

/* core.now() -> seconds of a clock that never goes back */
static int now(lua_State *L)
{
    lua_pushnumber(L, wa_seconds());
    return 1;
}

/* core.time() -> seconds since the epoch, with their fractions */
static int time_of_day(lua_State *L)
{
    lua_pushnumber(L, wa_time());
    return 1;
}

/* core.sleep(seconds): a second at the most; a signal ends it early */
static int sleep_a_while(lua_State *L)
{
    wa_sleep(luaL_checknumber(L, 1));
    return 0;
}

/* core.process_id() -> a number, which is another one after a fork */
static int process_id(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)wa_process_id());
    return 1;
}

/* core.decimal_point() -> that of the process's locale, which may change */
static int decimal_point(lua_State *L)
{
    lua_pushstring(L, localeconv()->decimal_point);
    return 1;
}

/*
** core.can_yield() -> whether the caller can; nil in Lua 5.1, which can't say.
** Asked here since nginx puts a table of its own in the place of `coroutine`,
** which lacks `isyieldable`.
*/
static int can_yield(lua_State *L)
{
    if (lua_isyieldable != NULL)
        lua_pushboolean(L, lua_isyieldable(L));
    else
        lua_pushnil(L);
    return 1;
}

/*
** core.map(path): maps a shared object, for `require` to find it there. Lua
** has the symbols of all its libraries looked up at once, which takes a
** millisecond for libcurl's; here each is when it is called first.
*/
static int map(lua_State *L)
{
    wa_map(luaL_checkstring(L, 1));
    return 0;
}

static const luaL_Reg functions[] = {
    { "random", random_number },
    { "now", now },
    { "process_id", process_id },
    { "decimal_point", decimal_point },
    { "can_yield", can_yield },
    { "sleep", sleep_a_while },
    { "time", time_of_day },
    { "map", map },
    { NULL, NULL },
};

void wa_lua_open_system(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
