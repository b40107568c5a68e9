#include "standard.h"

#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

/*
** open() returns the lowest free descriptor. It is opened in the wrong mode on
** purpose, so that its use still fails with EBADF.
*/
int wa_standard_take(void)
{
    int descriptor;

    for (descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        int mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;

        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", mode) < 0)
            return -1;
    }
    return 0;
}

/*
** Another program may have made it non-blocking: that belongs to the open
** file, which all programs of a terminal share.
*/
static int wait_for_room(int descriptor)
{
    struct pollfd set = { 0, POLLOUT, 0 };

    set.fd = descriptor;
    return poll(&set, 1, -1) < 0 && errno != EINTR ? -1 : 0;
}

/* Writes in as many pieces as needed, in any mode of the descriptor */
int wa_standard_write(int descriptor, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, text, length);

        if (written >= 0) {
            text += written;
            length -= (size_t)written;
        } else if (errno == EAGAIN) {
            if (wait_for_room(descriptor) != 0)
                return -1;
        } else if (errno != EINTR) {
            if (errno == EPIPE)
                wa_reader_left();
            return -1;
        }
    }
    return 0;
}
