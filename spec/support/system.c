/*
** What specs of processes and threads need of the system, and Lua has not.
*/
#define _GNU_SOURCE /* RTLD_DEFAULT */
#include <lauxlib.h>
#include <lua.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* system.fork() -> 0 in the child, its number in the parent */
static int system_fork(lua_State *L)
{
    lua_pushinteger(L, fork());
    return 1;
}

/*
** system.leave(code): ends a child whose parent has other threads. exit would
** set files back that those are reading: both processes have one offset.
*/
static int system_leave(lua_State *L)
{
    _exit((int)luaL_checkinteger(L, 1));
}

/* system.wait(child) -> its exit code, or minus the signal that ended it */
static int system_wait(lua_State *L)
{
    pid_t child = (pid_t)luaL_checkinteger(L, 1);
    int status;

    if (waitpid(child, &status, 0) != child)
        return luaL_error(L, "there is no child %d", (int)child);
    lua_pushinteger(L, WIFEXITED(status) ? WEXITSTATUS(status)
                                         : -WTERMSIG(status));
    return 1;
}

/* system.is_readable(descriptor, seconds) */
static int is_readable(lua_State *L)
{
    struct pollfd one;

    memset(&one, 0, sizeof(one));
    one.fd = (int)luaL_checkinteger(L, 1);
    one.events = POLLIN;
    lua_pushboolean(L, poll(&one, 1, (int)(luaL_optnumber(L, 2, 0) * 1000)) ==
                               1 &&
                           (one.revents & POLLIN) != 0);
    return 1;
}

/* system.is_open(descriptor) */
static int is_open(lua_State *L)
{
    lua_pushboolean(L, fcntl((int)luaL_checkinteger(L, 1), F_GETFD) >= 0);
    return 1;
}

/* system.close(descriptor) */
static int close_descriptor(lua_State *L)
{
    close((int)luaL_checkinteger(L, 1));
    return 0;
}

/* system.sleep(seconds) */
static int system_sleep(lua_State *L)
{
    poll(NULL, 0, (int)(luaL_checknumber(L, 1) * 1000));
    return 0;
}

/* system.thread_seconds() -> how long this thread has had a processor */
static int thread_seconds(lua_State *L)
{
    struct timespec time;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    lua_pushnumber(L,
                   (lua_Number)time.tv_sec + (lua_Number)time.tv_nsec / 1e9);
    return 1;
}

static volatile sig_atomic_t caught, strayed;

static void on_signal(int number)
{
    (void)number;
    if (syscall(SYS_gettid) == getpid())
        caught++;
    else
        strayed++;
}

/* system.catch(): SIGINT, SIGTERM, SIGCHLD and SIGUSR1 are counted from now */
static int catch_signals(lua_State *L)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGCHLD, SIGUSR1 };
    size_t i;

    (void)L;
    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        signal(numbers[i], on_signal);
    return 0;
}

/* system.caught() -> how many came on the main thread, and on others */
static int count_caught(lua_State *L)
{
    lua_pushinteger(L, caught);
    lua_pushinteger(L, strayed);
    return 2;
}

/* system.raise(name): to the process, whichever thread takes it */
static int raise_signal(lua_State *L)
{
    static const char *const names[] = { "INT",  "TERM", "CHLD",
                                         "USR1", "KILL", NULL };
    static const int numbers[] = { SIGINT, SIGTERM, SIGCHLD, SIGUSR1,
                                   SIGKILL };

    kill(getpid(), numbers[luaL_checkoption(L, 1, NULL, names)]);
    return 0;
}

/* system.dead_lookups() -> how many have begun, where that is preloaded */
static int dead_lookups(lua_State *L)
{
    const int *count = dlsym(RTLD_DEFAULT, "dead_lookups");

    if (count == NULL)
        return luaL_error(L, "dead_lookup.c is not preloaded");
    lua_pushinteger(L, __atomic_load_n(count, __ATOMIC_SEQ_CST));
    return 1;
}

static const luaL_Reg functions[] = {
    { "fork", system_fork },
    { "leave", system_leave },
    { "wait", system_wait },
    { "is_readable", is_readable },
    { "is_open", is_open },
    { "close", close_descriptor },
    { "sleep", system_sleep },
    { "thread_seconds", thread_seconds },
    { "catch", catch_signals },
    { "caught", count_caught },
    { "raise", raise_signal },
    { "dead_lookups", dead_lookups },
    { NULL, NULL },
};

int luaopen_spec_system(lua_State *L);

int luaopen_spec_system(lua_State *L)
{
    const luaL_Reg *each;

    lua_newtable(L);
    for (each = functions; each->name != NULL; each++) {
        lua_pushcfunction(L, each->func);
        lua_setfield(L, -2, each->name);
    }
    return 1;
}
