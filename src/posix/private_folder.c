#define _DEFAULT_SOURCE /* O_CLOEXEC, S_ISVTX */
#include "private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
** A private file is as safe as the folder it is in: who can write to the
** folder can put a file of his own in its place.
*/

const char *wa_path_problem(const struct wa_buffer *path)
{
    return path->state == WA_BUFFER_TOO_LARGE ? "is too long a path"
                                              : strerror(ENOMEM);
}

/*
** Whether others can put files of theirs into the place of ours, which in a
** directory such as /tmp they can't
*/
static int is_open_to_others(const struct stat *status)
{
    return (status->st_mode & (S_IWGRP | S_IWOTH)) != 0 &&
           (status->st_mode & S_ISVTX) == 0;
}

/* The path of the directory that holds the file; NULL, or what went wrong */
static const char *folder_of(const char *path, struct wa_buffer *folder)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        wa_buffer_text(folder, ".");
    else
        wa_buffer_append(folder, path, (size_t)(slash - path) + 1);
    return folder->state == WA_BUFFER_OK ? NULL : wa_path_problem(folder);
}

const char *wa_folder_problem(const char *path)
{
    struct wa_buffer folder;
    struct stat status;
    const char *reason;

    wa_buffer_init(&folder, WA_PATH_MAX);
    reason = folder_of(path, &folder);
    if (reason == NULL && stat(folder.data, &status) != 0)
        reason = strerror(errno);
    else if (reason == NULL && status.st_uid != geteuid() &&
             status.st_uid != 0)
        reason = "its folder belongs to another user";
    else if (reason == NULL && is_open_to_others(&status))
        reason = "others can write to its folder: chmod go-w makes it yours";
    wa_buffer_free(&folder);
    return reason;
}

int wa_sync(int descriptor)
{
#ifdef F_FULLFSYNC
    if (fcntl(descriptor, F_FULLFSYNC) == 0)
        return 0; /* else a file system that can't */
#endif
    return fsync(descriptor);
}

int wa_folder_sync(const char *path)
{
    struct wa_buffer folder;
    int descriptor = -1, failed = 0;

    wa_buffer_init(&folder, WA_PATH_MAX);
    if (folder_of(path, &folder) == NULL)
        descriptor = open(folder.data, O_RDONLY | O_CLOEXEC);
    else
        errno = ENOMEM;
    wa_buffer_free(&folder);
    if (descriptor < 0)
        return -1;
    if (wa_sync(descriptor) != 0 && errno != EINVAL)
        failed = -1; /* some can't be */
    close(descriptor);
    return failed;
}

/* NULL if it is a directory that is ours alone */
static const char *what_directory(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return strerror(errno);
    if (!S_ISDIR(status.st_mode))
        return "is not a directory";
    if (status.st_uid != geteuid())
        return "belongs to another user";
    if (is_open_to_others(&status))
        return "others can write to it: chmod go-w makes it yours";
    return NULL;
}

/*
** Makes all of a path that is missing; NULL, or why it can't be made. Only the
** last part counts: those above may be there, in folders of other users.
*/
static const char *make_directories(const char *path, struct wa_buffer *part)
{
    const char *slash = path;

    do {
        slash = strchr(slash + 1, '/');
        wa_buffer_clear(part);
        if (wa_buffer_append(part, path,
                             slash != NULL ? (size_t)(slash - path)
                                           : strlen(path)) != 0)
            return wa_path_problem(part);
        if (mkdir(part->data, S_IRWXU) != 0 && errno != EEXIST &&
            slash == NULL)
            return strerror(errno);
    } while (slash != NULL);
    return NULL;
}

/* Made with those above it, as `mkdir -p` does, but for the owner alone */
int wa_private_directory(const char *path, struct wa_error *error)
{
    struct wa_buffer part;
    const char *reason = strerror(ENOENT);

    wa_buffer_init(&part, WA_PATH_MAX);
    if (path[0] != '\0')
        reason = make_directories(path, &part);
    wa_buffer_free(&part);
    if (reason == NULL)
        reason = what_directory(path);
    if (reason == NULL)
        return 0;
    wa_error_set(error, "", "");
    wa_error_add(error, path, ": ", reason);
    return -1;
}
