#include "lua_core.h"

#include <string.h>

/* Shorter ones would take more out of a text than they hide */
#define SHOWN_LENGTH 4

/* From this much on, the beginning of a secret that was cut off is hidden */
#define CUT_LENGTH 8

/*
** How many bytes at `text` are the secret's: all of it, or its beginning as
** far as the text goes on or the server went
*/
static size_t shown_of(const struct wa_secret *secret, const char *text,
                       size_t length)
{
    const char *known = secret->where->data + secret->offset;
    size_t same = 0;

    while (same < secret->length && same < length && text[same] == known[same])
        same++;
    if (same == secret->length || same == length)
        return same >= SHOWN_LENGTH ? same : 0;
    return same >= CUT_LENGTH ? same : 0;
}

/* How many bytes of any secret stand at `text`, 0 when none does */
static size_t secret_at(const struct wa_request *request, const char *text,
                        size_t length)
{
    size_t longest = 0;
    int i;

    for (i = 0; i < request->secret_count; i++) {
        size_t shown = shown_of(&request->secrets[i], text, length);

        if (shown > longest)
            longest = shown;
    }
    return longest;
}

int wa_lua_redact(lua_State *L)
{
    struct wa_call *call = wa_lua_check_call(L);
    size_t length, i = 0;
    const char *text = luaL_checklstring(L, 2, &length);
    luaL_Buffer out;

    luaL_buffinit(L, &out);
    while (i < length) {
        size_t secret = secret_at(&call->request, text + i, length - i);

        if (secret > 0)
            luaL_addstring(&out, "[redacted]");
        else
            luaL_addlstring(&out, text + i, 1);
        i += secret > 0 ? secret : 1;
    }
    luaL_pushresult(&out);
    return 1;
}
