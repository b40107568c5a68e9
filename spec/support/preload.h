/*
** For C programs that have the library's modules linked in: `require` finds
** what is preloaded.
*/
#pragma once

#include <lauxlib.h>
#include <lua.h>

int luaopen_whatsapp_registration_core(lua_State *L);
int luaopen_whatsapp_registration_posix(lua_State *L);
int luaopen_whatsapp_registration_transport(lua_State *L);

static inline void preload(lua_State *L, const char *name, lua_CFunction open)
{
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "preload");
    lua_pushcfunction(L, open);
    lua_setfield(L, -2, name);
    lua_pop(L, 2);
}

static inline void preload_library(lua_State *L)
{
    preload(L, "whatsapp.registration.core",
            luaopen_whatsapp_registration_core);
    preload(L, "whatsapp.registration.posix",
            luaopen_whatsapp_registration_posix);
    preload(L, "whatsapp.registration.transport",
            luaopen_whatsapp_registration_transport);
}
