/*
** Byte buffer that grows up to a hard cap and is wiped before its memory is
** given back: requests hold tokens and PINs.
*/
#pragma once

#include <stddef.h>
#include <string.h>

#pragma GCC visibility push(hidden)

enum wa_buffer_state {
    WA_BUFFER_OK,
    WA_BUFFER_TOO_LARGE, /* an append would have passed the cap */
    WA_BUFFER_NO_MEMORY
};

struct wa_buffer {
    char *data; /* owned; `length` bytes and a NUL, or NULL when empty */
    size_t length;
    size_t size; /* bytes allocated */
    size_t max; /* never more than this many bytes of content */
    enum wa_buffer_state state; /* once failed, appends do nothing */
};

void wa_buffer_init(struct wa_buffer *buffer, size_t max);

/* For what does not fit in as it is */
int wa_buffer_append_more(struct wa_buffer *buffer, const void *data,
                          size_t length);

/*
** Copies. 0, or -1 when the buffer has failed, now or before. Here, since
** requests are written in many small parts.
*/
static inline int wa_buffer_append(struct wa_buffer *buffer, const void *data,
                                   size_t length)
{
    if (length >= buffer->size - buffer->length ||
        buffer->state != WA_BUFFER_OK)
        return wa_buffer_append_more(buffer, data, length);
    if (length > 0) /* else `data` may be NULL */
        memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
    return 0;
}

int wa_buffer_text(struct wa_buffer *buffer, const char *text);

/* The content as a C string; "" when there is none */
const char *wa_buffer_string(const struct wa_buffer *buffer);

/* Forgets the content but keeps the memory, for the next use */
void wa_buffer_clear(struct wa_buffer *buffer);

/* The same, unless that is much memory, which is given back */
void wa_buffer_recycle(struct wa_buffer *buffer);

/* Wipes and releases; the buffer can be used again */
void wa_buffer_free(struct wa_buffer *buffer);

/* Overwrites with zeros in a way that no compiler removes */
void wa_wipe(void *memory, size_t length);

#pragma GCC visibility pop
