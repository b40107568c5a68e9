/*
** Files for their owner's eyes only, replaced whole or not at all.
*/
#ifndef WA_PRIVATE_FILE_H
#define WA_PRIVATE_FILE_H

#include "buffer.h"
#include "error.h"

/*
** Appends the file's content to `text`. 1; 0 where there is no such file; -1
** with `error` set where it can't be read, or others than its owner can.
*/
int wa_private_read(const char *path, struct wa_buffer *text,
                    struct wa_error *error);

/*
** The same of what a person names: it may be a link, a pipe, or root's. Ends at
** a signal that `wa_interrupts_catch` has noted.
*/
int wa_private_read_named(const char *path, struct wa_buffer *text,
                          struct wa_error *error);

/*
** Replaces the file in one step and returns when it is on the disk. Whoever
** writes holds the lock: PATH.new is written first. -1 with `error` set.
*/
int wa_private_write(const char *path, const char *text, size_t length,
                     struct wa_error *error);

/*
** Locks the file, which is made where it is missing, against all others that
** lock it. The descriptor to close, or -1 with `error` set after five seconds.
*/
int wa_private_lock(const char *path, struct wa_error *error);

/*
** Makes the directory, and those above that are missing, for their owner
** alone (mode 0700). One that is there stays as it is; -1 with `error` set
** where it is none or somebody else's.
*/
int wa_private_directory(const char *path, struct wa_error *error);

#endif
