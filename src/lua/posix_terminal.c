#include "../posix/standard.h"
#include "../posix/terminal.h"
#include "object.h"
#include "open.h"
#include "text.h"

#include <errno.h>
#include <string.h>

/* The longest line that a terminal lets one type */
#define LINE_MAX_BYTES ((size_t)4096)

/* posix.catch_interrupts(): notes from now on the signals that end programs */
static int catch_interrupts(lua_State *L)
{
    (void)L;
    wa_interrupts_catch();
    return 0;
}

/* posix.interrupted() -> the number of the signal that was noted, or nil */
static int interrupted(lua_State *L)
{
    int number = wa_interrupted();

    if (number == 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, number);
    return 1;
}

/*
** posix.terminal_ask(prompt) -> a line that was typed unseen; nil at the end
** of the input; nil and a message
*/
static int terminal_ask(lua_State *L)
{
    const char *prompt = luaL_checkstring(L, 1);
    struct wa_buffer *line = wa_lua_new_text(L, LINE_MAX_BYTES);
    struct wa_error error;
    int found = wa_terminal_ask(prompt, line, &error);

    if (found < 0)
        return wa_lua_fail(L, error.message);
    if (found == 0)
        return 0;
    return wa_lua_return_text(L, line);
}

/* posix.terminal_width(descriptor) -> columns; nil if it is no terminal */
static int terminal_width(lua_State *L)
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
    return wa_lua_fail(L, strerror(failed));
}

/*
** posix.standard_take() -> true when descriptors 0 to 2 are taken, so that no
** file or connection gets one of them
*/
static int standard_take(lua_State *L)
{
    return push_outcome(L, wa_standard_take() == 0 ? 0 : errno);
}

/*
** posix.standard_write(descriptor, text) -> true when all is written; nil and
** a message
*/
static int standard_write(lua_State *L)
{
    int descriptor = (int)luaL_checkinteger(L, 1);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    int failed = wa_standard_write(descriptor, text, length);

    return push_outcome(L, failed == 0 ? 0 : errno);
}

static const luaL_Reg functions[] = {
    { "catch_interrupts", catch_interrupts },
    { "interrupted", interrupted },
    { "terminal_ask", terminal_ask },
    { "terminal_width", terminal_width },
    { "standard_take", standard_take },
    { "standard_write", standard_write },
    { NULL, NULL },
};

void wa_lua_open_posix_terminal(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
