#include "../posix/private_file.h"
#include "../posix/private_folder.h"
#include "object.h"

#include <unistd.h>

/*
** A module of its own: files that only their owner may read. Programs without
** such files do not load it.
*/

int luaopen_whatsapp_registration_posix(lua_State *L);

#define TEXT "whatsapp.registration.posix.text"
#define LOCK "whatsapp.registration.posix.lock"
#define FILE_MAX_BYTES ((size_t)16 * 1024 * 1024)

/* Freed text is empty, so that a second time does nothing. */
static int text_collect(lua_State *L)
{
    wa_buffer_free(luaL_checkudata(L, 1, TEXT)); /* wipes */
    return 0;
}

/*
** posix.private_read(path[, is_named]) -> text; nil if there is no file; nil
** and what went wrong
*/
static int private_read(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    int is_named = lua_toboolean(L, 2);
    struct wa_buffer *text = wa_lua_new(L, TEXT, sizeof(*text));
    struct wa_error error;
    int found;

    wa_buffer_init(text, FILE_MAX_BYTES);
    found = wa_private_read(path, is_named, text, &error);
    if (found < 0)
        return wa_lua_fail(L, error.message);
    if (found > 0) /* a secret, too, but Lua's strings can't be wiped */
        lua_pushlstring(L, wa_buffer_string(text), text->length);
    wa_buffer_free(text);
    return found;
}

/* Returns true from a function, or nil and what went wrong */
static int done(lua_State *L, int failed, const struct wa_error *error)
{
    if (failed != 0)
        return wa_lua_fail(L, error->message);
    lua_pushboolean(L, 1);
    return 1;
}

/*
** posix.private_write(path, text) -> true when it is on the disk, in place of
** what was there; nil and what went wrong
*/
static int private_write(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    size_t length;
    const char *text = luaL_checklstring(L, 2, &length);
    struct wa_error error;

    return done(L, wa_private_write(path, text, length, &error), &error);
}

/* posix.private_directory(path) -> true when it is there; nil and why not */
static int private_directory(lua_State *L)
{
    struct wa_error error;

    return done(L, wa_private_directory(luaL_checkstring(L, 1), &error),
                &error);
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

/* posix.private_create(path) -> true; nil and what went wrong */
static int private_create(lua_State *L)
{
    struct wa_error error;

    return done(L, wa_private_create(luaL_checkstring(L, 1), &error), &error);
}

/* posix.file_identity(path) -> a text of its own; nil if there is no file */
static int file_identity(lua_State *L)
{
    char text[WA_IDENTITY_SIZE];

    if (wa_file_identity(luaL_checkstring(L, 1), text, sizeof(text)) != 0)
        return 0;
    lua_pushstring(L, text);
    return 1;
}

/*
** posix.private_lock(path, seconds) -> a lock with a method `close`; nil, what
** went wrong, and whether it is that somebody else has the lock
*/
static int private_lock(lua_State *L)
{
    const char *path = luaL_checkstring(L, 1);
    double seconds = luaL_checknumber(L, 2);
    int *descriptor = wa_lua_new(L, LOCK, sizeof(*descriptor));
    struct wa_error error;
    int is_held;

    *descriptor = -1; /* 0 is one that others have */
    *descriptor = wa_private_lock(path, seconds, &error, &is_held);
    if (*descriptor >= 0)
        return 1;
    wa_lua_fail(L, error.message);
    lua_pushboolean(L, is_held);
    return 3;
}

static const luaL_Reg lock_methods[] = {
    { "close", lock_collect },
    { NULL, NULL },
};

static const luaL_Reg functions[] = {
    { "private_read", private_read },
    { "private_write", private_write },
    { "private_lock", private_lock },
    { "private_create", private_create },
    { "private_directory", private_directory },
    { "file_identity", file_identity },
    { NULL, NULL },
};

int luaopen_whatsapp_registration_posix(lua_State *L)
{
    static const luaL_Reg no_methods[] = { { NULL, NULL } };

    lua_newtable(L);
    /* Wiped when it is collected, also if something raises before that */
    wa_lua_class(L, TEXT, no_methods, text_collect);
    wa_lua_class(L, LOCK, lock_methods, lock_collect);
    luaL_setfuncs(L, functions, 0);
    return 1;
}
