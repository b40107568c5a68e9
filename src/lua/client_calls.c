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
    MAY_START,
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

    lua_settop(L, MAY_START);
    if (lua_type(L, OPERATION) == LUA_TSTRING)
        operation = wa_operation_find(lua_tostring(L, OPERATION));
    if (!lua_isnil(L, LIKE))
        like = check_call_at(L, LIKE);
    call = wa_lua_new(L, WA_LUA_CALL, sizeof(*call));
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
** Whether it is counted, as far as it has to be: in `first` if that is given.
** One that is forced is not: there may be no attempt left for it.
*/
static int count(lua_State *L, struct wa_call *call)
{
    if (lua_isnil(L, FIRST))
        return 1;
    return !lua_toboolean(L, CALL + 1) &&
           wa_call_count(call,
                         luaL_checkudata(L, FIRST, WA_LUA_FIRST_ATTEMPTS));
}

/*
** client:prepare(operation, options, like, first, may_start) -> a call, whether
** it was sent, else its `start` does that, and the options `force` and
** `reconcile`; or nil and a refusal. With a call `like` it, which may be nil,
** it is for the same number by the same token, unless the options name others.
** A request of which the attempts are limited is counted in the `first`
** attempts, if it can be. A request that may start is sent at once, unless
** something else has to count it.
*/
static int client_prepare(lua_State *L)
{
    struct wa_call *call = new_call(L);
    int is_sent;

    if (call == NULL) {
        drop_call(L);
        return 2;
    }
    is_sent = count(L, call) && lua_toboolean(L, MAY_START);
    if (is_sent)
        wa_call_start(call);
    lua_pushboolean(L, is_sent);
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
    { "prepare", client_prepare },
    { "check", client_check },
    { NULL, NULL },
};

void wa_lua_open_client_calls(lua_State *L)
{
    wa_lua_extend(L, WA_LUA_CLIENT, client_methods);
}
