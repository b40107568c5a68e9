/*
** Wakers and doorbells, as Lua has them.
*/
#pragma once

#include "../base/waker.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

/* Raises if there is none */
struct wa_waker *wa_lua_check_waker(lua_State *L, int index);

#pragma GCC visibility pop
