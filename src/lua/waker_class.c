#include "../base/doorbell.h"
#include "transport.h"

#include <errno.h>
#include <string.h>

/*
** What a host waits for: a descriptor for each call, or, if the host can wait
** only for sockets that it has opened, a connection to a doorbell.
*/

#define WAKER "whatsapp.registration.transport.waker"
#define DOORBELL "whatsapp.registration.transport.doorbell"

/* transport.waker() -> a waker; nil and a message */
static int new_waker(lua_State *L)
{
    struct wa_waker **made = wa_lua_new(L, WAKER, sizeof(*made));

    *made = wa_waker_new();
    return *made != NULL ? 1 : wa_lua_fail(L, strerror(errno));
}

/* Also `close`; calls that have the waker hold it on their own. */
static int waker_collect(lua_State *L)
{
    struct wa_waker **self = wa_lua_self(L, WAKER);

    wa_waker_unref(*self);
    *self = NULL;
    return 0;
}

struct wa_waker *wa_lua_check_waker(lua_State *L, int index)
{
    struct wa_waker **self = luaL_checkudata(L, index, WAKER);

    if (*self == NULL)
        luaL_argerror(L, index, "the waker is closed");
    return *self;
}

/* waker:fd() -> the descriptor that becomes readable; -1 of a doorbell's */
static int waker_fd(lua_State *L)
{
    lua_pushinteger(L, wa_lua_check_waker(L, 1)->read_end);
    return 1;
}

/* waker:wake(): for calls that do not end by the engine */
static int waker_wake(lua_State *L)
{
    wa_waker_wake(wa_lua_check_waker(L, 1));
    return 0;
}

/* transport.doorbell() -> a doorbell; nil and a message */
static int new_doorbell(lua_State *L)
{
    struct wa_doorbell *made = wa_lua_new(L, DOORBELL, sizeof(*made));

    made->listener = -1;
    return wa_doorbell_open(made) == 0 ? 1 : wa_lua_fail(L, strerror(errno));
}

static int doorbell_collect(lua_State *L)
{
    wa_doorbell_close(wa_lua_self(L, DOORBELL));
    return 0;
}

/*
** doorbell:path() -> path, or nil in a process that has not made it, or if
** it is gone
*/
static int doorbell_path(lua_State *L)
{
    lua_pushstring(L, wa_doorbell_path(wa_lua_self(L, DOORBELL)));
    return 1;
}

/*
** doorbell:accept() -> the 16 bytes that somebody sent first, and a waker
** that it is woken by; nil if nobody has come
*/
static int doorbell_accept(lua_State *L)
{
    const struct wa_doorbell *self = wa_lua_self(L, DOORBELL);
    struct wa_waker **made = wa_lua_new(L, WAKER, sizeof(*made));
    char ring[WA_RING_LENGTH];
    int accepted = wa_doorbell_accept(self, ring);

    if (accepted < 0) {
        lua_pushnil(L);
        return 1;
    }
    *made = wa_waker_around(accepted);
    if (*made == NULL)
        return luaL_error(L, "out of memory for a waker");
    lua_pushlstring(L, ring, sizeof(ring));
    lua_pushvalue(L, -2);
    return 2;
}

static const luaL_Reg waker_methods[] = {
    { "fd", waker_fd },
    { "wake", waker_wake },
    { "close", waker_collect },
    { NULL, NULL },
};

static const luaL_Reg doorbell_methods[] = {
    { "path", doorbell_path },
    { "accept", doorbell_accept },
    { "close", doorbell_collect },
    { NULL, NULL },
};

static const luaL_Reg functions[] = {
    { "waker", new_waker },
    { "doorbell", new_doorbell },
    { NULL, NULL },
};

void wa_lua_open_waker(lua_State *L)
{
    wa_lua_class(L, WAKER, waker_methods, waker_collect);
    wa_lua_class(L, DOORBELL, doorbell_methods, doorbell_collect);
    luaL_setfuncs(L, functions, 0);
}
