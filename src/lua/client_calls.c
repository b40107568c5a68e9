#include "transport.h"

#include <string.h>

/* How a client makes calls: their options are read, checked and written. */

/* Where new_call leaves a call on the stack */
#define CALL 5

static const struct wa_call *check_call_at(lua_State *L, int index)
{
    struct wa_call **call = luaL_checkudata(L, index, WA_LUA_CALL);

    luaL_argcheck(L, *call != NULL, index, "the call is closed");
    return *call;
}

/*
** The value of an option that is not sent but returned to the caller, or nil
*/
static void push_option(lua_State *L, const struct wa_operation *operation,
                        const struct wa_value *values, const char *option)
{
    const struct wa_field *field = operation->fields;
    const struct wa_value *value = NULL;

    for (; field->wire != NULL; field++)
        if (field->place == WA_NOWHERE && strcmp(field->option, option) == 0)
            value = &values[field - operation->fields];
    if (value == NULL || value->type == WA_ABSENT)
        lua_pushnil(L);
    else if (value->type == WA_BOOLEAN)
        lua_pushboolean(L, value->number != 0);
    else
        lua_pushnumber(L, value->number);
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
    if (lua_type(L, 3) == LUA_TTABLE) {
        if (wa_lua_read_options(L, 3, operation->fields, values,
                                wa_call_fields, call_values, error) != 0)
            return -1;
    } else if (!lua_isnil(L, 3)) {
        return wa_error_expected(error, "options", "a table",
                                 luaL_typename(L, 3));
    }
    if (like != NULL)
        wa_request_like(&like->request, call_values);
    if (wa_call_prepare(call, operation, values, call_values, error) != 0)
        return -1;
    lua_settop(L, CALL); /* what the reading left above the call */
    push_option(L, operation, values, "force");
    push_option(L, operation, values, "reconcile");
    return 0;
}

/* Wipes it now, and not when it is collected */
static void drop_call(lua_State *L)
{
    wa_lua_drop_call(lua_touserdata(L, CALL));
}

/*
** Leaves a call with its request written, and the options `force` and
** `reconcile`; or nil and a refusal
*/
static struct wa_call *new_call(lua_State *L)
{
    struct wa_client *client = wa_lua_check_client(L);
    const struct wa_operation *operation = NULL;
    const struct wa_call *like = NULL;
    struct wa_error error;
    struct wa_call **call;

    lua_settop(L, 4);
    if (lua_type(L, 2) == LUA_TSTRING)
        operation = wa_operation_find(lua_tostring(L, 2));
    if (!lua_isnil(L, 4))
        like = check_call_at(L, 4);
    call = wa_lua_new(L, WA_LUA_CALL, sizeof(*call));
    *call = wa_call_new(client);
    if (*call == NULL)
        luaL_error(L, "out of memory for a call");
    if (operation == NULL)
        wa_error_expected(&error, "operation", "the name of an operation",
                          lua_type(L, 2) == LUA_TSTRING ? NULL
                                                        : luaL_typename(L, 2));
    else if (prepare(L, *call, operation, like, &error) == 0)
        return *call;
    wa_lua_refuse(L, &error);
    return NULL;
}

/*
** client:prepare(operation, options, like) -> a call, whose `start` sends it,
** and the options `force` and `reconcile`; or nil and a refusal. With a call
** `like` it, which may be nil, it is for the same number by the same token,
** unless the options name others.
*/
static int client_prepare(lua_State *L)
{
    if (new_call(L) != NULL)
        return 3;
    drop_call(L);
    return 2;
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
