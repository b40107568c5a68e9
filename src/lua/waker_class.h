/*
** Wakers and doorbells, as Lua has them.
*/
#ifndef WA_LUA_WAKER_CLASS_H
#define WA_LUA_WAKER_CLASS_H

#include "../base/waker.h"
#include "compat.h"

/* Raises if there is none */
struct wa_waker *wa_lua_check_waker(lua_State *L, int index);

#endif
