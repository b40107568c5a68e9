/* The parts of the transport's binding, and what they share. */
#pragma once

#include "../graph/call.h"
#include "object.h"

#pragma GCC visibility push(hidden)

/* As those of the core, in this order */
void wa_lua_open_client(lua_State *L);
void wa_lua_open_client_calls(lua_State *L);
void wa_lua_open_call(lua_State *L);
void wa_lua_open_call_attempt(lua_State *L);
void wa_lua_open_call_refusal(lua_State *L);
void wa_lua_open_redact(lua_State *L);
void wa_lua_open_waker(lua_State *L);
void wa_lua_open_wait(lua_State *L);

#define WA_LUA_CLIENT "whatsapp.registration.transport.client"
#define WA_LUA_CALL "whatsapp.registration.transport.call"
#define WA_LUA_RESPONSE "whatsapp.registration.transport.response"

/*
** The client that is the first argument, on an engine of this process; raises
** if there is none
*/
struct wa_client *wa_lua_check_client(lua_State *L);

/* The call that is the first argument; raises if there is none */
struct wa_call *wa_lua_check_call(lua_State *L);

/* The same, if it is done; raises if it is not, or was never started */
struct wa_call *wa_lua_check_done_call(lua_State *L);

/* "no", "maybe" or "yes", of a call that is done */
const char *wa_lua_sent_word(const struct wa_call *call);

/* The first `most` bytes of a text, without the secrets that were sent */
void wa_lua_push_redacted(lua_State *L, const struct wa_request *request,
                          const char *text, size_t length, size_t most);

/* Wipes and frees it; what Lua still has is a closed call. */
void wa_lua_drop_call(struct wa_call **call);

/* Of a call that is done: whether its answer says no more than success */
int wa_lua_has_succeeded(const struct wa_call *call);

/*
** Of a call that has succeeded: its result, if nothing is left to be done after
** it; 0 if there is. `all` is what it is counted in, or NULL.
*/
int wa_lua_push_settled(lua_State *L, const struct wa_call *call,
                        const struct wa_generations *all);

/*
** `lists` and `options` are indexes: of what pin_store/memory.lua keeps, or
** nil, and of the options that the call was made with. `save` returns whether
** the PIN, if it sends one, is saved; `settle`, after a success, whether it is
** noted as the number's. If not, Lua has to do it.
*/
int wa_lua_save_pin(lua_State *L, const struct wa_call *call, int lists,
                    int options);
int wa_lua_settle_pin(lua_State *L, const struct wa_call *call, int lists,
                      int options);

/* The id of the first attempt that it has taken, or nil */
void wa_lua_push_attempt(lua_State *L, const struct wa_call *call);

/* Raises if there is none */
struct wa_waker *wa_lua_check_waker(lua_State *L, int index);

/*
** Reads the table of options at `index`, raw, into the values of up to two
** lists of fields (each ended by NULL; `second` may be NULL). The values borrow
** from the table: nothing may run in Lua until they are used. -1 with `error`
** set for an unknown key or a wrong type. Does not raise.
*/
int wa_lua_read_options(lua_State *L, int index, const struct wa_field *first,
                        struct wa_value *first_values,
                        const struct wa_field *second,
                        struct wa_value *second_values,
                        struct wa_error *error);

#pragma GCC visibility pop
