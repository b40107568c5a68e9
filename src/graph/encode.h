/*
** Text as JSON, as part of a URL and as a header line, written here and not by
** lua-cjson: a Lua string that holds a PIN would stay in memory until it is
** collected, and nobody could wipe it.
*/
#pragma once

#include "../base/buffer.h"

#pragma GCC visibility push(hidden)

/* A JSON string of bytes that are valid UTF-8 */
void wa_write_json(struct wa_buffer *out, const char *text, size_t length);

/* Percent-encoded, commas left as they are */
void wa_write_url(struct wa_buffer *out, const char *text, size_t length);

#define WA_BEARER "Authorization: Bearer "
#define WA_BEARER_LENGTH (sizeof(WA_BEARER) - 1)

/* The header line with a token; -1 if it is too long, or memory is out */
int wa_write_bearer(struct wa_buffer *line, const char *token, size_t length);

/* Of 0 to 100: the only numbers that any operation sends */
const char *wa_whole_number(char digits[4], double number);

#pragma GCC visibility pop
