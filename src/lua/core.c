#include "../graph/client.h"
#include "object.h"
#include "open.h"

int luaopen_whatsapp_registration_core(lua_State *L);

/*
** core.libcurl() -> the one that runs and what it is made of, as it names
** itself. Asked for when somebody wants to know: libcurl sets up LDAP and SASL
** to answer, and not safely for other threads.
*/
static int libcurl(lua_State *L)
{
    lua_pushstring(L, wa_engine_libcurl());
    return 1;
}

int luaopen_whatsapp_registration_core(lua_State *L)
{
    lua_newtable(L);
    wa_lua_open_client(L);
    wa_lua_open_call(L);
    wa_lua_open_redact(L);
    wa_lua_open_waker(L);
    wa_lua_open_explain(L);
    wa_lua_open_lists(L);
    wa_lua_open_answer(L);
    wa_lua_open_signature(L);
    wa_lua_open_system(L);
    wa_lua_set_string(L, "version", WA_VERSION);
    lua_pushcfunction(L, libcurl);
    lua_setfield(L, -2, "libcurl");
    return 1;
}
