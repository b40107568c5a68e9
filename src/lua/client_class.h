/*
** Clients, as Lua has them.
*/
#ifndef WA_LUA_CLIENT_CLASS_H
#define WA_LUA_CLIENT_CLASS_H

#include "../graph/client.h"
#include "compat.h"

#define WA_LUA_CLIENT "whatsapp.registration.transport.client"

/*
** The client that is the first argument, on an engine of this process; raises
** if there is none
*/
struct wa_client *wa_lua_check_client(lua_State *L);

#endif
