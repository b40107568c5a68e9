/*
** The parts of the binding. Each makes its classes and sets its functions in
** the table at the top of the stack, the module.
*/
#pragma once

#include "compat.h"

#pragma GCC visibility push(hidden)

/* Of the core */
void wa_lua_open_explain(lua_State *L);
void wa_lua_open_lists(lua_State *L);
void wa_lua_open_ids(lua_State *L);
void wa_lua_open_answer(lua_State *L);
void wa_lua_open_json(lua_State *L);
void wa_lua_open_first_attempts(lua_State *L);
void wa_lua_open_signature(lua_State *L);
void wa_lua_open_system(lua_State *L);

/* Of the transport */
void wa_lua_open_client(lua_State *L);
void wa_lua_open_client_calls(lua_State *L); /* after the client */
void wa_lua_open_call(lua_State *L); /* after the client */
void wa_lua_open_redact(lua_State *L); /* after the call */
void wa_lua_open_waker(lua_State *L);
void wa_lua_open_wait(lua_State *L); /* after the call */

/* Of the private files */
void wa_lua_open_text(lua_State *L);
void wa_lua_open_posix_file(lua_State *L); /* after the text */

#pragma GCC visibility pop
