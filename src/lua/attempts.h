/*
** What the core, which makes first attempts, and the transport, which counts
** calls in them, read and show of them alike.
*/
#pragma once

#include "../graph/first_attempts.h"
#include "compat.h"

#pragma GCC visibility push(hidden)

/* Of 40 characters at the most: longer ones Lua would copy at each look-up */
#define WA_LUA_FIRST_ATTEMPTS "whatsapp.registration.first_attempts"

/* The place of the word at `index` in a list that NULL ends, or -1 */
int wa_lua_word_at(lua_State *L, int index, const char *const *words);

/* Whether a number has no fraction, and is none of the largest */
int wa_lua_is_whole(double value);

/* A whole number that is not negative, -1 for nil; -2 for anything else */
int wa_lua_code_at(lua_State *L, int index);

void wa_lua_push_attempt_id(lua_State *L, int operation, double reserved_at,
                            unsigned serial);

#pragma GCC visibility pop
