/*
** Text that is wiped when it is collected, also if something raises before the
** secret that was read is a Lua string.
*/
#ifndef WA_LUA_TEXT_H
#define WA_LUA_TEXT_H

#include "../base/buffer.h"
#include "compat.h"

/* Pushes an empty buffer */
struct wa_buffer *wa_lua_new_text(lua_State *L, size_t max);

/* Returns it as a string from a function, and wipes it */
int wa_lua_return_text(lua_State *L, struct wa_buffer *text);

#endif
