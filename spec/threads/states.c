/*
** Lua states in several threads at once, each with the module, which is linked
** in: each thread runs a script in one state after another until the time is
** over. Then the process exits with the last states still open.
**
**     states SCRIPT.lua SEED SECONDS THREADS ARGUMENT...
**
** The script gets the seed of its state and the arguments; it raises if
** something is wrong.
*/
#include "../support/preload.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define THREADS_MAX 16
#define FIRST_ARGUMENT 5

int luaopen_spec_system(lua_State *L);

struct worker {
    pthread_t thread;
    lua_State *last;
    int number;
    int states;
    int has_failed;
};

static char **arguments;
static int argument_count;
static time_t end;

static int run_script(lua_State *L, long seed)
{
    int i;

    luaL_openlibs(L);
    preload_library(L);
    preload(L, "spec_system", luaopen_spec_system);
    if (luaL_loadfile(L, arguments[1]) != 0)
        return -1;
    lua_pushinteger(L, seed);
    for (i = FIRST_ARGUMENT; i < argument_count; i++)
        lua_pushstring(L, arguments[i]);
    return lua_pcall(L, argument_count - FIRST_ARGUMENT + 1, 0, 0);
}

static void *work(void *context)
{
    struct worker *worker = context;

    do {
        long seed =
            atol(arguments[2]) + worker->number * 1000L + worker->states++;

        if (worker->last != NULL)
            lua_close(worker->last);
        worker->last = luaL_newstate();
        if (run_script(worker->last, seed) != 0) {
            printf("FAILED with seed %ld: %s\n", seed,
                   luaL_tolstring(worker->last, -1, NULL));
            worker->has_failed = 1;
        }
    } while (time(NULL) < end && !worker->has_failed);
    return NULL;
}

int main(int argc, char **argv)
{
    struct worker workers[THREADS_MAX] = { { 0 } };
    int count, i, states = 0, failed = 0;

    if (argc < FIRST_ARGUMENT || (count = atoi(argv[4])) > THREADS_MAX)
        return 2;
    setvbuf(stdout, NULL, _IONBF, 0); /* else children print it, too */
    arguments = argv;
    argument_count = argc;
    end = time(NULL) + atol(argv[3]);
    for (i = 0; i < count; i++) {
        workers[i].number = i;
        if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
            return 2;
    }
    for (i = 0; i < count; i++) {
        pthread_join(workers[i].thread, NULL);
        states += workers[i].states;
        failed += workers[i].has_failed;
        if (i % 2 == 0) /* by another thread than it was used by */
            lua_close(workers[i].last);
    }
    printf("%d states\n", states);
    exit(failed > 0);
}
