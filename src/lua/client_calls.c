#include "../base/platform.h"
#include "attempts.h"
#include "transport.h"

#include <string.h>

/* How a client makes calls: their options are read, checked and written. */

/* The arguments of client:prepare, and the place of the call after them */
enum {
    OPERATION = 2,
    OPTIONS,
    LIKE,
    FIRST,
    SECONDS,
    PINS,
    CALL
};

static const struct wa_call *check_call_at(lua_State *L, int index)
{
    struct wa_call **call = luaL_checkudata(L, index, WA_LUA_CALL);

    luaL_argcheck(L, *call != NULL, index, "the call is closed");
    return *call;
}

static void push_value(lua_State *L, const struct wa_value *value)
{
    if (value == NULL || value->type == WA_ABSENT)
        lua_pushnil(L);
    else if (value->type == WA_BOOLEAN)
        lua_pushboolean(L, value->number != 0);
    else
        lua_pushnumber(L, value->number);
}

/*
** The options that are not sent, which the Lua layer acts on: `force` and
** `reconcile`, always in this order; nothing if neither is given
*/
static void push_own(lua_State *L, const struct wa_operation *operation,
                     const struct wa_value *values)
{
    const struct wa_value *own[2] = { NULL, NULL };
    int i, is_given = 0;

    for (i = 0; operation->fields[i].wire != NULL; i++)
        if (operation->fields[i].place == WA_NOWHERE) {
            own[operation->fields[i].rule != WA_RULE_BOOLEAN] = &values[i];
            is_given |= values[i].type != WA_ABSENT;
        }
    for (i = 0; is_given && i < 2; i++)
        push_value(L, own[i]);
}

/*
** Reads the options, which may be nil, and writes the request in one go,
** because the values borrow. The same holds for what a request takes from one
** `like` it.
*/
static int prepare(lua_State *L, struct wa_call *call,
                   const struct wa_operation *operation,
                   const struct wa_call *like, struct wa_error *error)
{
    struct wa_value values[WA_FIELDS_MAX];
    struct wa_value call_values[WA_CALL_KEYS];

    memset(values, 0, sizeof(values));
    memset(call_values, 0, sizeof(call_values));
    if (lua_type(L, OPTIONS) == LUA_TTABLE) {
        if (wa_lua_read_options(L, OPTIONS, operation->fields, values,
                                wa_call_fields, call_values, error) != 0)
            return -1;
    } else if (!lua_isnil(L, OPTIONS)) {
        return wa_error_expected(error, "options", "a table",
                                 luaL_typename(L, OPTIONS));
    }
    if (like != NULL)
        wa_request_like(&like->request, call_values);
    if (wa_call_prepare(call, operation, values, call_values, error) != 0)
        return -1;
    lua_settop(L, CALL); /* what the reading left above the call */
    push_own(L, operation, values);
    return 0;
}

/* Wipes it now, and not when it is collected */
static void drop_call(lua_State *L)
{
    wa_lua_drop_call(lua_touserdata(L, CALL));
}

/*
** The second upvalue of `prepare`: an object whose call Lua has never seen, for
** the next call. To have one made and collected for each costs more.
*/
#define SPARE lua_upvalueindex(2)

static struct wa_call **new_object(lua_State *L)
{
    if (lua_type(L, SPARE) != LUA_TUSERDATA)
        return wa_lua_new(L, WA_LUA_CALL, sizeof(struct wa_call *));
    lua_pushvalue(L, SPARE);
    lua_pushnil(L);
    lua_replace(L, SPARE);
    return lua_touserdata(L, -1);
}

static void keep_object(lua_State *L)
{
    drop_call(L);
    lua_pushvalue(L, CALL);
    lua_replace(L, SPARE);
}

/*
** Leaves a call with its request written, and the options `force` and
** `reconcile` if one is given; or nil and a refusal
*/
static struct wa_call *new_call(lua_State *L)
{
    struct wa_client *client = wa_lua_check_client(L);
    const struct wa_operation *operation = NULL;
    const struct wa_call *like = NULL;
    struct wa_error error;
    struct wa_call **call;

    lua_settop(L, PINS);
    if (lua_type(L, OPERATION) == LUA_TSTRING)
        operation = wa_operation_find(lua_tostring(L, OPERATION));
    if (!lua_isnil(L, LIKE))
        like = check_call_at(L, LIKE);
    call = new_object(L);
    *call = wa_call_new(client);
    if (*call == NULL)
        luaL_error(L, "out of memory for a call");
    if (operation == NULL)
        wa_error_expected(&error, "operation", "the name of an operation",
                          lua_type(L, OPERATION) == LUA_TSTRING
                              ? NULL
                              : luaL_typename(L, OPERATION));
    else if (prepare(L, *call, operation, like, &error) == 0)
        return *call;
    wa_lua_refuse(L, &error);
    return NULL;
}

/*
** Whether it is counted, as far as it has to be: in `all` if that is given. One
** that is forced is not: there may be no attempt left for it.
*/
static int count(lua_State *L, struct wa_call *call,
                 struct wa_generations *all)
{
    return all == NULL ||
           (!lua_toboolean(L, CALL + 1) && wa_call_count(call, all));
}

/* Waits a round at the most, so that Lua sees a signal such as Ctrl-C soon */
static int settles(lua_State *L, struct wa_call *call,
                   const struct wa_generations *all)
{
    double seconds = lua_tonumber(L, SECONDS);

    wa_call_start(call);
    return seconds > 0 && seconds < 1 &&
           wa_call_poll(call, wa_milliseconds(seconds)) &&
           wa_lua_has_succeeded(call) &&
           wa_lua_settle_pin(L, call, PINS, OPTIONS) &&
           wa_lua_push_settled(L, call, all);
}

/* What Lua needs of a call before it sends that */
static int push_unsent(lua_State *L, const struct wa_call *call)
{
    lua_settop(L, CALL + 2);
    lua_pushboolean(L, 0);
    lua_insert(L, CALL + 1);
    lua_pushstring(L, wa_call_number(call));
    wa_lua_push_attempt(L, call);
    return 6;
}

/*
** client:prepare(operation, options, like, first, seconds, pins) -> a call,
** whether it was sent, else its `start` does that, and the options `force` and
** `reconcile`; if it was not sent, also its number and the id of the attempt
** that it has taken; or nil and a refusal. With a call `like` it, which may be
** nil, it is for the same number by the same token, unless the options name
** others. A request of which the attempts are limited is counted in the `first`
** attempts, if it can be. With `seconds` a request is sent at once, unless
** something else has to count it or to save its PIN; if it has succeeded within
** them, and that is all, `prepare` returns false and the result. `pins` is what
** a store in memory keeps: a number's first PIN is saved in it and settled.
*/
static int client_prepare(lua_State *L)
{
    struct wa_call *call = new_call(L);
    struct wa_generations *all = NULL;

    if (call == NULL) {
        drop_call(L);
        return 2;
    }
    if (!lua_isnil(L, FIRST))
        all = luaL_checkudata(L, FIRST, WA_LUA_FIRST_ATTEMPTS);
    if (!count(L, call, all) || lua_type(L, SECONDS) != LUA_TNUMBER ||
        !wa_lua_save_pin(L, call, PINS, OPTIONS))
        return push_unsent(L, call);
    if (settles(L, call, all)) {
        keep_object(L);
        lua_pushboolean(L, 0);
        lua_insert(L, -2);
        return 2;
    }
    lua_pushboolean(L, 1);
    lua_insert(L, CALL + 1);
    return lua_gettop(L) - CALL + 1;
}

/*
** client:check(operation, options) -> true and the phone number's id, or nil
** and a refusal; sends nothing, and leaves no secret for the collector
*/
static int client_check(lua_State *L)
{
    struct wa_call *call = new_call(L);

    if (call != NULL) {
        lua_pushboolean(L, 1);
        lua_pushstring(L, wa_call_number(call));
    }
    drop_call(L);
    return 2;
}

static const luaL_Reg client_methods[] = {
    { "check", client_check },
    { NULL, NULL },
};

/* With the class and no object yet as its upvalues */
void wa_lua_open_client_calls(lua_State *L)
{
    wa_lua_extend(L, WA_LUA_CLIENT, client_methods);
    luaL_getmetatable(L, WA_LUA_CLIENT);
    lua_getfield(L, -1, "__index");
    lua_pushvalue(L, -2);
    lua_pushnil(L);
    lua_pushcclosure(L, client_prepare, 2);
    lua_setfield(L, -2, "prepare");
    lua_pop(L, 2);
}
