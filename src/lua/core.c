#include "core.h"

#include "../graph/regions.h"

#include <locale.h>
#include <sys/random.h>
#include <unistd.h> /* musl has getentropy here */

void wa_lua_class(lua_State *L, const char *name, const luaL_Reg *methods,
                  lua_CFunction collect)
{
    luaL_newmetatable(L, name);
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, collect, 1);
    lua_setfield(L, -2, "__gc");
    lua_newtable(L);
    lua_pushvalue(L, -2);
    luaL_setfuncs(L, methods, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
}

void *wa_lua_self(lua_State *L, const char *name)
{
    void *self = lua_touserdata(L, 1);

    if (self != NULL && lua_getmetatable(L, 1) != 0) {
        int is_own = lua_rawequal(L, -1, lua_upvalueindex(1));

        lua_pop(L, 1);
        if (is_own)
            return self;
    }
    return luaL_checkudata(L, 1, name); /* raises */
}

static void set_string(lua_State *L, const char *key, const char *value)
{
    lua_pushstring(L, value);
    lua_setfield(L, -2, key);
}

int wa_push_refusal(lua_State *L, const struct wa_error *error)
{
    lua_pushnil(L);
    lua_createtable(L, 0, 2);
    set_string(L, "message", error->message);
    if (error->field[0] != '\0')
        set_string(L, "field", error->field);
    return 2;
}

static void set_flag(lua_State *L, const char *key, int flag)
{
    lua_pushboolean(L, flag);
    lua_setfield(L, -2, key);
}

static void set_optional(lua_State *L, const char *key, const char *value)
{
    if (value != NULL)
        set_string(L, key, value);
}

static void push_explanation(lua_State *L, const struct wa_explanation *it)
{
    lua_createtable(L, 0, 9);
    set_string(L, "kind", wa_kind_name(it->kind));
    set_string(L, "next_action", wa_action_name(it->action));
    set_string(L, "hint", it->hint);
    set_string(L, "turn", wa_turn_name(it->turn));
    set_optional(L, "setting", it->setting);
    set_optional(L, "field", it->field);
    if (it->wait > 0) {
        lua_pushinteger(L, (lua_Integer)it->wait);
        lua_setfield(L, -2, "retry_after");
    }
}

/* A number or a string of digits as a code; -1 if it is none */
static long opt_code(lua_State *L, int index)
{
    double number = lua_isnumber(L, index) ? lua_tonumber(L, index) : -1;

    return number >= 0 && number < 2147483647 ? (long)number : -1;
}

static const char *opt_text(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TSTRING ? lua_tostring(L, index) : NULL;
}

/*
** core.explain(code, subcode, operation, text) -> { kind, next_action, hint,
** turn, setting, field, retry_after, is_known, is_failure } from the table of
** codes; all but the code may be nil. `text` is the server's words, of all its
** fields.
*/
static int explain(lua_State *L)
{
    struct wa_explanation explained;

    lua_settop(L, 4);
    wa_explain(&explained, opt_code(L, 1), opt_code(L, 2), opt_text(L, 3),
               opt_text(L, 4));
    push_explanation(L, &explained);
    set_flag(L, "is_known", explained.is_known);
    set_flag(L, "is_failure", explained.is_failure);
    return 1;
}

/* core.kinds() -> { [name] = { kind, next_action, hint, turn, setting } } */
static int kinds(lua_State *L)
{
    int i;

    lua_createtable(L, 0, WA_KINDS);
    for (i = 0; i < WA_KINDS; i++) {
        struct wa_explanation explained;

        wa_explain_kind(&explained, (enum wa_kind)i);
        push_explanation(L, &explained);
        lua_setfield(L, -2, wa_kind_name((enum wa_kind)i));
    }
    return 1;
}

/* core.decimal_point() -> that of the process's locale, which may change */
static int decimal_point(lua_State *L)
{
    lua_pushstring(L, localeconv()->decimal_point);
    return 1;
}

/* core.regions() -> { { code, name, area }, ... } */
static int regions(lua_State *L)
{
    const struct wa_region *region;
    int i;

    lua_newtable(L);
    for (i = 0; (region = wa_region_at((size_t)i)) != NULL; i++) {
        lua_createtable(L, 0, 3);
        set_string(L, "code", region->code);
        set_string(L, "name", region->name);
        set_string(L, "area", region->area);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* What a read asks for when the caller names no fields */
static void set_default_fields(lua_State *L, const struct wa_field *field)
{
    for (; field->wire != NULL; field++)
        if (field->rule == WA_RULE_FIELDS)
            set_string(L, "default_fields", field->otherwise);
}

/* core.operations() -> { [name] = { name, is_read, ... }, ... } */
static int operations(lua_State *L)
{
    const struct wa_operation *operation;
    size_t i;

    lua_newtable(L);
    for (i = 0; (operation = wa_operation_at(i)) != NULL; i++) {
        unsigned flags = operation->flags;

        lua_createtable(L, 0, 8);
        set_string(L, "name", operation->name);
        set_flag(L, "is_read", operation->method == WA_GET);
        set_flag(L, "spends_attempt", (flags & WA_SPENDS_ATTEMPT) != 0);
        set_flag(L, "is_counted", (flags & WA_COUNTED) != 0);
        set_flag(L, "answers_success", (flags & WA_ANSWERS_SUCCESS) != 0);
        set_flag(L, "read_back", (flags & WA_READ_BACK) != 0);
        set_flag(L, "sends_pin", (flags & WA_SENDS_PIN) != 0);
        set_default_fields(L, operation->fields);
        lua_setfield(L, -2, operation->name);
    }
    return 1;
}

/* core.random() -> a whole number from 0 to 2^32 - 1, of the system's CSPRNG */
static int random_number(lua_State *L)
{
    unsigned char bytes[4];
    double number = 0;
    int i;

    if (getentropy(bytes, sizeof(bytes)) != 0)
        return luaL_error(L, "the system gives no random numbers");
    for (i = 0; i < 4; i++)
        number = number * 256 + bytes[i];
    lua_pushnumber(L, number);
    return 1;
}

/* core.now() -> seconds of a clock that never goes back */
static int now(lua_State *L)
{
    lua_pushnumber(L, wa_seconds());
    return 1;
}

/* core.process_id() -> a number, which is another one after a fork */
static int process_id(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)getpid());
    return 1;
}

static const luaL_Reg functions[] = {
    { "client", wa_lua_client },
    { "waker", wa_lua_waker },
    { "doorbell", wa_lua_doorbell },
    { "can_yield", wa_lua_can_yield },
    { "explain", explain },
    { "kinds", kinds },
    { "decimal_point", decimal_point },
    { "headers", wa_lua_headers },
    { "regions", regions },
    { "operations", operations },
    { "random", random_number },
    { "now", now },
    { "process_id", process_id },
    { "private_read", wa_lua_private_read },
    { "private_write", wa_lua_private_write },
    { "private_lock", wa_lua_private_lock },
    { "private_create", wa_lua_private_create },
    { "file_identity", wa_lua_file_identity },
    { "private_directory", wa_lua_private_directory },
    { "catch_interrupts", wa_lua_catch_interrupts },
    { "interrupted", wa_lua_interrupted },
    { "terminal_ask", wa_lua_terminal_ask },
    { "terminal_width", wa_lua_terminal_width },
    { "standard_take", wa_lua_standard_take },
    { "standard_write", wa_lua_standard_write },
    { NULL, NULL },
};

int luaopen_whatsapp_registration_core(lua_State *L);

int luaopen_whatsapp_registration_core(lua_State *L)
{
    wa_lua_setup_client(L);
    wa_lua_setup_waker(L);
    wa_lua_setup_call(L);
    wa_lua_setup_private_file(L);
    lua_newtable(L);
    luaL_setfuncs(L, functions, 0);
    set_string(L, "version", WA_VERSION);
    return 1;
}
