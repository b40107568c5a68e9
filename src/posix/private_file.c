#define _DEFAULT_SOURCE /* flock, O_CLOEXEC */
#include "private_file.h"

#include "private_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/*
** A file is opened first, and then the open file is checked: nobody can
** replace it in between.
*/

#define LOCK_PAUSE_NS 2000000 /* nanoseconds between two tries */

/* -1; the message names the path, and no option: `field` is "". */
static int fail(struct wa_error *error, const char *path, const char *reason)
{
    wa_error_set(error, "", "");
    wa_error_add(error, path, ": ", reason);
    return -1;
}

static int fail_errno(struct wa_error *error, const char *path)
{
    return fail(error, path, strerror(errno));
}

/*
** NULL if it is a file of ours. If a person has named it, it may also be a
** pipe, or belong to root.
*/
static const char *what_is_ours(const struct stat *status, int is_named)
{
    if (!S_ISREG(status->st_mode) && !(is_named && S_ISFIFO(status->st_mode)))
        return is_named ? "is neither a file nor a pipe" : "is not a file";
    if (status->st_uid != geteuid() && !(is_named && status->st_uid == 0))
        return "belongs to another user";
    return NULL;
}

/* NULL if it is such a file, and only its owner can read it */
static const char *what_is_open(int descriptor, int is_named)
{
    struct stat status;
    const char *reason;

    if (fstat(descriptor, &status) != 0)
        return strerror(errno);
    reason = what_is_ours(&status, is_named);
    if (reason == NULL && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return "is open to others: its mode must be 0600";
    return reason;
}

/* Why a buffer took no more */
static int errno_of(const struct wa_buffer *buffer)
{
    return buffer->state == WA_BUFFER_NO_MEMORY ? ENOMEM : EFBIG;
}

/*
** Whether to try again. If a person has named the file, it may be a pipe that
** never has anything to read: a signal ends that wait.
*/
static int is_disturbed(int is_named)
{
    return errno == EINTR && !is_named;
}

/*
** 0, or -1 with errno set. The file may hold PINs: the chunk is wiped, and the
** caller's buffer wipes itself.
*/
static int read_all(int descriptor, int is_named, struct wa_buffer *text)
{
    char chunk[4096];
    ssize_t got;

    do {
        got = read(descriptor, chunk, sizeof(chunk));
        if (got > 0 && wa_buffer_append(text, chunk, (size_t)got) != 0) {
            errno = errno_of(text);
            got = -1;
            break;
        }
    } while (got > 0 || (got < 0 && is_disturbed(is_named)));
    wa_wipe(chunk, sizeof(chunk));
    return got < 0 ? -1 : 0;
}

int wa_private_read(const char *path, int is_named, struct wa_buffer *text,
                    struct wa_error *error)
{
    int descriptor;
    const char *reason;

    do /* a pipe nobody writes to must not hold whoever expects a file */
        descriptor = open(path, O_RDONLY | O_CLOEXEC |
                                    (is_named ? 0 : O_NOFOLLOW | O_NONBLOCK));
    while (descriptor < 0 && is_disturbed(is_named));
    if (descriptor < 0 && errno == ENOENT)
        return 0;
    if (descriptor < 0)
        return fail_errno(error, path);
    reason = what_is_open(descriptor, is_named);
    if (reason == NULL && !is_named)
        reason = wa_folder_problem(path);
    if (reason == NULL && read_all(descriptor, is_named, text) != 0)
        reason = strerror(errno);
    close(descriptor);
    return reason == NULL ? 1 : fail(error, path, reason);
}

/*
** 0, or -1 with errno set. On the disk before the new file gets its name: a
** power cut must not leave an empty file of that name.
*/
static int write_all(int descriptor, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, text, length);

        if (written < 0 && errno != EINTR)
            return -1;
        if (written > 0) {
            text += written;
            length -= (size_t)written;
        }
    }
    return wa_sync(descriptor);
}

/* A new file with this content, on the disk; -1 with errno set */
static int create(const char *path, const char *text, size_t length)
{
    int descriptor, failed, reason;

    if (unlink(path) != 0 && errno != ENOENT)
        return -1; /* one that a killed process left */
    descriptor =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0)
        return -1;
    failed = write_all(descriptor, text, length);
    reason = errno;
    close(descriptor);
    if (failed != 0)
        unlink(path);
    errno = reason;
    return failed;
}

/*
** The file gets the content by way of a new one; -1 with errno set. The folder
** is synced as well: until then, a power cut may undo the new name.
*/
static int replace(const char *path, const char *new_path, const char *text,
                   size_t length)
{
    int reason;

    if (create(new_path, text, length) != 0)
        return -1;
    if (rename(new_path, path) == 0)
        return wa_folder_sync(path);
    reason = errno;
    unlink(new_path);
    errno = reason;
    return -1;
}

/* Written beside it and renamed, so that there is always a whole file */
int wa_private_write(const char *path, const char *text, size_t length,
                     struct wa_error *error)
{
    struct wa_buffer new_path;
    const char *reason = wa_folder_problem(path);

    wa_buffer_init(&new_path, WA_PATH_MAX);
    wa_buffer_text(&new_path, path);
    if (reason == NULL && wa_buffer_text(&new_path, ".new") != 0)
        reason = wa_path_problem(&new_path);
    else if (reason == NULL && replace(path, new_path.data, text, length) != 0)
        reason = strerror(errno);
    wa_buffer_free(&new_path);
    return reason == NULL ? 0 : fail(error, path, reason);
}

/*
** 0, or -1 with errno set: EWOULDBLOCK if somebody else has the lock. It is
** flock's, since fcntl's belong to a process: a second store in this one would
** get it, too. flock has no time limit, and an alarm would be the host's.
*/
static int lock(int descriptor, double seconds)
{
    const struct timespec pause = { 0, LOCK_PAUSE_NS };

    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if ((errno != EWOULDBLOCK && errno != EINTR) || seconds <= 0)
            return -1;
        nanosleep(&pause, NULL);
        seconds -= LOCK_PAUSE_NS / 1e9;
    }
    return 0;
}

/*
** The lock ends when the last copy of the descriptor is closed, at the latest
** with the processes that have one. O_NONBLOCK is for a path that names no
** file: opening it must not wait.
*/
int wa_private_lock(const char *path, double seconds, struct wa_error *error,
                    int *is_held)
{
    int descriptor =
        open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
             S_IRUSR | S_IWUSR);
    struct stat status;
    const char *reason;

    *is_held = 0;
    if (descriptor < 0)
        return fail_errno(error, path);
    reason = fstat(descriptor, &status) == 0 ? what_is_ours(&status, 0)
                                             : strerror(errno);
    if (reason == NULL)
        reason = wa_folder_problem(path);
    if (reason == NULL && lock(descriptor, seconds) != 0) {
        *is_held = errno == EWOULDBLOCK;
        reason = *is_held ? "another process holds the lock" : strerror(errno);
    }
    if (reason == NULL)
        return descriptor;
    close(descriptor);
    return fail(error, path, reason);
}

/* NULL if there is a file that somebody has made; it is not opened */
static const char *what_is_there(const char *path)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return strerror(errno);
    if (S_ISLNK(status.st_mode))
        return "is a symbolic link: name the file itself";
    return S_ISREG(status.st_mode) ? NULL : "is not a file";
}

int wa_private_create(const char *path, struct wa_error *error)
{
    int descriptor =
        open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    const char *reason;

    if (descriptor >= 0) {
        close(descriptor);
        return 0;
    }
    reason = errno == EEXIST ? what_is_there(path) : strerror(errno);
    return reason == NULL ? 0 : fail(error, path, reason);
}

/* "DEVICE:FILE": two paths with the same text are one file. */
int wa_file_identity(const char *path, char *text, size_t size)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return -1;
    snprintf(text, size, "%ju:%ju", (uintmax_t)status.st_dev,
             (uintmax_t)status.st_ino);
    return 0;
}
