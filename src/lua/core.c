#include "../base/version.h"
#include "object.h"
#include "open.h"

/*
** Everything that needs no libcurl. libcurl and its 32 libraries take most of
** the time of a start, and only a client needs them.
*/

int luaopen_whatsapp_registration_core(lua_State *L);

int luaopen_whatsapp_registration_core(lua_State *L)
{
    lua_newtable(L);
    wa_lua_open_explain(L);
    wa_lua_open_lists(L);
    wa_lua_open_ids(L);
    wa_lua_open_answer(L);
    wa_lua_open_json(L);
    wa_lua_open_first_attempts(L);
    wa_lua_open_signature(L);
    wa_lua_open_system(L);
    wa_lua_set_string(L, "version", WA_VERSION);
    return 1;
}
