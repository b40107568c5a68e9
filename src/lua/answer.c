#include "../graph/error_codes.h"
#include "open.h"

#include <string.h>

#define NAME_MAX_LENGTH 256 /* no server of Meta's sends longer ones */
#define LINES_MAX 512 /* nor more lines: what comes after is not read */
#define LIST_MAX_LENGTH 4096 /* a list grows no more: each time is a copy */
#define BLANKS_MAX 1024 /* before JSON; more of that is no answer */
#define LONG_DIGITS 16 /* a double holds each integer of fewer digits */

static size_t without_blanks(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return length;
}

static void push_name(lua_State *L, const char *name, size_t length)
{
    char lower[NAME_MAX_LENGTH];
    size_t i;

    for (i = 0; i < length; i++)
        lower[i] = wa_lower(name[i]);
    lua_pushlstring(L, lower, length);
}

/* Adds the value on the top to the table below, and pops it */
static void add_field(lua_State *L, const char *name, size_t length)
{
    push_name(L, name, length);
    lua_pushvalue(L, -1);
    lua_rawget(L, -4);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_insert(L, -2);
    } else if (lua_rawlen(L, -1) > LIST_MAX_LENGTH) {
        lua_remove(L, -3);
    } else {
        lua_pushliteral(L, ", ");
        lua_pushvalue(L, -4);
        lua_concat(L, 3);
        lua_remove(L, -3);
    }
    lua_rawset(L, -3);
}

/* Whether a name is `wanted`, in lower case; any is if that is NULL */
static int is_wanted(const char *name, size_t length, const char *wanted)
{
    size_t i;

    if (wanted == NULL)
        return 1;
    for (i = 0; i < length; i++) /* also a zero, which `wanted` ends with */
        if (wanted[i] == '\0' || wa_lower(name[i]) != wanted[i])
            return 0;
    return wanted[length] == '\0';
}

static void read_line(lua_State *L, const char *line, size_t length,
                      const char *wanted)
{
    const char *colon = memchr(line, ':', length);
    size_t name = colon == NULL ? 0 : (size_t)(colon - line);
    const char *value = line + name + 1;

    if (name == 0 || name > NAME_MAX_LENGTH || !is_wanted(line, name, wanted))
        return;
    length -= name + 1;
    while (length > 0 && (*value == ' ' || *value == '\t')) {
        value++;
        length--;
    }
    lua_pushlstring(L, value, without_blanks(value, length));
    add_field(L, line, name);
}

/*
** core.headers(lines, name) -> the header's fields by their names in lower
** case, of those with the same name a list with commas; only the one of a name
** that is given. `lines` begins with the status
*/
static int headers(lua_State *L)
{
    size_t length;
    const char *lines = luaL_checklstring(L, 1, &length);
    const char *wanted = luaL_optstring(L, 2, NULL);
    const char *end = lines + length;
    const char *line = memchr(lines, '\n', length);
    int count = 0;

    lua_newtable(L);
    while (line != NULL && ++line < end && count++ < LINES_MAX) {
        size_t left = (size_t)(end - line);
        const char *next = memchr(line, '\n', left);
        size_t size = next == NULL ? left : (size_t)(next - line);
        const char *bare = memchr(line, '\r', size);

        read_line(L, line, bare == NULL ? size : (size_t)(bare - line),
                  wanted);
        line = next;
    }
    return 1;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *after_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_empty_list(const char *at, const char *end)
{
    if (*at != '[')
        return 0;
    at = after_blanks(at + 1, end);
    return at < end && *at == ']';
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
** As many digits in a row stand at one of the places that are looked at. After
** a quote they are no number.
*/
static int may_have_long_number(const char *first, const char *end)
{
    const char *at = first + LONG_DIGITS - 1;

    for (; at < end; at += LONG_DIGITS) {
        const char *from = at, *to = at;

        while (is_digit(from[-1]))
            from--;
        while (to < end && is_digit(*to))
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
        if (is_empty_list(at, end))
            return 1;
        at++;
    }
    return 0;
}

/* Whether a text may have more members than that: each takes a byte at least */
static int has_more(const char *at, const char *end, lua_Integer members)
{
    if (end - at <= members)
        return 0;
    for (; at < end && members >= 0; at++)
        members -= *at == ',' || *at == '{' || *at == '[';
    return members < 0;
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
    const char *first =
        after_blanks(text, length > BLANKS_MAX ? text + BLANKS_MAX : end);

    if (first == end || *first != '{' ||
        has_more(first, end, luaL_checkinteger(L, 2)))
        return 0;
    lua_pushboolean(L, may_have_null(first, end));
    lua_pushboolean(L, may_have_long_number(first, end) ||
                           may_have_empty_list(first, end));
    return 2;
}

static const luaL_Reg functions[] = {
    { "headers", headers },
    { "look_at_json", look_at_json },
    { NULL, NULL },
};

void wa_lua_open_answer(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
