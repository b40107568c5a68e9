/*
** Runs a script in one Lua state after the other, and closes each, with all
** libraries that it loaded. Stays for a moment: some of their threads may.
**
**     closing_states SCRIPT MILLISECONDS
*/
#include <lauxlib.h>
#include <lualib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    int i;

    if (argc != 3)
        return 2;
    for (i = 0; i < 3; i++) {
        lua_State *L = luaL_newstate();

        luaL_openlibs(L);
        if (luaL_dostring(L, argv[1])) {
            fprintf(stderr, "%s\n", lua_tostring(L, -1));
            return 1;
        }
        lua_close(L);
    }
    poll(NULL, 0, atoi(argv[2]));
    puts("still here");
    return 0;
}
