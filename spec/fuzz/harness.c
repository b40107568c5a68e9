/*
** A fuzzer for libFuzzer: gives each input to the function that a Lua script
** returns, in a state with the module linked in. If the script raises, that is
** a finding. Lines of Lua that run count as coverage, as C does.
**
** Built with -DSCRIPT="spec/fuzz/NAME.lua"; the script gets a table with
** answer() and request() of this file.
*/
#include "../support/preload.h"
#include "graph/call.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A state keeps what it interns and caches; a new one from time to time */
#define RUNS_PER_STATE 5000

#define COUNTERS 65536

/* libFuzzer looks at what is in this section. */
__attribute__((
    section("__libfuzzer_extra_counters"))) static uint8_t counters[COUNTERS];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static lua_State *state;
static int runs;
static unsigned last_line;

/* The step from one line to the next; the sources' names end differently */
static void count_line(lua_State *L, lua_Debug *ar)
{
    unsigned hash = 5381;
    const char *name;
    size_t length;

    lua_getinfo(L, "S", ar);
    length = strlen(ar->source);
    name = ar->source + (length > 16 ? length - 16 : 0);
    for (; *name != '\0'; name++)
        hash = hash * 33 + (unsigned char)*name;
    hash = hash * 33 + (unsigned)ar->currentline;
    counters[(hash ^ (last_line >> 1)) % COUNTERS]++;
    last_line = hash;
}

/* answer(call, failed, status, headers, body): as if the call were done */
static int set_answer(lua_State *L)
{
    struct wa_call *call = *(struct wa_call **)lua_touserdata(L, 1);
    struct wa_transfer *transfer = &call->transfer;
    struct wa_answer *answer = &transfer->answer;
    size_t length;
    const char *text;

    answer->failed = lua_toboolean(L, 2);
    answer->status = (long)luaL_checkinteger(L, 3);
    answer->sent = answer->status != 0 ? WA_SENT : WA_MAYBE_SENT;
    wa_buffer_clear(&answer->headers);
    text = luaL_checklstring(L, 4, &length);
    wa_buffer_append(&answer->headers, text, length);
    wa_buffer_clear(&answer->body);
    text = luaL_checklstring(L, 5, &length);
    wa_buffer_append(&answer->body, text, length);
    answer->failure = WA_FAILED_PROTOCOL;
    wa_error_set(&answer->error, "", "an answer too many");
    call->tries = 1;
    transfer->progress = WA_DONE;
    return 0;
}

static void push_buffer(lua_State *L, const struct wa_buffer *buffer)
{
    lua_pushlstring(L, wa_buffer_string(buffer), buffer->length);
}

/* request(call): path, query, authorization, user agent, body or nil */
static int get_request(lua_State *L)
{
    const struct wa_call *call = *(struct wa_call **)lua_touserdata(L, 1);
    const struct wa_transfer *transfer = &call->transfer;

    push_buffer(L, &call->request.path);
    push_buffer(L, &call->request.query);
    lua_pushstring(L, transfer->authorization);
    lua_pushstring(L, transfer->user_agent);
    if (transfer->body != NULL)
        push_buffer(L, transfer->body);
    else
        lua_pushnil(L);
    return 5;
}

static const luaL_Reg functions[] = {
    { "answer", set_answer },
    { "request", get_request },
    { NULL, NULL },
};

/* The error object with where it was raised */
static int explain(lua_State *L)
{
    luaL_traceback(L, L, luaL_tolstring(L, 1, NULL), 1);
    return 1;
}

static void fail(lua_State *L)
{
    fprintf(stderr, "%s: %s\n", SCRIPT, lua_tostring(L, -1));
    abort();
}

/* A state with the message handler at 1 and the script's function at 2 */
static lua_State *new_state(void)
{
    lua_State *L = luaL_newstate();

    luaL_openlibs(L);
    lua_pushcfunction(L, explain);
    preload_library(L);
    if (luaL_loadfile(L, SCRIPT) != LUA_OK)
        fail(L);
    luaL_newlib(L, functions);
    if (lua_pcall(L, 1, 1, 1) != LUA_OK)
        fail(L);
    lua_sethook(L, count_line, LUA_MASKLINE, 0);
    return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (state == NULL || ++runs % RUNS_PER_STATE == 0) {
        if (state != NULL)
            lua_close(state);
        state = new_state();
    }
    last_line = 0;
    lua_pushvalue(state, 2);
    lua_pushlstring(state, (const char *)data, size);
    if (lua_pcall(state, 1, 0, 1) != LUA_OK)
        fail(state);
    return 0;
}
