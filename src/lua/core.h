/*
** The parts of the core's binding. Each makes its classes and sets its
** functions in the table at the top of the stack, the module.
*/
#pragma once

#include "object.h"

#pragma GCC visibility push(hidden)

void wa_lua_open_explain(lua_State *L);
void wa_lua_open_lists(lua_State *L);
void wa_lua_open_answer(lua_State *L);
void wa_lua_open_json(lua_State *L);
void wa_lua_open_plain_json(lua_State *L);
void wa_lua_open_first_attempts(lua_State *L);
void wa_lua_open_signature(lua_State *L);
void wa_lua_open_system(lua_State *L);

#pragma GCC visibility pop
