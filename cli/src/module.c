#include "standard.h"
#include "terminal.h"

#include <errno.h>
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

/*
** The terminal of the command, for Lua. Nothing here needs the library, whose
** users install it without this.
*/

#define LINE "whatsapp.registration.cli.terminal.line"

int luaopen_whatsapp_registration_cli_terminal(lua_State *L);

/* nil and a message */
static int fail(lua_State *L, const char *message)
{
    lua_pushnil(L);
    lua_pushstring(L, message);
    return 2;
}

static int line_collect(lua_State *L)
{
    wa_line_wipe(luaL_checkudata(L, 1, LINE));
    return 0;
}

/* A line that is wiped when it is collected, whatever raises before */
static struct wa_line *new_line(lua_State *L)
{
    struct wa_line *line = lua_newuserdata(L, sizeof(*line));

    line->length = 0;
    if (luaL_newmetatable(L, LINE) != 0) {
        lua_pushcfunction(L, line_collect);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
    return line;
}

/* terminal.catch_interrupts(): notes signals that end programs */
static int catch_interrupts(lua_State *L)
{
    (void)L;
    wa_interrupts_catch();
    return 0;
}

/* terminal.interrupted() -> the number of the signal that was noted, or nil */
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
** terminal.ask(prompt, is_shown) -> a line that was typed, unseen unless it may
** be shown; nil at the end of the input; nil and a message
*/
static int ask(lua_State *L)
{
    const char *prompt = luaL_checkstring(L, 1);
    int is_secret = !lua_toboolean(L, 2);
    struct wa_line *line = new_line(L);
    const char *problem = NULL;
    int found = wa_terminal_ask(prompt, is_secret, line, &problem);

    if (found > 0) /* a secret, too, but Lua's strings can't be wiped */
        lua_pushlstring(L, line->text, line->length);
    wa_line_wipe(line);
    return found < 0 ? fail(L, problem) : found;
}

/* terminal.width(descriptor) -> columns; nil if it is no terminal */
static int width(lua_State *L)
{
    int columns = wa_terminal_width((int)luaL_checkinteger(L, 1));

    if (columns == 0)
        lua_pushnil(L);
    else
        lua_pushinteger(L, columns);
    return 1;
}

/* true, or nil and what went wrong */
static int push_outcome(lua_State *L, int failed)
{
    if (failed == 0) {
        lua_pushboolean(L, 1);
        return 1;
    }
    return fail(L, strerror(failed));
}

/*
** terminal.standard_take() -> true when descriptors 0 to 2 are taken, so that
** no file or connection gets one of them
*/
static int standard_take(lua_State *L)
{
    return push_outcome(L, wa_standard_take() == 0 ? 0 : errno);
}

/*
** terminal.standard_write(descriptor, text) -> true when all is written; nil
** and a message
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
    { "ask", ask },
    { "width", width },
    { "standard_take", standard_take },
    { "standard_write", standard_write },
    { NULL, NULL },
};

int luaopen_whatsapp_registration_cli_terminal(lua_State *L)
{
    const luaL_Reg *each;

    lua_newtable(L);
    for (each = functions; each->name != NULL; each++) {
        lua_pushcfunction(L, each->func);
        lua_setfield(L, -2, each->name);
    }
    return 1;
}
