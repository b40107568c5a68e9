#include "../graph/client.h"
#include "object.h"
#include "open.h"

int luaopen_whatsapp_registration_core(lua_State *L);

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
    wa_lua_set_string(L, "libcurl", wa_engine_libcurl());
    return 1;
}
