/*
** What the binding's classes are made of. Every object of the core that Lua
** holds is a pointer in a userdata, which is made first, empty: if anything
** raises after that, the collector releases what there is.
*/
#pragma once

#include "../base/error.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

/*
** A new class: its metatable has this name, and `__index` the methods. Leaves
** nothing. The metatable is the first upvalue of the methods and of `collect`.
*/
void wa_lua_class(lua_State *L, const char *name, const luaL_Reg *methods,
                  lua_CFunction collect);

/* Adds methods to a class that was made before */
void wa_lua_extend(lua_State *L, const char *name, const luaL_Reg *methods);

/*
** The object that a method was called on; raises if it is none. It
** is recognised by the metatable in the method's first upvalue, at a third of
** the cost of luaL_checkudata.
*/
void *wa_lua_self(lua_State *L, const char *name);

/* A new userdata of the class at the top, all of it zero */
void *wa_lua_new(lua_State *L, const char *name, size_t size);

/* Set a field of the table at the top */
void wa_lua_set_string(lua_State *L, const char *key, const char *value);
void wa_lua_set_flag(lua_State *L, const char *key, int flag);

/* Returns nil and { message, field } from a function */
int wa_lua_refuse(lua_State *L, const struct wa_error *error);

/* Returns nil and a message from a function */
int wa_lua_fail(lua_State *L, const char *message);

#pragma GCC visibility pop
