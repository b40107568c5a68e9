#include "../base/ascii.h"
#include "../base/json_tokens.h"
#include "core.h"

#include <string.h>

/* What lua-cjson may lose of a text */

#define BLANKS_MAX 1024 /* before JSON; more of that is no answer */
#define LONG_DIGITS 16 /* a double holds each integer of fewer digits */
#define FIRST_INEXACT "9007199254740992" /* 2^53: may stand for several */
#define EMPTY_LIST "\"\\u0000empty list\"" /* no server sends that */

/* The zero after a text is no bracket. */
static int is_empty_list(const char *at)
{
    return *at == '[' && *wa_json_after_blanks(at + 1) == ']';
}

/*
** The next three functions search a text, from its brace on, for what a
** decoder may lose. They search strings, too, so they may find too much.
*/

static int may_have_null(const char *first, const char *end)
{
    const char *at = first;

    while ((at = memchr(at, 'u', (size_t)(end - at))) != NULL) {
        if (at > first && end - at >= 3 && memcmp(at - 1, "null", 4) == 0)
            return 1;
        at++;
    }
    return 0;
}

/*
** Looks at every LONG_DIGITS-th place: a run of that many digits covers one of
** them. After a quote the digits are no number.
*/
static int may_have_long_number(const char *first, const char *end)
{
    const char *at, *from, *to;

    if (end - first < LONG_DIGITS)
        return 0;
    for (at = first + LONG_DIGITS - 1; at < end; at += LONG_DIGITS) {
        from = to = at;

        while (wa_is_digit(from[-1]))
            from--;
        while (to < end && wa_is_digit(*to))
            to++;
        if (to - from >= LONG_DIGITS && from[-1] != '"')
            return 1;
        at = to; /* none of them is looked at again */
    }
    return 0;
}

static int may_have_empty_list(const char *at, const char *end)
{
    while ((at = memchr(at, '[', (size_t)(end - at))) != NULL) {
        if (is_empty_list(at))
            return 1;
        at++;
    }
    return 0;
}

/* Whether a text may have more members than that: each takes a byte at least */
static int has_more(const char *at, const char *end, lua_Integer members)
{
    lua_Integer count = 0;

    if (end - at <= members)
        return 0;
    for (; at < end; at++)
        count += (*at == ',') | (*at == '{') | (*at == '[');
    return count > members;
}

/*
** core.look_at_json(text, most) -> whether it may have a null, and whether a
** decoder may lose something else of it: the digits of a long integer, or that
** an empty table was a list. nil if the text does not begin as an object, or
** may have more members than that: each costs a decoder time.
*/
static int look_at_json(lua_State *L)
{
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    const char *end = text + length;
    const char *first = wa_json_after_blanks(text);

    if (*first != '{' || first - text > BLANKS_MAX ||
        has_more(first, end, luaL_checkinteger(L, 2)))
        return 0;
    lua_pushboolean(L, may_have_null(first, end));
    lua_pushboolean(L, may_have_long_number(first, end) ||
                           may_have_empty_list(first, end));
    return 2;
}

/* After the string that begins at a place, or at the end of the text */
static const char *after_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\' && at + 1 < end)
            at++;
    return at < end ? at + 1 : end;
}

/* Whether it is an integer that a double does not hold */
static int is_inexact(const char *at, size_t length)
{
    if (*at == '-') {
        at++;
        length--;
    }
    if (*at == '0' || strspn(at, "0123456789") < length)
        return 0;
    return length > LONG_DIGITS ||
           (length == LONG_DIGITS &&
            memcmp(at, FIRST_INEXACT, LONG_DIGITS) >= 0);
}

/*
** If a decoder would lose something of the value at a place, adds the text up
** to there, and what stands for the value. Returns where to go on.
*/
static const char *replace(luaL_Buffer *made, const char **from,
                           const char *at, const char *end)
{
    size_t length = strspn(at, "0123456789.eE+-"); /* a zero ends the text */
    const char *next = at + (length > 0 ? length : 1);

    if (*at == '"')
        return after_string(at, end);
    if (is_empty_list(at)) {
        luaL_addlstring(made, *from, (size_t)(at - *from));
        luaL_addstring(made, EMPTY_LIST);
        *from = next = wa_json_after_blanks(at + 1) + 1;
    } else if (length > 0 && is_inexact(at, length)) {
        luaL_addlstring(made, *from, (size_t)(at - *from));
        luaL_addchar(made, '"');
        luaL_addlstring(made, at, length);
        luaL_addchar(made, '"');
        *from = next;
    }
    return next;
}

/*
** core.keep_in_json(text) -> the text to decode instead: integers that a
** double does not hold are strings in it, and so are empty lists.
*/
static int keep_in_json(lua_State *L)
{
    size_t length;
    const char *from = luaL_checklstring(L, 1, &length);
    const char *at = from, *end = from + length;
    luaL_Buffer made;

    luaL_buffinit(L, &made);
    while (at < end)
        at = replace(&made, &from, at, end);
    luaL_addlstring(&made, from, (size_t)(end - from));
    luaL_pushresult(&made);
    return 1;
}

static const luaL_Reg functions[] = {
    { "look_at_json", look_at_json },
    { "keep_in_json", keep_in_json },
    { NULL, NULL },
};

void wa_lua_open_json(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
