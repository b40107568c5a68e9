/*
** Calls, as Lua has them.
*/
#pragma once

#include "../graph/call.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

#define WA_LUA_CALL "whatsapp.registration.transport.call"
#define WA_LUA_RESPONSE "whatsapp.registration.transport.response"

/* The call that is the first argument; raises if there is none */
struct wa_call *wa_lua_check_call(lua_State *L);

/* Wipes and frees it; what Lua still has is a closed call. */
void wa_lua_drop_call(struct wa_call **call);

#pragma GCC visibility pop
