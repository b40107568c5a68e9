#include "lua_core.h"

#include "terminal.h"

/* The longest line that a terminal lets one type */
#define LINE_MAX_BYTES ((size_t)4096)

int wa_lua_catch_interrupts(lua_State *L)
{
    (void)L;
    wa_interrupts_catch();
    return 0;
}

int wa_lua_interrupted(lua_State *L)
{
    int number = wa_interrupted();

    if (number == 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, number);
    return 1;
}

int wa_lua_terminal_ask(lua_State *L)
{
    const char *prompt = luaL_checkstring(L, 1);
    struct wa_buffer *line = wa_lua_text(L, LINE_MAX_BYTES);
    struct wa_error error;
    int found = wa_terminal_ask(prompt, line, &error);

    if (found < 0) {
        lua_pushnil(L);
        lua_pushstring(L, error.message);
        return 2;
    }
    if (found == 0)
        return 0;
    lua_pushlstring(L, wa_buffer_string(line), line->length);
    wa_buffer_free(line);
    return 1;
}

int wa_lua_terminal_width(lua_State *L)
{
    int width = wa_terminal_width((int)luaL_checkinteger(L, 1));

    if (width == 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, width);
    return 1;
}
