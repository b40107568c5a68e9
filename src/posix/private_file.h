/*
** Files for their owner's eyes only, replaced whole or not at all.
*/
#pragma once

#include "../base/buffer.h"
#include "../base/error.h"

#pragma GCC visibility push(hidden)

/*
** Appends the file's content to `text`. 1; 0 if there is no such file; -1 with
** `error` set if it can't be read, if others than its owner can read it, or if
** others can write to its folder. One that a person has named (`is_named`) may
** be a link, a pipe, or root's, in any folder; a signal that the program
** handles ends the wait for a pipe.
*/
int wa_private_read(const char *path, int is_named, struct wa_buffer *text,
                    struct wa_error *error);

/*
** Replaces the file in one step and returns when it is on the disk. The caller
** holds the lock: PATH.new is written first. -1 with `error` set.
*/
int wa_private_write(const char *path, const char *text, size_t length,
                     struct wa_error *error);

/*
** Locks the file, which is made if it is missing, against all others that lock
** it; waits for so many seconds, during which this thread does nothing else.
** The descriptor to close, or -1 with `error` set, and with `is_held` set if
** somebody else has the lock.
*/
int wa_private_lock(const char *path, double seconds, struct wa_error *error,
                    int *is_held);

/*
** Makes the file if it is missing, for its owner alone. One that is there stays
** as it is, and is not opened: closing any descriptor of a file drops all POSIX
** locks that this process has on it. -1 with `error` set if it can't be made,
** or if it is a link or no file.
*/
int wa_private_create(const char *path, struct wa_error *error);

/* Enough for the text below */
#define WA_IDENTITY_SIZE 48

/*
** Writes a text that no other file than the one at this path has. -1 if
** there is none.
*/
int wa_file_identity(const char *path, char *text, size_t size);

#pragma GCC visibility pop
