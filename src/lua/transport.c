#include "../transport/engine.h"
#include "transport.h"

/*
** A module of its own: clients and calls, over libcurl. The first client loads
** it.
*/

int luaopen_whatsapp_registration_transport(lua_State *L);

/*
** transport.libcurl() -> the one that runs and what it is made of, as it names
** itself. Called only on demand: to answer, libcurl sets up LDAP and SASL,
** which is not safe with other threads.
*/
static int libcurl(lua_State *L)
{
    lua_pushstring(L, wa_engine_libcurl());
    return 1;
}

int luaopen_whatsapp_registration_transport(lua_State *L)
{
    lua_newtable(L);
    wa_lua_open_client(L);
    wa_lua_open_client_calls(L);
    wa_lua_open_call(L);
    wa_lua_open_call_attempt(L);
    wa_lua_open_call_refusal(L);
    wa_lua_open_redact(L);
    wa_lua_open_waker(L);
    wa_lua_open_wait(L);
    lua_pushcfunction(L, libcurl);
    lua_setfield(L, -2, "libcurl");
    return 1;
}
