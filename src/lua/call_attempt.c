#include "attempts.h"
#include "transport.h"

/* A call and the first attempt that it has taken. */

void wa_lua_push_attempt(lua_State *L, const struct wa_call *call)
{
    if (call->attempt.serial == 0)
        lua_pushnil(L);
    else
        wa_lua_push_attempt_id(L, call->attempt.operation,
                               call->attempt.reserved_at,
                               call->attempt.serial);
}

/* call:attempt_id() -> of the first attempt that it has taken, or nil */
static int call_attempt_id(lua_State *L)
{
    wa_lua_push_attempt(L, wa_lua_check_call(L));
    return 1;
}

/*
** call:settle(first, state, code, retry_after) -> true; nothing if it has taken
** no first attempt, or `first` has it no more
*/
static int call_settle(lua_State *L)
{
    const struct wa_call *call = wa_lua_check_call(L);
    const struct wa_generations *all =
        luaL_checkudata(L, 2, WA_LUA_FIRST_ATTEMPTS);
    int state = wa_lua_word_at(L, 3, wa_attempt_states);
    int code = wa_lua_code_at(L, 4);
    double retry_after = luaL_optnumber(L, 5, -1);

    if (state <= WA_ATTEMPT_PENDING || code < -1 ||
        wa_call_settle(call, all, state, code, retry_after) != 0)
        return 0;
    lua_pushboolean(L, 1);
    return 1;
}

static const luaL_Reg methods[] = {
    { "attempt_id", call_attempt_id },
    { "settle", call_settle },
    { NULL, NULL },
};

void wa_lua_open_call_attempt(lua_State *L)
{
    wa_lua_extend(L, WA_LUA_CALL, methods);
}
