#include "attempts.h"
#include "core.h"

#include <string.h>

/*
** First attempts for Lua. If a method does not find the attempt, it returns
** nothing: then the number has several attempts or none, and Lua uses its
** records.
*/

/* core.first_attempts() -> an empty table of them */
static int new_table(lua_State *L)
{
    wa_lua_new(L, WA_LUA_FIRST_ATTEMPTS, sizeof(struct wa_generations));
    return 1;
}

static struct wa_generations *check_self(lua_State *L)
{
    return wa_lua_self(L, WA_LUA_FIRST_ATTEMPTS);
}

static int collect(lua_State *L)
{
    wa_generations_free(check_self(L));
    return 0;
}

static void push_id(lua_State *L, const struct wa_first_attempt *attempt)
{
    wa_lua_push_attempt_id(L, attempt->operation, attempt->reserved_at,
                           attempt->serial);
}

/* A time that an id can hold: the years up to 5000 */
static int is_time(double seconds)
{
    return seconds > -1e11 && seconds < 1e11;
}

/*
** first:take(number, operation, now) -> the id of the number's first attempt;
** nothing if it has one
*/
static int take(lua_State *L)
{
    struct wa_generations *all = check_self(L);
    int operation = wa_lua_word_at(L, 3, wa_attempt_operations);
    double now = luaL_checknumber(L, 4);
    const struct wa_first_attempt *attempt;
    size_t length;
    const char *number = luaL_checklstring(L, 2, &length);

    if (operation < 0 || length > WA_NUMBER_MAX || !is_time(now))
        return 0;
    attempt = wa_generations_take(all, number, length, operation, now);
    if (attempt == NULL)
        return 0;
    all->unseen = 0;
    push_id(L, attempt);
    return 1;
}

/* first:next_serial() -> the serial of an attempt that is kept elsewhere */
static int next_serial(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)++check_self(L)->serial);
    return 1;
}

/* Whether the attempt has the id at `index` */
static int has_id(lua_State *L, const struct wa_first_attempt *attempt,
                  int index)
{
    size_t length;
    const char *given = lua_tolstring(L, index, &length);
    char id[WA_ATTEMPT_ID_MAX];

    return given != NULL &&
           wa_attempt_write_id(id, attempt->operation, attempt->reserved_at,
                               attempt->serial) == length &&
           memcmp(id, given, length) == 0;
}

/*
** first:settle(number, id, state, now, code, retry_after) -> true; nothing if
** the number's one attempt in the younger generation is not this one, or is
** no longer pending
*/
static int settle(lua_State *L)
{
    const struct wa_generations *all = check_self(L);
    int is_code = lua_type(L, 3) == LUA_TSTRING &&
                  strncmp(lua_tostring(L, 3), "request_code", 12) == 0;
    int state = wa_lua_word_at(L, 4, wa_attempt_states);
    int code = wa_lua_code_at(L, 6);
    double retry_after = luaL_optnumber(L, 7, -1);
    size_t length;
    const char *number = luaL_checklstring(L, 2, &length);
    struct wa_first_attempt *attempt =
        wa_first_attempts_find(&all->young, number, length, is_code);

    if (attempt == NULL || state <= WA_ATTEMPT_PENDING || code < -1 ||
        !has_id(L, attempt, 3) ||
        wa_first_attempt_settle(attempt, state, luaL_checknumber(L, 5), code,
                                retry_after) != 0)
        return 0;
    lua_pushboolean(L, 1);
    return 1;
}

/* A whole number as an integer, so that Lua prints it without a fraction */
static void set_number(lua_State *L, const char *key, double value)
{
    if (wa_lua_is_whole(value))
        lua_pushinteger(L, (lua_Integer)value);
    else
        lua_pushnumber(L, value);
    lua_setfield(L, -2, key);
}

static void push_attempt(lua_State *L, const struct wa_first_attempt *attempt)
{
    lua_createtable(L, 0, 7);
    push_id(L, attempt);
    lua_setfield(L, -2, "id");
    wa_lua_set_string(L, "operation",
                      wa_attempt_operations[attempt->operation]);
    wa_lua_set_string(L, "state", wa_attempt_states[attempt->state]);
    set_number(L, "reserved_at", attempt->reserved_at);
    if (attempt->state == WA_ATTEMPT_PENDING)
        return;
    set_number(L, "settled_at", attempt->settled_at);
    if (attempt->code >= 0)
        set_number(L, "code", attempt->code);
    if (attempt->retry_after >= 0)
        set_number(L, "retry_after", attempt->retry_after);
}

/* first:get(number, is_code) -> its one attempt, or nothing */
static int get(lua_State *L)
{
    const struct wa_generations *all = check_self(L);
    size_t length;
    const char *number = luaL_checklstring(L, 2, &length);
    const struct wa_first_attempt *attempt =
        wa_generations_find(all, number, length, lua_toboolean(L, 3));

    if (attempt == NULL || attempt->state == WA_ATTEMPTS_APART)
        return 0;
    push_attempt(L, attempt);
    return 1;
}

/*
** first:set_apart(number, is_code): its attempts are kept elsewhere from now
** on, all of them
*/
static int set_apart(lua_State *L)
{
    struct wa_generations *all = check_self(L);
    size_t length;
    const char *number = luaL_checklstring(L, 2, &length);

    /* A longer one has none here. */
    if (length <= WA_NUMBER_MAX &&
        wa_generations_set_apart(all, number, length, lua_toboolean(L, 3)) !=
            0)
        return luaL_error(L, "not enough memory");
    return 0;
}

/* Adds to the list at the top those with an attempt that is no code request */
static int push_numbers(lua_State *L, const struct wa_first_attempts *all,
                        int count)
{
    const struct wa_first_attempt *attempt;
    size_t i;

    for (i = 0; i < all->size; i++)
        for (attempt = all->slots[i]; attempt != NULL; attempt = attempt->next)
            if (attempt->operation != WA_ATTEMPT_REQUEST_CODE &&
                attempt->state != WA_ATTEMPTS_APART) {
                lua_pushlstring(L, attempt->number, attempt->length);
                lua_rawseti(L, -2, ++count);
            }
    return count;
}

/* first:numbers() -> a list of those numbers */
static int numbers(lua_State *L)
{
    const struct wa_generations *all = check_self(L);

    lua_newtable(L);
    push_numbers(L, &all->old, push_numbers(L, &all->young, 0));
    return 1;
}

/* first:renew(): forgets the older generation; the younger takes its place */
static int renew(lua_State *L)
{
    wa_generations_renew(check_self(L));
    return 0;
}

static const luaL_Reg methods[] = {
    { "take", take },           { "next_serial", next_serial },
    { "settle", settle },       { "get", get },
    { "set_apart", set_apart }, { "numbers", numbers },
    { "renew", renew },         { NULL, NULL },
};

static const luaL_Reg functions[] = {
    { "first_attempts", new_table },
    { NULL, NULL },
};

void wa_lua_open_first_attempts(lua_State *L)
{
    wa_lua_class(L, WA_LUA_FIRST_ATTEMPTS, methods, collect);
    luaL_setfuncs(L, functions, 0);
}
