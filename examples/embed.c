#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>
#include <stdio.h>

/*
** A C program with Lua in it: looks at the numbers that it is given, each in
** a Lua state and a thread of its own, all at once.
**
**     cc -o build/embed examples/embed.c $(find src -name '*.c') \
**         $(pkg-config --cflags --libs lua5.4) -lcurl -lpthread
**     WHATSAPP_ACCESS_TOKEN=... build/embed 106540352242922
**
** Instead of the shared Lua, liblua5.4.a does as well; what Lua loads at run
** time, such as lua-cjson, then needs the program's symbols: add -Wl,-E -lm.
** LUA_PATH must lead to the files in lua/, or the rock be installed.
*/

#define NUMBERS_MAX 16

int luaopen_whatsapp_registration_core(lua_State *L);
int luaopen_whatsapp_registration_posix(lua_State *L);
int luaopen_whatsapp_registration_transport(lua_State *L);

static const char script[] =
    "local registration = require 'whatsapp.registration'\n"
    "local client = registration.from_env { phone_number_id = ... }\n"
    "return client:phone_number().status\n";

static void preload(lua_State *L)
{
    lua_getglobal(L, "package");
    lua_getfield(L, -1, "preload");
    lua_pushcfunction(L, luaopen_whatsapp_registration_core);
    lua_setfield(L, -2, "whatsapp.registration.core");
    lua_pushcfunction(L, luaopen_whatsapp_registration_posix);
    lua_setfield(L, -2, "whatsapp.registration.posix");
    lua_pushcfunction(L, luaopen_whatsapp_registration_transport);
    lua_setfield(L, -2, "whatsapp.registration.transport");
    lua_pop(L, 2);
}

/* Runs in a thread. Takes the number's id; returns NULL if it failed. */
static void *look(void *id)
{
    lua_State *L = luaL_newstate();
    int failed;

    if (L == NULL)
        return NULL;
    luaL_openlibs(L);
    preload(L);
    failed = luaL_loadstring(L, script);
    if (!failed) {
        lua_pushstring(L, id);
        failed = lua_pcall(L, 1, 1, 0);
    }
    printf("%s: %s\n", (const char *)id, luaL_tolstring(L, -1, NULL));
    lua_close(L);
    return failed ? NULL : id;
}

int main(int count, char **arguments)
{
    pthread_t threads[NUMBERS_MAX];
    int started = 0, succeeded = 0;
    void *outcome;

    while (started < NUMBERS_MAX && started + 1 < count &&
           pthread_create(&threads[started], NULL, look,
                          arguments[started + 1]) == 0)
        started++;
    for (int i = 0; i < started; i++) {
        pthread_join(threads[i], &outcome);
        succeeded += outcome != NULL;
    }
    printf("%d of %d\n", succeeded, count - 1);
    return succeeded == count - 1 ? 0 : 1;
}
