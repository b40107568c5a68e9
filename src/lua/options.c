#include "../base/ascii.h"
#include "../base/buffer.h"
#include "../graph/check.h"
#include "transport.h"

#include <string.h>

/*
** Options are matched by name with the rows of one or two lists of fields. An
** inner table such as `backup` is read by a prefix: the names of its rows
** begin with "backup.".
*/

/* Two lists of fields, the places for their values, and one for an error */
struct reading {
    const struct wa_field *fields[2];
    struct wa_value *values[2];
    struct wa_error *error;
};

#define NAME_MAX_LENGTH 40 /* with the NUL; longer than any option */

/* "backup." and "data"; -1 if it is longer than any option */
static int join(char name[NAME_MAX_LENGTH], const char *prefix,
                const char *key)
{
    size_t before = strlen(prefix), length = strlen(key);

    if (before + length >= NAME_MAX_LENGTH)
        return -1;
    memcpy(name, prefix, before);
    memcpy(name + before, key, length + 1);
    return 0;
}

/*
** Levenshtein's distance, for names shorter than NAME_MAX_LENGTH. `b` is an
** option, in small letters; one row of the matrix is enough at a time.
*/
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MAX_LENGTH + 1];
    size_t length = strlen(b), i, j;

    for (j = 0; j <= length; j++)
        row[j] = j;
    for (i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i + 1;
        for (j = 0; j < length; j++) {
            size_t best = diagonal + (wa_lower(a[i]) != b[j]);

            diagonal = row[j + 1];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (diagonal + 1 < best)
                best = diagonal + 1;
            row[j + 1] = best;
        }
    }
    return row[length];
}

/* Whether one can be a misspelling of the other: not if half of it is wrong */
static int is_near(const char *name, const char *option, size_t apart)
{
    size_t length = strlen(name), other = strlen(option);

    return apart <= (length > other ? length : other) / 2;
}

/*
** The known option that is most like `name`, or NULL when none is near. Fields
** without an option are constants, which no caller can mean.
*/
static const char *nearest(const struct reading *reading, const char *name)
{
    const char *best = NULL;
    size_t smallest = NAME_MAX_LENGTH;
    int list, i;

    for (list = 0; list < 2; list++)
        for (i = 0; reading->fields[list] != NULL &&
                    reading->fields[list][i].wire != NULL;
             i++) {
            const char *option = reading->fields[list][i].option;
            size_t apart;

            if (option == NULL || strlen(option) >= NAME_MAX_LENGTH)
                continue;
            apart = distance(name, option);
            if (apart < smallest && is_near(name, option, apart)) {
                smallest = apart;
                best = option;
            }
        }
    return best;
}

/* Names what was probably meant, which is most often a slip of one letter */
static int refuse_unknown(const struct reading *reading, const char *name)
{
    const char *suggestion = nearest(reading, name);

    wa_error_expected(reading->error, name, "a known option", NULL);
    if (suggestion != NULL)
        wa_error_add(reading->error, " (did you mean \"", suggestion, "\"?)");
    return -1;
}

/*
** An array of strings, each followed by a comma: { "FR", "ES" } as "FR,ES,".
** Raw, as all that is read here: nothing may run in Lua. -1 if the table at
** the top of the stack holds anything else.
*/
static int read_list(lua_State *L, struct wa_buffer *list)
{
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        size_t length;
        const char *text;

        if (lua_type(L, -2) != LUA_TNUMBER || lua_type(L, -1) != LUA_TSTRING)
            return -1;
        text = lua_tolstring(L, -1, &length);
        wa_buffer_append(list, text, length);
        wa_buffer_text(list, ",");
    }
    return 0;
}

/*
** The value at the top of the stack; WA_ABSENT for what no option takes. A
** string is borrowed: the caller's table keeps it from being collected.
*/
static void read_value(lua_State *L, struct wa_value *value)
{
    switch (lua_type(L, -1)) {
    case LUA_TSTRING:
        value->type = WA_STRING;
        value->text = lua_tolstring(L, -1, &value->length);
        break;
    case LUA_TBOOLEAN:
        value->type = WA_BOOLEAN;
        value->number = lua_toboolean(L, -1);
        break;
    case LUA_TNUMBER:
        value->type = WA_NUMBER;
        value->number = lua_tonumber(L, -1);
        break;
    case LUA_TTABLE:
        value->type = WA_TABLE;
        break;
    case LUA_TFUNCTION:
        value->type = WA_FUNCTION;
        break;
    default:
        value->type = WA_ABSENT;
    }
}

/*
** Types are checked here, because the message names the type given. An
** id, which is a string, may also be given as a number, if that is exact.
*/
static int read_field(lua_State *L, const struct wa_field *field,
                      struct wa_value *value, struct wa_error *error)
{
    read_value(L, value);
    if (field->rule == WA_RULE_ID && value->type == WA_NUMBER &&
        wa_id_of_number(value, value->number) == 0)
        return 0;
    if (value->type == WA_TABLE && value->list != NULL &&
        read_list(L, value->list) != 0)
        return wa_error_expected(error, field->option,
                                 wa_rule_expects(field->rule), NULL);
    if (wa_rule_takes(field->rule, value->type))
        return 0;
    return wa_error_expected(error, field->option,
                             wa_rule_expects(field->rule),
                             luaL_typename(L, -1));
}

/*
** The value at the top of the stack into each field of that name: one option
** may fill several, such as `region`
*/
static int read_named(lua_State *L, const struct reading *reading,
                      const char *name, int *found)
{
    int list, i;

    *found = 0;
    for (list = 0; list < 2; list++)
        for (i = 0; reading->fields[list] != NULL &&
                    reading->fields[list][i].wire != NULL;
             i++) {
            const struct wa_field *field = &reading->fields[list][i];

            if (field->option == NULL || field->option[0] != name[0] ||
                strcmp(field->option, name) != 0)
                continue;
            *found = 1;
            if (read_field(L, field, &reading->values[list][i],
                           reading->error) != 0)
                return -1;
        }
    return 0;
}

/* Whether the first list has options of this prefix; the second has none */
static int is_object(const struct reading *reading, const char *prefix)
{
    const struct wa_field *field = reading->fields[0];

    for (; field->wire != NULL; field++)
        if (field->option != NULL && field->option[0] == prefix[0] &&
            strncmp(field->option, prefix, strlen(prefix)) == 0)
            return 1;
    return 0;
}

/*
** By lua_next, so raw: no metamethod runs, and only keys that the caller wrote
** are seen. An error ends it at once, with the stack as it is.
*/
static int read_table(lua_State *L, int index, const char *prefix,
                      const struct reading *reading);

/*
** The table at the top of the stack as options of a prefix ("backup."). An
** empty one, or a list, is a mistake of the caller's and does not mean "none".
*/
static int read_object(lua_State *L, const char *name, const char *prefix,
                       const struct reading *reading)
{
    if (lua_type(L, -1) == LUA_TTABLE) {
        lua_pushnil(L);
        if (lua_next(L, -2) != 0) {
            int is_named = lua_type(L, -2) == LUA_TSTRING;

            lua_pop(L, 2);
            if (is_named)
                return read_table(L, lua_gettop(L), prefix, reading);
        }
    }
    return wa_error_expected(reading->error, name,
                             "a table with names as keys",
                             luaL_typename(L, -1));
}

/*
** One pair: the key below the value at the top of the stack. Only a key that
** is a string is read as one: lua_tolstring on another would confuse lua_next.
*/
static int read_pair(lua_State *L, const char *prefix,
                     const struct reading *reading)
{
    char joined[NAME_MAX_LENGTH], object[NAME_MAX_LENGTH];
    const char *key, *name = joined;
    size_t length;
    int found;

    if (lua_type(L, -2) != LUA_TSTRING)
        return wa_error_expected(reading->error, "options", "names as keys",
                                 luaL_typename(L, -2));
    key = lua_tolstring(L, -2, &length);
    if (prefix[0] == '\0' && length < NAME_MAX_LENGTH)
        name = key;
    else if (join(joined, prefix, key) != 0)
        length = 0;
    if (strlen(key) != length)
        return wa_error_expected(reading->error, "options",
                                 "known options (one has a very long name, "
                                 "or a zero byte in it)",
                                 NULL);
    if (read_named(L, reading, name, &found) != 0)
        return -1;
    if (found)
        return 0;
    if (prefix[0] == '\0' && join(object, name, ".") == 0 &&
        is_object(reading, object))
        return read_object(L, name, object, reading);
    return refuse_unknown(reading, name);
}

static int read_table(lua_State *L, int index, const char *prefix,
                      const struct reading *reading)
{
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        if (read_pair(L, prefix, reading) != 0)
            return -1;
    return 0;
}

int wa_lua_read_options(lua_State *L, int index, const struct wa_field *first,
                        struct wa_value *first_values,
                        const struct wa_field *second,
                        struct wa_value *second_values, struct wa_error *error)
{
    struct reading reading;

    reading.fields[0] = first;
    reading.fields[1] = second;
    reading.values[0] = first_values;
    reading.values[1] = second_values;
    reading.error = error;
    return read_table(L, index, "", &reading);
}
