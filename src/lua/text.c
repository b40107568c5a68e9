#include "text.h"

#include "object.h"
#include "open.h"

#define TEXT "whatsapp.registration.posix.text"

/* Freed text is empty, so that a second time does nothing. */
static int text_collect(lua_State *L)
{
    wa_buffer_free(luaL_checkudata(L, 1, TEXT)); /* wipes */
    return 0;
}

struct wa_buffer *wa_lua_new_text(lua_State *L, size_t max)
{
    struct wa_buffer *text = wa_lua_new(L, TEXT, sizeof(*text));

    wa_buffer_init(text, max);
    return text;
}

/* The string may be a secret, too, but Lua strings cannot be wiped. */
int wa_lua_return_text(lua_State *L, struct wa_buffer *text)
{
    lua_pushlstring(L, wa_buffer_string(text), text->length);
    wa_buffer_free(text);
    return 1;
}

void wa_lua_open_text(lua_State *L)
{
    static const luaL_Reg no_methods[] = { { NULL, NULL } };

    wa_lua_class(L, TEXT, no_methods, text_collect);
}
