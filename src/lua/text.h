/*
** Text that is wiped when it is collected, also if something raises before the
** secret that was read is a Lua string.
*/
#pragma once

#include "../base/buffer.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

/* Pushes an empty buffer */
struct wa_buffer *wa_lua_new_text(lua_State *L, size_t max);

/* Returns it as a string from a function, and wipes it */
int wa_lua_return_text(lua_State *L, struct wa_buffer *text);

#pragma GCC visibility pop
