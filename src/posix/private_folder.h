/*
** Folders that hold files for their owner's eyes only.
*/
#pragma once

#include "../base/buffer.h"
#include "../base/error.h"

#pragma GCC visibility push(hidden)

#define WA_PATH_MAX 4096

/* Why no path could be made in this buffer */
const char *wa_path_problem(const struct wa_buffer *path);

/*
** NULL if nobody but us and root can replace this file: its folder is ours or
** root's, and others can't write to it, unless it is one such as /tmp, in
** which nobody can touch the files of others. Else what is wrong with it.
*/
const char *wa_folder_problem(const char *path);

/* Puts it on the disk itself, which fsync does not on macOS; as fsync */
int wa_sync(int descriptor);

/* Puts the file's name on the disk as well; -1 with errno set */
int wa_folder_sync(const char *path);

/*
** Makes the directory, and those above that are missing, for their owner
** alone (mode 0700). One that is there stays as it is; -1 with `error` set if
** it is none, somebody else's, or one that others can write to.
*/
int wa_private_directory(const char *path, struct wa_error *error);

#pragma GCC visibility pop
