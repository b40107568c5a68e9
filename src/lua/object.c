#include "object.h"

#include <string.h>

/*
** Everything here keeps to what Lua 5.1 and LuaJIT have as well: userdata with
** a metatable, and no user values.
*/

/*
** With the metatable as an upvalue, wa_lua_self recognises a method's own
** objects without a search in the registry by name.
*/
void wa_lua_class(lua_State *L, const char *name, const luaL_Reg *methods,
                  lua_CFunction collect)
{
    luaL_newmetatable(L, name);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, collect, 1);
    lua_setfield(L, -2, "__gc");
    lua_newtable(L);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
    wa_lua_extend(L, name, methods);
}

/* For classes whose methods are in several files */
void wa_lua_extend(lua_State *L, const char *name, const luaL_Reg *methods)
{
    luaL_getmetatable(L, name);
    lua_getfield(L, -1, "__index");
    lua_insert(L, -2);
    luaL_setfuncs(L, methods, 1);
    lua_pop(L, 1);
}

void *wa_lua_self(lua_State *L, const char *name)
{
    void *self = lua_touserdata(L, 1);

    if (self != NULL && lua_getmetatable(L, 1) != 0) {
        int is_own = lua_rawequal(L, -1, lua_upvalueindex(1));

        lua_pop(L, 1);
        if (is_own)
            return self;
    }
    return luaL_checkudata(L, 1, name); /* raises */
}

/* May raise, but only while there is nothing to release */
void *wa_lua_new(lua_State *L, const char *name, size_t size)
{
    void *made = lua_newuserdata(L, size);

    memset(made, 0, size);
    luaL_getmetatable(L, name);
    lua_setmetatable(L, -2);
    return made;
}

void wa_lua_set_string(lua_State *L, const char *key, const char *value)
{
    lua_pushstring(L, value);
    lua_setfield(L, -2, key);
}

void wa_lua_set_flag(lua_State *L, const char *key, int flag)
{
    lua_pushboolean(L, flag);
    lua_setfield(L, -2, key);
}

/* Raises no error: the Lua layer decides whether to raise or to return it. */
int wa_lua_refuse(lua_State *L, const struct wa_error *error)
{
    lua_pushnil(L);
    lua_createtable(L, 0, 2);
    wa_lua_set_string(L, "message", error->message);
    if (error->field[0] != '\0')
        wa_lua_set_string(L, "field", error->field);
    return 2;
}

int wa_lua_fail(lua_State *L, const char *message)
{
    lua_pushnil(L);
    lua_pushstring(L, message);
    return 2;
}
