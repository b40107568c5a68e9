#include "../base/platform.h"
#include "attempts.h"
#include "transport.h"

/*
** Methods of a call, each a step: start, poll, answer, again. The Lua layer
** decides their order, and when a step may be taken again.
*/

/* Closed calls stay in Lua for as long as somebody refers to them. */
struct wa_call *wa_lua_check_call(lua_State *L)
{
    struct wa_call **call = wa_lua_self(L, WA_LUA_CALL);

    luaL_argcheck(L, *call != NULL, 1, "the call is closed");
    return *call;
}

/* Cleared first: the collector may run again. */
void wa_lua_drop_call(struct wa_call **call)
{
    struct wa_call *open = *call;

    *call = NULL;
    wa_call_free(open);
}

/* Also `close` */
static int call_collect(lua_State *L)
{
    wa_lua_drop_call(wa_lua_self(L, WA_LUA_CALL));
    return 0;
}

/* call:start(): sends what was prepared, once */
static int call_start(lua_State *L)
{
    struct wa_call *call = wa_lua_check_call(L);

    if (call->tries > 0)
        return luaL_error(L, "the call was started before");
    if (!wa_call_is_foreign(call)) /* else `poll` reports it */
        wa_call_start(call);
    return 0;
}

const char *wa_lua_sent_word(const struct wa_call *call)
{
    static const char *const words[] = { "no", "maybe", "yes" };

    return words[wa_call_sent(call)];
}

static void push_status(lua_State *L, long status)
{
    if (status != 0)
        lua_pushinteger(L, (lua_Integer)status);
    else
        lua_pushnil(L);
}

static void push_buffer(lua_State *L, const struct wa_buffer *buffer)
{
    lua_pushlstring(L, wa_buffer_string(buffer), buffer->length);
}

/* What came with an answer; Lua reads the rest when it is asked for */
static void push_response(lua_State *L, const struct wa_call *call)
{
    const struct wa_answer *answer = &call->transfer.answer;

    lua_createtable(L, 0, 4);
    push_buffer(L, &answer->headers);
    lua_setfield(L, -2, "lines");
    push_status(L, answer->status);
    lua_setfield(L, -2, "http_status");
    lua_pushnumber(L, wa_seconds() - call->started);
    lua_setfield(L, -2, "elapsed");
    lua_pushinteger(L, call->tries);
    lua_setfield(L, -2, "tries");
    luaL_getmetatable(L, WA_LUA_RESPONSE);
    lua_setmetatable(L, -2);
}

static int has_answer(const struct wa_call *call)
{
    return call->transfer.cancelled == NULL && !call->transfer.answer.failed;
}

/* Of a call that is done: status, body and response; nothing if it failed */
static int push_answer(lua_State *L, const struct wa_call *call)
{
    const struct wa_answer *answer = &call->transfer.answer;

    if (!has_answer(call))
        return 0;
    push_status(L, answer->status);
    push_buffer(L, &answer->body);
    push_response(L, call);
    return 3;
}

/* The result of a call whose answer says no more than success */
static void push_success(lua_State *L, const struct wa_call *call)
{
    lua_createtable(L, 0, 2);
    lua_pushboolean(L, 1);
    lua_setfield(L, -2, "success");
    push_response(L, call);
    lua_setfield(L, -2, "response");
}

int wa_lua_has_succeeded(const struct wa_call *call)
{
    return has_answer(call) && wa_call_succeeded(call);
}

/*
** Of a call that has succeeded: whether nothing is left to be done after it.
** `all` is what the call is counted in, NULL for nothing.
*/
static int settle(const struct wa_call *call, const struct wa_generations *all)
{
    return all == NULL || !(call->request.operation->flags & WA_COUNTED) ||
           wa_call_settle(call, all, WA_ATTEMPT_SUCCEEDED, -1, -1) == 0;
}

/* The result first: if there is no memory for it, nothing is settled. */
int wa_lua_push_settled(lua_State *L, const struct wa_call *call,
                        const struct wa_generations *all)
{
    push_success(L, call);
    if (settle(call, all))
        return 1;
    lua_pop(L, 1);
    return 0;
}

/*
** The argument `journal` is nil if Lua has to know of a success first, else
** what the call is counted in: first attempts, or false.
*/
static int is_settled(lua_State *L, const struct wa_call *call)
{
    return !lua_isnoneornil(L, 3) &&
           settle(call, lua_toboolean(L, 3)
                            ? luaL_checkudata(L, 3, WA_LUA_FIRST_ATTEMPTS)
                            : NULL);
}

/* What `poll` returns after true, in place of which there may be "settled" */
static int push_outcome(lua_State *L, const struct wa_call *call)
{
    if (!wa_lua_has_succeeded(call)) {
        lua_pushnil(L);
        return 1 + push_answer(L, call);
    }
    push_success(L, call);
    if (is_settled(L, call)) {
        lua_pushliteral(L, "settled");
        lua_replace(L, -3);
    }
    return 1;
}

/*
** call:poll(seconds, journal) -> whether it is done, and then its result, if
** the answer says no more than success, else nil and what `answer` returns; or
** nil if another process started it. "settled" instead of true if it has
** succeeded and is settled in `journal`, see above. The call stays open: if
** Ctrl-C ends this very poll, another one has the result.
*/
static int call_poll(lua_State *L)
{
    struct wa_call *call = wa_lua_check_call(L);
    double seconds = luaL_optnumber(L, 2, 0);
    int is_done;

    lua_settop(L, 3); /* nil for what is not given */
    if (wa_call_is_foreign(call)) {
        lua_pushnil(L);
        return 1;
    }
    if (!(seconds > 0)) /* also not a number */
        seconds = 0;
    if (seconds > 86400)
        seconds = 86400;
    is_done = wa_call_poll(call, wa_milliseconds(seconds));
    lua_pushboolean(L, is_done);
    return is_done && call->tries > 0 ? 1 + push_outcome(L, call) : 1;
}

/*
** Raises if the engine may still be writing the answer, and for a call that
** was never started: it has none.
*/
struct wa_call *wa_lua_check_done_call(lua_State *L)
{
    struct wa_call *call = wa_lua_check_call(L);

    if (call->tries == 0 || wa_call_is_foreign(call) || !wa_call_poll(call, 0))
        luaL_error(L, "the call is still under way: poll it first");
    return call;
}

/* call:answer() -> status, body, response; nothing of a call that failed */
static int call_answer(lua_State *L)
{
    return push_answer(L, wa_lua_check_done_call(L));
}

/*
** call:failure() -> of a call that is done and has no answer: kind, message,
** the option at fault ("" if none is), status (nil if none came), body as far
** as it came; of one that was cancelled the first two
*/
static int call_failure(lua_State *L)
{
    const struct wa_call *call = wa_lua_check_done_call(L);
    const struct wa_answer *answer = &call->transfer.answer;

    lua_pushstring(L, wa_call_kind(call));
    if (call->transfer.cancelled != NULL) {
        lua_pushstring(L, call->transfer.cancelled);
        return 2;
    }
    lua_pushstring(L, answer->error.message);
    lua_pushstring(L, answer->error.field);
    push_status(L, answer->status);
    push_buffer(L, &answer->body);
    return 5;
}

/* call:sent() -> "no", "maybe" or "yes", of a call that is done */
static int call_sent(lua_State *L)
{
    lua_pushstring(L, wa_lua_sent_word(wa_lua_check_done_call(L)));
    return 1;
}

/* elapsed seconds, tries */
static int call_elapsed_and_tries(lua_State *L)
{
    const struct wa_call *call = wa_lua_check_call(L);

    lua_pushnumber(L, wa_seconds() - call->started);
    lua_pushinteger(L, call->tries);
    return 2;
}

/* call:time_left() -> seconds until the call's timeout, or 0 after it */
static int call_time_left(lua_State *L)
{
    lua_pushnumber(L,
                   (lua_Number)wa_call_time_left(wa_lua_check_call(L)) / 1000);
    return 1;
}

/* call:again(delay in seconds) */
static int call_again(lua_State *L)
{
    struct wa_call *call = wa_lua_check_done_call(L);
    double seconds = luaL_checknumber(L, 2);

    luaL_argcheck(L, seconds >= 0 && seconds <= 86400, 2, "out of range");
    if (call->transfer.cancelled != NULL) /* a thread may still be at it */
        return luaL_error(L, "the call was cancelled");
    wa_call_again(call, wa_milliseconds(seconds));
    return 0;
}

/* call:cancel() -> true; nil as `poll` */
static int call_cancel(lua_State *L)
{
    struct wa_call *call = wa_lua_check_call(L);

    if (wa_call_is_foreign(call)) {
        lua_pushnil(L);
        return 1;
    }
    wa_call_cancel(call);
    lua_pushboolean(L, 1);
    return 1;
}

/*
** call:set_waker(waker) -> true; nil as `poll`. Wakes it whenever `poll` may
** have something to do
*/
static int call_set_waker(lua_State *L)
{
    struct wa_call *call = wa_lua_check_call(L);
    struct wa_waker *waker = wa_lua_check_waker(L, 2);

    if (wa_call_is_foreign(call)) {
        lua_pushnil(L);
        return 1;
    }
    wa_call_set_waker(call, waker);
    lua_pushboolean(L, 1);
    return 1;
}

/* call:phone_number_id() -> the id that it was sent for, or nil */
static int call_phone_number_id(lua_State *L)
{
    lua_pushstring(L, wa_call_number(wa_lua_check_call(L)));
    return 1;
}

static const luaL_Reg call_methods[] = {
    { "start", call_start },
    { "poll", call_poll },
    { "answer", call_answer },
    { "failure", call_failure },
    { "sent", call_sent },
    { "elapsed_and_tries", call_elapsed_and_tries },
    { "time_left", call_time_left },
    { "again", call_again },
    { "cancel", call_cancel },
    { "set_waker", call_set_waker },
    { "phone_number_id", call_phone_number_id },
    { "close", call_collect }, /* wipes, too */
    { NULL, NULL },
};

/* Sets a field of the module to the methods of a class */
static void set_methods(lua_State *L, const char *field, const char *class)
{
    luaL_getmetatable(L, class);
    lua_getfield(L, -1, "__index");
    lua_setfield(L, -3, field);
    lua_pop(L, 1);
}

/*
** transport.calls and transport.clients: the methods, for who does not look
** them up each time. transport.response: the class of what `answer` returns
*/
void wa_lua_open_call(lua_State *L)
{
    wa_lua_class(L, WA_LUA_CALL, call_methods, call_collect);
    set_methods(L, "calls", WA_LUA_CALL);
    set_methods(L, "clients", WA_LUA_CLIENT);
    luaL_newmetatable(L, WA_LUA_RESPONSE);
    lua_setfield(L, -2, "response");
}
