#include "../graph/operations.h"
#include "../graph/regions.h"
#include "core.h"

/*
** The tables of the core that Lua is given as such. Each call makes them anew:
** Lua may change what it gets.
*/

/* core.regions() -> { { code, name, area }, ... } */
static int regions(lua_State *L)
{
    const struct wa_region *region;
    int i;

    lua_newtable(L);
    for (i = 0; (region = wa_region_at((size_t)i)) != NULL; i++) {
        lua_createtable(L, 0, 3);
        wa_lua_set_string(L, "code", region->code);
        wa_lua_set_string(L, "name", region->name);
        wa_lua_set_string(L, "area", region->area);
        lua_rawseti(L, -2, i + 1);
    }
    return 1;
}

/* What a read asks for when the caller names no fields */
static void set_default_fields(lua_State *L, const struct wa_field *field)
{
    for (; field->wire != NULL; field++)
        if (field->rule == WA_RULE_FIELDS)
            wa_lua_set_string(L, "default_fields", field->otherwise);
}

/* core.operations() -> { [name] = { name, is_read, ... }, ... } */
static int operations(lua_State *L)
{
    const struct wa_operation *operation;
    size_t i;

    lua_newtable(L);
    for (i = 0; (operation = wa_operation_at(i)) != NULL; i++) {
        unsigned flags = operation->flags;

        lua_createtable(L, 0, 11);
        wa_lua_set_string(L, "name", operation->name);
        wa_lua_set_flag(L, "is_read", operation->method == WA_GET);
        wa_lua_set_flag(L, "spends_attempt", (flags & WA_SPENDS_ATTEMPT) != 0);
        wa_lua_set_flag(L, "is_counted", (flags & WA_COUNTED) != 0);
        wa_lua_set_flag(L, "answers_success",
                        (flags & WA_ANSWERS_SUCCESS) != 0);
        wa_lua_set_flag(L, "answers_id", (flags & WA_ANSWERS_ID) != 0);
        wa_lua_set_flag(L, "read_back", (flags & WA_READ_BACK) != 0);
        wa_lua_set_flag(L, "sends_pin", (flags & WA_SENDS_PIN) != 0);
        /* The journal keeps its attempt, or a store its PIN. */
        wa_lua_set_flag(L, "is_kept",
                        (flags & (WA_COUNTED | WA_SENDS_PIN)) != 0);
        wa_lua_set_flag(L, "is_list", (flags & WA_ANSWERS_LIST) != 0);
        set_default_fields(L, operation->fields);
        lua_setfield(L, -2, operation->name);
    }
    return 1;
}

static const luaL_Reg functions[] = {
    { "regions", regions },
    { "operations", operations },
    { NULL, NULL },
};

void wa_lua_open_lists(lua_State *L)
{
    luaL_setfuncs(L, functions, 0);
}
