#include "../base/ascii.h"
#include "core.h"

#include <string.h>

#define NAME_MAX_LENGTH 256 /* no server of Meta's sends longer ones */
#define LINES_MAX 512 /* nor more lines: what comes after is not read */
#define LIST_MAX_LENGTH 4096 /* a list grows no more: each time is a copy */

/* HTTP allows blanks around a value; they are no part of it. */
static size_t without_blanks(const char *text, size_t length)
{
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return length;
}

/* HTTP ignores the case of names. The caller has checked the length. */
static void push_name(lua_State *L, const char *name, size_t length)
{
    char lower[NAME_MAX_LENGTH];
    size_t i;

    for (i = 0; i < length; i++)
        lower[i] = wa_lower(name[i]);
    lua_pushlstring(L, lower, length);
}

/*
** Adds the value on the top to the table below, and pops it. HTTP reads fields
** of one name as one list with commas. Leaves out what no longer fits.
*/
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

static int is_same_name(const char *name, size_t length, const char *wanted)
{
    size_t i;

    for (i = 0; i < length; i++) /* also a zero, which `wanted` ends with */
        if (wanted[i] == '\0' || wa_lower(name[i]) != wanted[i])
            return 0;
    return wanted[length] == '\0';
}

/* Whether it is one of the arguments from 2 on; any is if there are none */
static int is_wanted(lua_State *L, const char *name, size_t length, int last)
{
    int i;

    for (i = 2; i <= last; i++)
        if (is_same_name(name, length, lua_tostring(L, i)))
            return 1;
    return last < 2;
}

/* A line without a name, or with one of absurd length, is passed over. */
static void read_line(lua_State *L, const char *line, size_t length, int last)
{
    const char *colon = memchr(line, ':', length);
    size_t name = colon == NULL ? 0 : (size_t)(colon - line);
    const char *value = line + name + 1;

    if (name == 0 || name > NAME_MAX_LENGTH || !is_wanted(L, line, name, last))
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
** core.headers(lines, ...) -> the header's fields by their names in lower case,
** of those with the same name a list with commas; only those of names that are
** given. `lines` begins with the status
*/
static int headers(lua_State *L)
{
    size_t length;
    const char *lines = luaL_checklstring(L, 1, &length);
    const char *end = lines + length;
    const char *line = memchr(lines, '\n', length);
    int count = 0, last = lua_gettop(L), i;

    for (i = 2; i <= last; i++)
        luaL_checkstring(L, i);
    lua_newtable(L);
    while (line != NULL && ++line < end && count++ < LINES_MAX) {
        size_t left = (size_t)(end - line);
        const char *next = memchr(line, '\n', left);
        size_t size = next == NULL ? left : (size_t)(next - line);
        const char *bare = memchr(line, '\r', size);

        read_line(L, line, bare == NULL ? size : (size_t)(bare - line), last);
        line = next;
    }
    return 1;
}

static const luaL_Reg functions[] = {
    { "headers", headers },
    { NULL, NULL },
};

void wa_lua_open_answer(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
