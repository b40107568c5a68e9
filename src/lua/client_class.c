#include "transport.h"

#include <string.h>

/*
** Clients, and the engine that all clients of a Lua state share. The registry
** holds the engine; a process that was forked makes one of its own.
*/

#define ENGINE "whatsapp.registration.transport.engine"

/*
** The state closes. Calls hold references on the engine, so it may live on,
** but without a thread.
*/
static int engine_collect(lua_State *L)
{
    struct wa_engine **engine = wa_lua_self(L, ENGINE);

    if (*engine != NULL && !wa_engine_is_foreign(*engine)) {
        wa_engine_stop(*engine);
        wa_engine_reap(*engine);
    }
    wa_engine_unref(*engine);
    *engine = NULL;
    return 0;
}

/*
** The one engine of this Lua state in this process, made when it is needed.
** Borrowed: who keeps it takes a reference. To let a parent's engine go does
** not touch its connections, which the parent still uses. Raises if none can
** be made.
*/
static struct wa_engine *the_engine(lua_State *L)
{
    struct wa_engine **engine;

    lua_getfield(L, LUA_REGISTRYINDEX, ENGINE ".the");
    engine = lua_touserdata(L, -1);
    if (engine == NULL) {
        lua_pop(L, 1);
        engine = wa_lua_new(L, ENGINE, sizeof(*engine));
        lua_pushvalue(L, -1);
        lua_setfield(L, LUA_REGISTRYINDEX, ENGINE ".the");
    }
    if (*engine != NULL && wa_engine_is_foreign(*engine)) {
        wa_engine_unref(*engine);
        *engine = NULL;
    }
    if (wa_transport_setup() != 0) /* not before: `require` is to be quick */
        luaL_error(L, "libcurl could not be initialised");
    if (*engine == NULL)
        *engine = wa_engine_new();
    if (*engine == NULL)
        luaL_error(L, "out of memory for libcurl's multi handle");
    lua_pop(L, 1); /* the registry keeps it */
    return *engine;
}

/*
** A client that was made before a fork moves to this process's engine. Its
** calls of that time keep the parent's, and stay foreign.
*/
struct wa_client *wa_lua_check_client(lua_State *L)
{
    struct wa_client **client = wa_lua_self(L, WA_LUA_CLIENT);

    if (*client == NULL)
        luaL_argerror(L, 1, "the client is closed");
    else if (wa_engine_is_foreign((*client)->engine) &&
             wa_client_move(*client, the_engine(L)) != 0)
        luaL_error(L, "out of memory for a target");
    return *client;
}

/* Also `close`; calls that are under way hold the client on their own */
static int client_collect(lua_State *L)
{
    struct wa_client **client = wa_lua_self(L, WA_LUA_CLIENT);
    struct wa_client *open = *client;

    *client = NULL;
    wa_client_unref(open);
    return 0;
}

/*
** transport.client(config) -> client, or nil and a refusal. The userdata comes
** first: if anything raises later, the collector frees the client.
*/
static int new_client(lua_State *L)
{
    struct wa_value values[WA_CONFIG_KEYS];
    struct wa_error error;
    struct wa_client **client;

    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    memset(values, 0, sizeof(values));
    client = wa_lua_new(L, WA_LUA_CLIENT, sizeof(*client));
    *client = wa_client_new(the_engine(L));
    if (*client == NULL)
        return luaL_error(L, "out of memory for a client");
    values[WA_CONFIG_REGIONS].list = &(*client)->regions;
    if (wa_lua_read_options(L, 1, wa_config_fields, values, NULL, NULL,
                            &error) != 0 ||
        wa_client_configure(*client, values, &error) != 0)
        return wa_lua_refuse(L, &error);
    lua_settop(L, 2);
    return 1;
}

/* client:phone_number_id() -> the client's own, or nil */
static int client_phone_number_id(lua_State *L)
{
    const struct wa_client *client = wa_lua_check_client(L);

    if (client->phone_number_id[0] == '\0')
        lua_pushnil(L);
    else
        lua_pushstring(L, client->phone_number_id);
    return 1;
}

/* The last part of the path's prefix */
static int client_api_version(lua_State *L)
{
    const struct wa_client *client = wa_lua_check_client(L);

    lua_pushstring(L, strrchr(wa_buffer_string(&client->prefix), '/') + 1);
    return 1;
}

/* client:run() -> true: calls move on by themselves; or nil and a message */
static int client_run(lua_State *L)
{
    const struct wa_client *client = wa_lua_check_client(L);

    if (wa_engine_run(client->engine) != 0)
        return wa_lua_fail(L, "out of threads, or out of memory for one");
    lua_pushboolean(L, 1);
    return 1;
}

static const luaL_Reg client_methods[] = {
    { "run", client_run },
    { "api_version", client_api_version },
    { "phone_number_id", client_phone_number_id },
    { "close", client_collect },
    { NULL, NULL },
};

static const luaL_Reg no_methods[] = { { NULL, NULL } };

static const luaL_Reg functions[] = {
    { "client", new_client },
    { NULL, NULL },
};

void wa_lua_open_client(lua_State *L)
{
    wa_lua_class(L, ENGINE, no_methods, engine_collect);
    wa_lua_class(L, WA_LUA_CLIENT, client_methods, client_collect);
    luaL_setfuncs(L, functions, 0);
}
