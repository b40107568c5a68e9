#include "core.h"

#include "../posix/private_file.h"
#include "../posix/private_folder.h"

#include <unistd.h>

#define LOCK "whatsapp.registration.core.lock"
#define TEXT "whatsapp.registration.core.text"
#define FILE_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* Pushes nil and what went wrong */
static int push_problem(lua_State *L, const struct wa_error *error)
{
    lua_pushnil(L);
    lua_pushstring(L, error->message);
    return 2;
}

/* Of a text that was read, whatever raised before it was a string */
static int text_collect(lua_State *L)
{
    wa_buffer_free(luaL_checkudata(L, 1, TEXT)); /* wipes */
    return 0;
}

struct wa_buffer *wa_lua_text(lua_State *L, size_t max)
{
    struct wa_buffer *text = lua_newuserdata(L, sizeof(*text));

    wa_buffer_init(text, max);
    luaL_getmetatable(L, TEXT);
    lua_setmetatable(L, -2);
    return text;
}

/*
** core.private_read(path[, is_named]) -> text; nil where there is no file; nil
** and what went wrong
*/
int wa_lua_private_read(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    int is_named = lua_toboolean(L, 2);
    struct wa_buffer *text = wa_lua_text(L, FILE_MAX_BYTES);
    struct wa_error error;
    int found = is_named ? wa_private_read_named(path, text, &error)
                         : wa_private_read(path, text, &error);

    if (found < 0)
        return push_problem(L, &error);
    if (found == 0)
        return 0;
    lua_pushlstring(L, wa_buffer_string(text), text->length);
    wa_buffer_free(text);
    return 1;
}

int wa_lua_private_write(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    struct wa_error error;

    if (wa_private_write(path, text, length, &error) != 0)
        return push_problem(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

int wa_lua_private_directory(lua_State *L)
{
    struct wa_error error;

    if (wa_private_directory(luaL_checkstring(L, 1), &error) != 0)
        return push_problem(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

/* Also `close`, which may be called twice */
static int lock_collect(lua_State *L)
{
    int *descriptor = luaL_checkudata(L, 1, LOCK);

    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
    return 0;
}

/* core.private_create(path) -> true; nil and what went wrong */
int wa_lua_private_create(lua_State *L)
{
    struct wa_error error;

    if (wa_private_create(luaL_checkstring(L, 1), &error) != 0)
        return push_problem(L, &error);
    lua_pushboolean(L, 1);
    return 1;
}

/* core.file_identity(path) -> a text of its own; nil if there is no file */
int wa_lua_file_identity(lua_State *L)
{
    char text[WA_IDENTITY_SIZE];

    if (wa_file_identity(luaL_checkstring(L, 1), text, sizeof(text)) != 0)
        return 0;
    lua_pushstring(L, text);
    return 1;
}

/*
** core.private_lock(path, seconds) -> a lock with a method `close`; nil, what
** went wrong, and whether it is that somebody else has the lock
*/
int wa_lua_private_lock(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    double seconds = luaL_checknumber(L, 2);
    int *descriptor = lua_newuserdata(L, sizeof(*descriptor));
    struct wa_error error;
    int is_held;

    *descriptor = -1;
    luaL_getmetatable(L, LOCK);
    lua_setmetatable(L, -2);
    *descriptor = wa_private_lock(path, seconds, &error, &is_held);
    if (*descriptor >= 0)
        return 1;
    push_problem(L, &error);
    lua_pushboolean(L, is_held);
    return 3;
}

static const luaL_Reg lock_methods[] = {
    { "close", lock_collect },
    { NULL, NULL },
};

static const luaL_Reg no_methods[] = { { NULL, NULL } };

void wa_lua_setup_private_file(lua_State *L)
{
    wa_lua_class(L, LOCK, lock_methods, lock_collect);
    wa_lua_class(L, TEXT, no_methods, text_collect);
}
