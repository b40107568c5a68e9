/*
** Calls, as Lua has them.
*/
#ifndef WA_LUA_CALL_CLASS_H
#define WA_LUA_CALL_CLASS_H

#include "../graph/call.h"
#include "compat.h"

#define WA_LUA_CALL "whatsapp.registration.transport.call"
#define WA_LUA_RESPONSE "whatsapp.registration.transport.response"

/* The call that is the first argument; raises if there is none */
struct wa_call *wa_lua_check_call(lua_State *L);

/* Wipes and frees it; what Lua still has is a closed call. */
void wa_lua_drop_call(struct wa_call **call);

#endif
