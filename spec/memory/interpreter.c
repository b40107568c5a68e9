/*
** A Lua interpreter with the modules linked in and sanitized: the programs
** that a spec starts are left as they are.
**
**     interpreter SCRIPT.lua [ARGUMENT...]
**     interpreter -e CODE
*/
#include "../support/preload.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int luaopen_whatsapp_registration_cli_terminal(lua_State *L);

/* Nothing is unmapped, so that a leak's report can name its library. */
int dlclose(void *library);

int dlclose(void *library)
{
    (void)library;
    return 0;
}

/* The global `arg`: the script at 0 */
static void set_arguments(lua_State *L, int count, char **arguments)
{
    int i;

    lua_newtable(L);
    for (i = 0; i < count; i++) {
        lua_pushstring(L, arguments[i]);
        lua_rawseti(L, -2, i - 1);
    }
    lua_setglobal(L, "arg");
}

/* As lua5.4 does: an object shows itself */
static void show_error(lua_State *L)
{
    if (!lua_isstring(L, -1) && luaL_callmeta(L, -1, "__tostring") == 0)
        lua_pushliteral(L, "an error that is not a string");
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
}

static int run(lua_State *L, int count, char **arguments)
{
    int is_code = count == 3 && strcmp(arguments[1], "-e") == 0;
    int i, status;

    if (is_code)
        status = luaL_loadstring(L, arguments[2]);
    else
        status = luaL_loadfile(L, arguments[1]);
    if (status != 0)
        return status;
    for (i = 2; i < count && !is_code; i++)
        lua_pushstring(L, arguments[i]);
    return lua_pcall(L, is_code ? 0 : count - 2, 0, 0);
}

/* There is one state. */
static lua_State *the_state;

static void raise_interrupt(lua_State *L, lua_Debug *unused)
{
    (void)unused;
    lua_sethook(L, NULL, 0, 0);
    luaL_error(L, "interrupted!");
}

/* At Ctrl-C, as lua5.4 does: Lua's next step raises */
static void on_interrupt(int number)
{
    signal(number, SIG_DFL);
    lua_sethook(the_state, raise_interrupt,
                LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
}

#if LUA_VERSION_NUM == 501
/* os.exit of 5.1 leaves that out. */
static void close_state(void)
{
    lua_close(the_state);
}
#endif

int main(int argc, char **argv)
{
    lua_State *L = luaL_newstate();
    int status;

    if (L == NULL || argc < 2)
        return 2;
    the_state = L;
    signal(SIGINT, on_interrupt);
#if LUA_VERSION_NUM == 501
    atexit(close_state);
#endif
    luaL_openlibs(L);
    preload_library(L);
    preload(L, "whatsapp.registration.cli.terminal",
            luaopen_whatsapp_registration_cli_terminal);
    set_arguments(L, argc, argv);
    status = run(L, argc, argv);
    if (status != 0)
        show_error(L);
#if LUA_VERSION_NUM != 501
    lua_close(L);
#endif
    return status != 0;
}
