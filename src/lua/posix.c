#include "open.h"

/*
** A module of its own: files that only their owner may read. Programs without
** such files do not load it.
*/

int luaopen_whatsapp_registration_posix(lua_State *L);

int luaopen_whatsapp_registration_posix(lua_State *L)
{
    lua_newtable(L);
    wa_lua_open_text(L);
    wa_lua_open_posix_file(L);
    return 1;
}
