#include "transport.h"

/*
** A call and its PIN in a store in memory. That keeps the first PIN of a number
** as text, as pin_store/base.lua writes a candidate: "PIN state attempt". So a
** call saves it, and settles it after a success, without Lua. A second PIN, or
** another outcome, makes it a list, which Lua alone changes.
*/

/* "PIN state attempt" */
static void push_text(lua_State *L, const struct wa_call *call, int options,
                      const char *state)
{
    lua_pushliteral(L, "pin");
    lua_rawget(L, options);
    lua_pushstring(L, state);
    if (call->attempt.serial != 0)
        wa_lua_push_attempt(L, call);
    else
        lua_pushliteral(L, "");
    lua_concat(L, 3);
}

/*
** If what is kept of the number is of this type; returns whether it was. Looks
** once the text is made: a finalizer may run until then, and save another PIN.
*/
static int write_over(lua_State *L, const struct wa_call *call, int lists,
                      int options, int type, const char *state)
{
    int is_as_before;

    lua_pushstring(L, wa_call_number(call));
    push_text(L, call, options, state);
    lua_pushvalue(L, -2);
    lua_rawget(L, lists);
    is_as_before = lua_type(L, -1) == type;
    lua_pop(L, 1);
    if (is_as_before)
        lua_rawset(L, lists);
    else
        lua_pop(L, 2);
    return is_as_before;
}

static int needs_none(lua_State *L, const struct wa_call *call, int lists)
{
    return lua_type(L, lists) != LUA_TTABLE ||
           !(call->request.operation->flags & WA_SENDS_PIN);
}

int wa_lua_save_pin(lua_State *L, const struct wa_call *call, int lists,
                    int options)
{
    int is_offer = (call->request.operation->flags & WA_SPENDS_ATTEMPT) != 0;

    return needs_none(L, call, lists) ||
           write_over(L, call, lists, options, LUA_TNIL,
                      is_offer ? " offered " : " set ");
}

/* It is still text, unless a finalizer has saved another PIN. */
int wa_lua_settle_pin(lua_State *L, const struct wa_call *call, int lists,
                      int options)
{
    return needs_none(L, call, lists) ||
           write_over(L, call, lists, options, LUA_TSTRING, " held ");
}
