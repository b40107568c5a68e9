#include "core.h"

#include "../posix/standard.h"
#include "../posix/terminal.h"

#include <errno.h>
#include <string.h>

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

/* true, or nil and what went wrong */
static int push_outcome(lua_State *L, int failed)
{
    if (failed == 0) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushnil(L);
    lua_pushstring(L, strerror(failed));
    return 2;
}

int wa_lua_standard_take(lua_State *L)
{
    return push_outcome(L, wa_standard_take() == 0 ? 0 : errno);
}

int wa_lua_standard_write(lua_State *L)
{
    int descriptor = (int)luaL_checkinteger(L, 1);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    int failed = wa_standard_write(descriptor, text, length);

    return push_outcome(L, failed == 0 ? 0 : errno);
}
