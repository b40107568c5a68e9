#include "../base/buffer.h"
#include "../graph/hmac_sha256.h"
#include "core.h"

#include <string.h>

/* Comparisons whose time does not depend on where the texts differ */

/*
** memcmp may end at the first difference: its time would show a guesser how
** much of a secret is right.
*/
static int is_same(const char *text, const char *other, size_t length)
{
    unsigned char difference = 0;
    size_t i;

    for (i = 0; i < length; i++)
        difference |= (unsigned char)(text[i] ^ other[i]);
    return difference == 0;
}

/* core.is_same(text, other) -> whether they are; their lengths may show */
static int texts_are_same(lua_State *L)
{
    size_t length, other_length;
    const char *text = luaL_checklstring(L, 1, &length);
    const char *other = luaL_checklstring(L, 2, &other_length);

    lua_pushboolean(L, length == other_length && is_same(text, other, length));
    return 1;
}

/*
** core.is_signed(message, secret, digits) -> whether the digits, hexadecimal
** in small letters, are the message's HMAC-SHA256 by the secret. The right
** ones are wiped: whoever reads them can sign this message.
*/
static int is_signed(lua_State *L)
{
    size_t length, secret_length, digits_length;
    const char *message = luaL_checklstring(L, 1, &length);
    const char *secret = luaL_checklstring(L, 2, &secret_length);
    const char *digits = luaL_checklstring(L, 3, &digits_length);
    char right[65];

    wa_hmac_sha256_hex(secret, secret_length, message, length, right);
    lua_pushboolean(L, digits_length == strlen(right) &&
                           is_same(digits, right, digits_length));
    wa_wipe(right, sizeof(right));
    return 1;
}

static const luaL_Reg functions[] = {
    { "is_same", texts_are_same },
    { "is_signed", is_signed },
    { NULL, NULL },
};

void wa_lua_open_signature(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
