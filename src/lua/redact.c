#include "../base/ascii.h"
#include "transport.h"

#include <string.h>

/*
** Servers and proxies quote what they were sent, whole, cut off or escaped,
** and programs log their errors. So the texts of an error are searched for the
** secrets that the call sent.
*/

/* Shorter ones would take more out of a text than they hide */
#define SHOWN_LENGTH 4

/* A secret that begins in what is shown may end in so many bytes after it. */
#define OVERLAP 512

/* From this much on, the beginning of a secret that was cut off is hidden */
#define CUT_LENGTH 8

static int hex_value(char c)
{
    if (wa_is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The byte of two hexadecimal digits, or -1 */
static int hex_byte(const char *text)
{
    int high = hex_value(text[0]);
    int low = high < 0 ? -1 : hex_value(text[1]);

    return low < 0 ? -1 : high * 16 + low;
}

/* "\n", "\/" and "\u002f", as JSON may write what needs no escape */
static size_t read_json_escape(const char *text, size_t length, char *byte)
{
    static const char letters[] = "/\"\\bfnrt", bytes[] = "/\"\\\b\f\n\r\t";
    const char *letter;
    int code;

    if (length < 2 || (text[1] == 'u' && length < 6))
        return 0;
    letter = memchr(letters, text[1], sizeof(letters) - 1);
    if (letter != NULL)
        return *byte = bytes[letter - letters], 2;
    if (text[1] != 'u' || text[2] != '0' || text[3] != '0')
        return 1;
    code = hex_byte(text + 4);
    if (code < 0)
        return 1;
    *byte = (char)code;
    return 6;
}

/*
** One byte of what `text` stands for, whether it is escaped as in JSON, as in
** a URL, or not at all; how many bytes of the text it takes. 0 when the text
** ends within an escape.
*/
static size_t read_byte(const char *text, size_t length, char *byte)
{
    int code;

    *byte = *text;
    if (*text == '\\')
        return read_json_escape(text, length, byte);
    if (*text != '%')
        return 1;
    if (length < 3)
        return 0;
    code = hex_byte(text + 1);
    if (code < 0)
        return 1;
    *byte = (char)code;
    return 3;
}

/* For how many bytes text and secret are the same; `escaped`: see above */
struct same {
    size_t of_text, of_secret;
};

static struct same compare(const struct wa_secret *secret, const char *text,
                           size_t length, int escaped)
{
    const char *known = secret->where->data + secret->offset;
    struct same same = { 0, 0 };

    while (same.of_secret < secret->length && same.of_text < length) {
        const char *rest = text + same.of_text;
        char byte = *rest;
        size_t taken =
            escaped ? read_byte(rest, length - same.of_text, &byte) : 1;

        if (taken == 0) {
            same.of_text = length;
            break;
        }
        if (byte != known[same.of_secret])
            break;
        same.of_text += taken;
        same.of_secret++;
    }
    return same;
}

/* Up to the end of the word, for a secret that goes on in another form */
static size_t word_length(const char *text, size_t length)
{
    size_t i = 0;

    while (i < length && strchr(" \t\r\n\"'<>,&", text[i]) == NULL)
        i++;
    return i;
}

/*
** How many bytes at `text` belong to the secret: all of it, or its beginning
** if the text ends there or the server cut it off
*/
static size_t shown_of(const struct wa_secret *secret, const char *text,
                       size_t length, int escaped)
{
    struct same same = compare(secret, text, length, escaped);
    size_t end = same.of_text;

    if (same.of_secret == secret->length || end == length)
        return same.of_secret >= SHOWN_LENGTH ? end : 0;
    if (same.of_secret < CUT_LENGTH)
        return 0;
    return end + word_length(text + end, length - end);
}

/* How many bytes of any secret stand at `text`, 0 when none does */
static size_t secret_at(const struct wa_request *request, const char *text,
                        size_t length)
{
    size_t longest = 0;
    int i;

    for (i = 0; i < 2 * request->secret_count; i++) {
        size_t shown = shown_of(&request->secrets[i / 2], text, length, i % 2);

        if (shown > longest)
            longest = shown;
    }
    return longest;
}

/* Marks the bytes that a secret can begin with */
static void mark_first(const struct wa_request *request, char *is_first)
{
    int i;

    memset(is_first, 0, 256);
    is_first['\\'] = is_first['%'] = 1;
    for (i = 0; i < request->secret_count; i++) {
        const struct wa_secret *secret = &request->secrets[i];

        if (secret->length > 0)
            is_first[(unsigned char)secret->where->data[secret->offset]] = 1;
    }
}

/*
** How many of the first bytes to show, at the most `most`, so that no part of a
** UTF-8 character is left at the end
*/
static size_t whole_length(const char *text, size_t length, size_t most)
{
    size_t last = most;

    if (length <= most)
        return length;
    while (last > 0 && most - last < 3 && (text[last] & 0xc0) == 0x80)
        last--;
    return (text[last] & 0xc0) == 0x80 ? most : last; /* if it is no UTF-8 */
}

/* How many bytes come before the first secret, and how many are the secret's */
static size_t plain_length(const struct wa_request *request,
                           const char *is_first, const char *text,
                           size_t length, size_t *secret)
{
    size_t i;

    *secret = 0;
    for (i = 0; i < length && *secret == 0; i++)
        if (is_first[(unsigned char)text[i]])
            *secret = secret_at(request, text + i, length - i);
    return *secret > 0 ? i - 1 : length;
}

/* Adds the text without the secrets in it */
static void add_redacted(const struct wa_request *request,
                         const char *is_first, const char *text, size_t length,
                         luaL_Buffer *out)
{
    while (length > 0) {
        size_t secret;
        size_t plain = plain_length(request, is_first, text, length, &secret);

        luaL_addlstring(out, text, plain);
        if (secret > 0)
            luaL_addstring(out, "[redacted]");
        text += plain + secret;
        length -= plain + secret;
    }
}

/* The part that is not shown is searched only for the end of a secret. */
void wa_lua_push_redacted(lua_State *L, const struct wa_request *request,
                          const char *text, size_t length, size_t most)
{
    size_t secret;
    char is_first[256];
    luaL_Buffer out;

    mark_first(request, is_first);
    if (length <= most &&
        plain_length(request, is_first, text, length, &secret) == length) {
        lua_pushlstring(L, text, length);
        return;
    }
    if (length > most + OVERLAP)
        length = most + OVERLAP;
    luaL_buffinit(L, &out);
    add_redacted(request, is_first, text, length, &out);
    luaL_pushresult(&out);
    text = lua_tolstring(L, -1, &length);
    if (length > most) {
        lua_pushlstring(L, text, whole_length(text, length, most));
        lua_remove(L, -2);
    }
}

/*
** call:redact(most, text) -> its first `most` bytes, without the secrets that
** the call sent; nil for what is no text
*/
static int call_redact(lua_State *L)
{
    const struct wa_call *call = wa_lua_check_call(L);
    size_t length, most = (size_t)luaL_checkinteger(L, 2);
    int is_text = lua_type(L, 3) == LUA_TSTRING; /* before it becomes one */
    const char *text = lua_tolstring(L, 3, &length);

    if (is_text)
        wa_lua_push_redacted(L, &call->request, text, length, most);
    else
        lua_pushnil(L);
    return 1;
}

static const luaL_Reg methods[] = {
    { "redact", call_redact },
    { NULL, NULL },
};

void wa_lua_open_redact(lua_State *L)
{
    wa_lua_extend(L, WA_LUA_CALL, methods);
}
