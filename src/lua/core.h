/*
** What the binding's files share. Every object of the core that Lua holds is
** a pointer in a userdata, which is made first, empty: whatever raises after
** that, the collector releases what there is.
*/
#ifndef WA_LUA_CORE_H
#define WA_LUA_CORE_H

#include "../graph/call.h"
#include "compat.h"

/*
** Reads the table at `index` into the values of up to two lists of fields
** (each ended by NULL; `second` may be NULL). The values borrow from the
** table: nothing may run in Lua until they are used. -1 with `error` set for
** an unknown key or a wrong type. Does not raise.
*/
int wa_read_options(lua_State *L, int index, const struct wa_field *first,
                    struct wa_value *first_values,
                    const struct wa_field *second,
                    struct wa_value *second_values, struct wa_error *error);

/* Pushes nil, { kind, message, field } as `errors.refused` wants it */
int wa_push_refusal(lua_State *L, const struct wa_error *error);

/*
** core.headers(lines) -> the header's fields by their names in lower case, of
** those with the same name a list with commas; `lines` begins with the status
*/
int wa_lua_headers(lua_State *L);

/* core.client(config) -> client, or nil and a refusal */
int wa_lua_client(lua_State *L);

/*
** core.private_read(path[, is_named]) -> text; nil where there is no such file;
** what a person names may be a link, a pipe, or root's
** core.private_write(path, text) -> true, when it is on the disk
** core.private_lock(path, seconds) -> a lock, which `close` ends
** core.private_create(path) -> true, when it is there
** core.file_identity(path) -> a text that tells it from every other file
** core.private_directory(path) -> true, when it is there
** Each returns nil and a message where it fails.
*/
int wa_lua_private_read(lua_State *L);
int wa_lua_private_write(lua_State *L);
int wa_lua_private_lock(lua_State *L);
int wa_lua_private_create(lua_State *L);
int wa_lua_file_identity(lua_State *L);
int wa_lua_private_directory(lua_State *L);

/*
** core.catch_interrupts(): signals that end a program are noted from then on
** core.interrupted() -> the signal's number, or nil
** core.terminal_ask(prompt) -> a line that was typed unseen; nil at the end of
** input; nil and a message
** core.terminal_width(descriptor) -> columns; nil where it is no terminal
*/
int wa_lua_catch_interrupts(lua_State *L);
int wa_lua_interrupted(lua_State *L);
int wa_lua_terminal_ask(lua_State *L);
int wa_lua_terminal_width(lua_State *L);

/*
** core.standard_take() -> true, when descriptors 0 to 2 are taken
** core.standard_write(descriptor, text) -> true, when all is written
** Each returns nil and a message where it fails.
*/
int wa_lua_standard_take(lua_State *L);
int wa_lua_standard_write(lua_State *L);

/*
** core.waker() -> a waker, whose `fd` becomes readable when it is raised
** core.doorbell() -> a doorbell: its `path` and `accept`
** Each returns nil and a message where it fails.
** core.can_yield() -> whether the caller can; nil in Lua 5.1, which can't tell
*/
int wa_lua_waker(lua_State *L);
int wa_lua_doorbell(lua_State *L);
int wa_lua_can_yield(lua_State *L);

/* Make the metatables */
void wa_lua_setup_waker(lua_State *L);
void wa_lua_setup_client(lua_State *L);
void wa_lua_setup_call(lua_State *L);
void wa_lua_setup_private_file(lua_State *L);

/* Pushes an empty buffer, which the collector wipes and releases */
struct wa_buffer *wa_lua_text(lua_State *L, size_t max);

/* Raises where there is none */
struct wa_waker *wa_lua_check_waker(lua_State *L, int index);

/*
** The client that is the first argument, on an engine of this process; raises
** where there is none
*/
struct wa_client *wa_lua_check_client(lua_State *L);

/*
** client:prepare(operation, options) -> call, whose `start` sends it, or nil
** and a refusal
*/
int wa_lua_prepare(lua_State *L);

#define WA_LUA_CALL "whatsapp.registration.core.call"

/* The call that is the first argument; raises where there is none */
struct wa_call *wa_lua_check_call(lua_State *L);

/* call:redact(text): the text without the secrets that the call sent */
int wa_lua_redact(lua_State *L);

/*
** client:try(operation, options) -> the header's lines and elapsed seconds,
** where the server has answered at once that it succeeded, and no more; else a
** call that was started, to be waited for; or nil and a refusal
*/
int wa_lua_try(lua_State *L);

/*
** client:check(operation, options) -> true and the phone number's id, or nil
** and a refusal; sends nothing
*/
int wa_lua_check(lua_State *L);

/*
** The object that a method was called on; raises where it is none. Told by
** the metatable that is the method's first upvalue, which costs a third of
** luaL_checkudata's look into the registry.
*/
void *wa_lua_self(lua_State *L, const char *name);

/*
** A new metatable of this name with `__index` the methods; leaves nothing.
** It is the first upvalue of the methods and of `collect`.
*/
void wa_lua_class(lua_State *L, const char *name, const luaL_Reg *methods,
                  lua_CFunction collect);

#endif
