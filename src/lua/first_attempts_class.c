#include "../graph/first_attempts.h"
#include "core.h"

#include <string.h>

/*
** First attempts for Lua. If a method does not find the attempt, it returns
** nothing: then the number has several attempts or none, and Lua uses its
** records.
*/

#define FIRST_ATTEMPTS "whatsapp.registration.core.first_attempts"

static const char *const operations[] = { "register", "deregister",
                                          "request_code", NULL };
static const char *const states[] = { "pending", "succeeded", "refused",
                                      "unknown", "not_sent",  NULL };

/* The longest id of an attempt: operation, time in microseconds, serial */
#define ID_MAX 48

/* core.first_attempts() -> an empty table of them */
static int new_table(lua_State *L)
{
    wa_lua_new(L, FIRST_ATTEMPTS, sizeof(struct wa_first_attempts));
    return 1;
}

static int collect(lua_State *L)
{
    wa_first_attempts_free(wa_lua_self(L, FIRST_ATTEMPTS));
    return 0;
}

/* The place of the word at `index` in a list, or -1 */
static int word_at(lua_State *L, int index, const char *const *words)
{
    const char *word =
        lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "";
    int i;

    for (i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

static struct wa_first_attempt *
find_in(lua_State *L, const struct wa_first_attempts *all, int is_code)
{
    size_t length;
    const char *number = luaL_checklstring(L, 2, &length);

    return wa_first_attempts_find(all, number, length, is_code);
}

/* Writes a whole number's digits; returns where they end */
static char *write_digits(char *at, long long number)
{
    char digits[24], *first = digits + sizeof(digits);
    unsigned long long rest = (unsigned long long)number;
    size_t length;

    if (number < 0) {
        *at++ = '-';
        rest = 0 - rest;
    }
    do {
        *--first = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    length = (size_t)(digits + sizeof(digits) - first);
    memcpy(at, first, length);
    return at + length;
}

/* As record.lua writes and reads it */
static size_t write_id(char id[ID_MAX], const struct wa_first_attempt *attempt)
{
    const char *operation = operations[attempt->operation];
    size_t length = strlen(operation);
    char *at = id + length;

    memcpy(id, operation, length);
    *at++ = '-';
    at = write_digits(at, (long long)(attempt->reserved_at * 1e6 + 0.5));
    *at++ = '-';
    return (size_t)(write_digits(at, attempt->serial) - id);
}

static void push_id(lua_State *L, const struct wa_first_attempt *attempt)
{
    char id[ID_MAX];

    lua_pushlstring(L, id, write_id(id, attempt));
}

/* A time that an id can hold: the years up to 5000 */
static int is_time(double seconds)
{
    return seconds > -1e11 && seconds < 1e11;
}

/*
** first:take(number, operation, now, serial, older) -> the id of the number's
** first attempt; nothing if it has one, here or in the table `older`
*/
static int take(lua_State *L)
{
    struct wa_first_attempts *all = wa_lua_self(L, FIRST_ATTEMPTS);
    const struct wa_first_attempts *older =
        luaL_checkudata(L, 6, FIRST_ATTEMPTS);
    int operation = word_at(L, 3, operations);
    int is_code = operation == WA_ATTEMPT_REQUEST_CODE;
    double now = luaL_checknumber(L, 4);
    struct wa_first_attempt *attempt;
    const char *number;
    size_t length;

    number = luaL_checklstring(L, 2, &length);
    if (operation < 0 || length > WA_NUMBER_MAX || !is_time(now) ||
        find_in(L, all, is_code) != NULL || find_in(L, older, is_code) != NULL)
        return 0;
    attempt = wa_first_attempts_add(all, number, length, operation);
    if (attempt == NULL)
        return luaL_error(L, "not enough memory");
    attempt->reserved_at = now;
    attempt->serial = (unsigned)luaL_checknumber(L, 5);
    attempt->code = -1;
    attempt->retry_after = -1;
    push_id(L, attempt);
    return 1;
}

/* Without floor, for which a program would have to link libm */
static int is_whole(double value)
{
    return value > -1e15 && value < 1e15 && (double)(long long)value == value;
}

/* A whole number that is not negative, -1 for nil; -2 for anything else */
static int code_at(lua_State *L, int index)
{
    double code = lua_tonumber(L, index);

    if (lua_isnoneornil(L, index))
        return -1;
    return lua_type(L, index) == LUA_TNUMBER && code >= 0 &&
                   code < 2147483647.0 && is_whole(code)
               ? (int)code
               : -2;
}

/* Whether the attempt has the id at `index` */
static int has_id(lua_State *L, const struct wa_first_attempt *attempt,
                  int index)
{
    size_t length;
    const char *given = lua_tolstring(L, index, &length);
    char id[ID_MAX];

    return given != NULL && write_id(id, attempt) == length &&
           memcmp(id, given, length) == 0;
}

/*
** first:settle(number, id, state, now, code, retry_after) -> true; nothing if
** the number's one attempt here is not this one, pending
*/
static int settle(lua_State *L)
{
    const struct wa_first_attempts *all = wa_lua_self(L, FIRST_ATTEMPTS);
    int is_code = lua_type(L, 3) == LUA_TSTRING &&
                  strncmp(lua_tostring(L, 3), "request_code", 12) == 0;
    struct wa_first_attempt *attempt = find_in(L, all, is_code);
    int state = word_at(L, 4, states);
    int code = code_at(L, 6);
    double retry_after = luaL_optnumber(L, 7, -1);

    if (attempt == NULL || attempt->state != WA_ATTEMPT_PENDING ||
        state <= WA_ATTEMPT_PENDING || code < -1 || !has_id(L, attempt, 3))
        return 0;
    attempt->state = (unsigned char)state;
    attempt->settled_at = luaL_checknumber(L, 5);
    attempt->code = code;
    attempt->retry_after = retry_after;
    lua_pushboolean(L, 1);
    return 1;
}

/* A number without a fraction as what prints none */
static void set_number(lua_State *L, const char *key, double value)
{
    if (is_whole(value))
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
    wa_lua_set_string(L, "operation", operations[attempt->operation]);
    wa_lua_set_string(L, "state", states[attempt->state]);
    set_number(L, "reserved_at", attempt->reserved_at);
    if (attempt->state == WA_ATTEMPT_PENDING)
        return;
    set_number(L, "settled_at", attempt->settled_at);
    if (attempt->code >= 0)
        set_number(L, "code", attempt->code);
    if (attempt->retry_after >= 0)
        set_number(L, "retry_after", attempt->retry_after);
}

/*
** first:get(number, is_code, is_taken) -> its one attempt, or nothing;
** forgotten here if `is_taken`
*/
static int get(lua_State *L)
{
    struct wa_first_attempts *all = wa_lua_self(L, FIRST_ATTEMPTS);
    struct wa_first_attempt *attempt = find_in(L, all, lua_toboolean(L, 3));

    if (attempt == NULL)
        return 0;
    push_attempt(L, attempt);
    if (lua_toboolean(L, 4))
        wa_first_attempts_remove(all, attempt);
    return 1;
}

/* first:numbers() -> a list of those with an attempt that is no code request */
static int numbers(lua_State *L)
{
    const struct wa_first_attempts *all = wa_lua_self(L, FIRST_ATTEMPTS);
    const struct wa_first_attempt *attempt;
    int count = 0;
    size_t i;

    lua_newtable(L);
    for (i = 0; i < all->size; i++)
        for (attempt = all->slots[i]; attempt != NULL; attempt = attempt->next)
            if (attempt->operation != WA_ATTEMPT_REQUEST_CODE) {
                lua_pushlstring(L, attempt->number, attempt->length);
                lua_rawseti(L, -2, ++count);
            }
    return 1;
}

static const luaL_Reg methods[] = {
    { "take", take },       { "settle", settle }, { "get", get },
    { "numbers", numbers }, { NULL, NULL },
};

static const luaL_Reg functions[] = {
    { "first_attempts", new_table },
    { NULL, NULL },
};

void wa_lua_open_first_attempts(lua_State *L)
{
    wa_lua_class(L, FIRST_ATTEMPTS, methods, collect);
    luaL_setfuncs(L, functions, 0);
}
