#include "buffer.h"

#include <stdlib.h>
#include <string.h>

/*
** Blocks double, so that appending costs the same per byte however long the
** content gets. A block that is given up, by growth or release, is wiped.
*/

#define FIRST_SIZE 512 /* most requests and headers fit in */
#define KEPT_MAX 4096

void wa_wipe(void *memory, size_t length)
{
    /* A call through a volatile pointer can't be proved to be memset. */
    static void *(*const volatile overwrite)(void *, int, size_t) = memset;

    if (length > 0)
        overwrite(memory, 0, length);
}

void wa_buffer_init(struct wa_buffer *buffer, size_t max)
{
    memset(buffer, 0, sizeof(*buffer));
    buffer->max = max;
}

static int fail(struct wa_buffer *buffer, enum wa_buffer_state state)
{
    buffer->state = state;
    return -1;
}

/* Moves the content to a larger block; realloc would leave a copy */
static int grow(struct wa_buffer *buffer, size_t need)
{
    size_t size = buffer->size > 0 ? buffer->size : FIRST_SIZE;
    char *data;

    while (size < need)
        size *= 2; /* need <= max + 1, far from overflow */
    if (size > buffer->max + 1) /* what fits in keeps to the cap */
        size = buffer->max + 1;
    data = malloc(size);
    if (data == NULL)
        return fail(buffer, WA_BUFFER_NO_MEMORY);
    if (buffer->data != NULL) {
        memcpy(data, buffer->data, buffer->length);
        wa_wipe(buffer->data, buffer->length);
        free(buffer->data);
    }
    buffer->data = data;
    buffer->size = size;
    return 0;
}

int wa_buffer_append_more(struct wa_buffer *buffer, const void *data,
                          size_t length)
{
    if (buffer->state != WA_BUFFER_OK)
        return -1;
    if (length > buffer->max - buffer->length)
        return fail(buffer, WA_BUFFER_TOO_LARGE);
    if (grow(buffer, buffer->length + length + 1) != 0)
        return -1;
    return wa_buffer_append(buffer, data, length);
}

int wa_buffer_text(struct wa_buffer *buffer, const char *text)
{
    return wa_buffer_append(buffer, text, strlen(text));
}

const char *wa_buffer_string(const struct wa_buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}

/*
** Only `length` bytes were ever written: what lies after them was never used,
** or was wiped by an earlier clear.
*/
void wa_buffer_clear(struct wa_buffer *buffer)
{
    if (buffer->data != NULL) {
        wa_wipe(buffer->data, buffer->length);
        buffer->data[0] = '\0';
    }
    buffer->length = 0;
    buffer->state = WA_BUFFER_OK;
}

void wa_buffer_recycle(struct wa_buffer *buffer)
{
    if (buffer->size > KEPT_MAX)
        wa_buffer_free(buffer);
    else
        wa_buffer_clear(buffer);
}

void wa_buffer_free(struct wa_buffer *buffer)
{
    if (buffer->data != NULL)
        wa_wipe(buffer->data, buffer->length);
    free(buffer->data);
    wa_buffer_init(buffer, buffer->max);
}
