#include "private_file.h"

#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_MAX_BYTES 4096
#define LOCK_TRIES 1000
#define LOCK_PAUSE_NS 5000000

static int fail(struct wa_error *error, const char *path, const char *reason)
{
    wa_error_set(error, WA_UNAVAILABLE, "", "");
    wa_error_add(error, path, ": ", reason);
    return -1;
}

static int fail_errno(struct wa_error *error, const char *path)
{
    return fail(error, path, strerror(errno));
}

/*
** NULL where it is a file that only its owner, who is us, can read; where a
** person has named it, a pipe will do as well, and one of root's
*/
static const char *what_is_open(int descriptor, int is_named)
{
    struct stat status;

    if (fstat(descriptor, &status) != 0)
        return strerror(errno);
    if (!S_ISREG(status.st_mode) && !(is_named && S_ISFIFO(status.st_mode)))
        return is_named ? "is neither a file nor a pipe" : "is not a file";
    if (status.st_uid != geteuid() && !(is_named && status.st_uid == 0))
        return "belongs to another user";
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return "is open to others: its mode must be 0600";
    return NULL;
}

/* Why a buffer took no more */
static int errno_of(const struct wa_buffer *buffer)
{
    return buffer->state == WA_BUFFER_NO_MEMORY ? ENOMEM : EFBIG;
}

/* Whether it is to be tried again: a pipe may never have anything to read. */
static int is_disturbed(void)
{
    return errno == EINTR && wa_interrupted() == 0;
}

/* 0, or -1 with errno set */
static int read_all(int descriptor, struct wa_buffer *text)
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
    } while (got > 0 || (got < 0 && is_disturbed()));
    wa_wipe(chunk, sizeof(chunk));
    return got < 0 ? -1 : 0;
}

static int read_private(const char *path, int is_named, struct wa_buffer *text,
                        struct wa_error *error)
{
    int descriptor;
    const char *reason;

    do
        descriptor =
            open(path, O_RDONLY | O_CLOEXEC | (is_named ? 0 : O_NOFOLLOW));
    while (descriptor < 0 && is_disturbed());
    if (descriptor < 0 && errno == ENOENT)
        return 0;
    if (descriptor < 0)
        return fail_errno(error, path);
    reason = what_is_open(descriptor, is_named);
    if (reason == NULL && read_all(descriptor, text) != 0)
        reason = strerror(errno);
    close(descriptor);
    return reason == NULL ? 1 : fail(error, path, reason);
}

int wa_private_read(const char *path, struct wa_buffer *text,
                    struct wa_error *error)
{
    return read_private(path, 0, text, error);
}

int wa_private_read_named(const char *path, struct wa_buffer *text,
                          struct wa_error *error)
{
    return read_private(path, 1, text, error);
}

/* 0, or -1 with errno set */
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
    return fsync(descriptor);
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

/* Puts the name on the disk as well; -1 with errno set */
static int sync_directory(struct wa_buffer *path)
{
    char *slash = strrchr(path->data, '/');
    int descriptor, failed = 0;

    if (slash != NULL)
        slash[1] = '\0';
    descriptor = open(slash != NULL ? path->data : ".", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return -1;
    if (fsync(descriptor) != 0 && errno != EINVAL) /* some can't be */
        failed = -1;
    close(descriptor);
    return failed;
}

int wa_private_write(const char *path, const char *text, size_t length,
                     struct wa_error *error)
{
    struct wa_buffer new_path;
    int failed;

    wa_buffer_init(&new_path, PATH_MAX_BYTES);
    wa_buffer_text(&new_path, path);
    if (wa_buffer_text(&new_path, ".new") != 0)
        failed =
            fail(error, path,
                 new_path.state == WA_BUFFER_TOO_LARGE ? "is too long a path"
                                                       : strerror(ENOMEM));
    else if (create(new_path.data, text, length) != 0 ||
             rename(new_path.data, path) != 0 ||
             sync_directory(&new_path) != 0)
        failed = fail_errno(error, path);
    else
        failed = 0;
    wa_buffer_free(&new_path);
    return failed;
}

/* 0, or -1 with errno set */
static int lock(int descriptor)
{
    const struct timespec pause = { 0, LOCK_PAUSE_NS };
    int tries;

    for (tries = 0; tries < LOCK_TRIES; tries++) {
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return -1;
        nanosleep(&pause, NULL);
    }
    errno = EWOULDBLOCK;
    return -1;
}

int wa_private_lock(const char *path, struct wa_error *error)
{
    int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                          S_IRUSR | S_IWUSR);

    if (descriptor < 0)
        return fail_errno(error, path);
    if (lock(descriptor) != 0) {
        int reason = errno;

        close(descriptor);
        return fail(error, path,
                    reason == EWOULDBLOCK ? "is locked by another process"
                                          : strerror(reason));
    }
    return descriptor;
}

/* NULL where it is a directory that is ours */
static const char *what_directory(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return strerror(errno);
    if (!S_ISDIR(status.st_mode))
        return "is not a directory";
    if (status.st_uid != geteuid())
        return "belongs to another user";
    return NULL;
}

/* Makes all of a path that is missing; NULL, or why it can't be made */
static const char *make_directories(const char *path, struct wa_buffer *part)
{
    const char *slash = path;

    do {
        slash = strchr(slash + 1, '/');
        wa_buffer_clear(part);
        if (wa_buffer_append(part, path,
                             slash != NULL ? (size_t)(slash - path)
                                           : strlen(path)) != 0)
            return part->state == WA_BUFFER_TOO_LARGE ? "is too long a path"
                                                      : strerror(ENOMEM);
        if (mkdir(part->data, S_IRWXU) != 0 && errno != EEXIST &&
            slash == NULL)
            return strerror(errno);
    } while (slash != NULL);
    return NULL;
}

int wa_private_directory(const char *path, struct wa_error *error)
{
    struct wa_buffer part;
    const char *reason = strerror(ENOENT);

    wa_buffer_init(&part, PATH_MAX_BYTES);
    if (path[0] != '\0')
        reason = make_directories(path, &part);
    wa_buffer_free(&part);
    if (reason == NULL)
        reason = what_directory(path);
    return reason == NULL ? 0 : fail(error, path, reason);
}
