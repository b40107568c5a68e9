/*
** Clients, as Lua has them.
*/
#pragma once

#include "../graph/client.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

#define WA_LUA_CLIENT "whatsapp.registration.transport.client"

/*
** The client that is the first argument, on an engine of this process; raises
** if there is none
*/
struct wa_client *wa_lua_check_client(lua_State *L);

#pragma GCC visibility pop
