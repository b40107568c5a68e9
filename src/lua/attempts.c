#include "attempts.h"

#include <string.h>

/*
** Only a string is read: lua_tostring would change a number on the caller's
** stack into one. No list has "", which stands for all other types.
*/
int wa_lua_word_at(lua_State *L, int index, const char *const *words)
{
    const char *word =
        lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : "";
    int i;

    for (i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

/*
** An attempt keeps no id: it is written when Lua asks for it, always the same
** from the same three parts.
*/
void wa_lua_push_attempt_id(lua_State *L, int operation, double reserved_at,
                            unsigned serial)
{
    char id[WA_ATTEMPT_ID_MAX];

    lua_pushlstring(L, id,
                    wa_attempt_write_id(id, operation, reserved_at, serial));
}

/*
** Without floor, for which a program would have to link libm. Up to 1e15 a
** double holds every whole number, and the cast is defined. NaN is not whole.
*/
int wa_lua_is_whole(double value)
{
    return value > -1e15 && value < 1e15 && (double)(long long)value == value;
}

/* Below the largest int, in which an attempt keeps the code */
int wa_lua_code_at(lua_State *L, int index)
{
    double code = lua_tonumber(L, index);

    if (lua_isnoneornil(L, index))
        return -1;
    return lua_type(L, index) == LUA_TNUMBER && code >= 0 &&
                   code < 2147483647.0 && wa_lua_is_whole(code)
               ? (int)code
               : -2;
}
