/*
** The few names that differ between Lua 5.1 and 5.5.
*/
#pragma once

#include <lauxlib.h>
#include <lua.h>

#if LUA_VERSION_NUM == 501 /* also LuaJIT */
#define lua_rawlen(L, index) lua_objlen(L, index)
#define luaL_setfuncs(L, functions, upvalues)                                 \
    luaL_openlib(L, NULL, functions, upvalues)
#endif

/* NULL in Lua 5.1, unlike in LuaJIT, which loads the same module */
int lua_isyieldable(lua_State *L) __attribute__((weak));
