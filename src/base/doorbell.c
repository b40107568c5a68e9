#define _DEFAULT_SOURCE /* mkdtemp */
#include "doorbell.h"

#include "platform.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

/*
** The socket lies in a folder that only this user can enter, since not every
** system checks the mode of a socket itself. The address has little room, so
** a long TMPDIR is not used.
*/
static int make_folder(struct wa_doorbell *doorbell)
{
    const char *parent = getenv("TMPDIR");
    int length;

    if (parent == NULL || parent[0] != '/' || strlen(parent) > 64)
        parent = "/tmp";
    length = snprintf(doorbell->folder, sizeof(doorbell->folder),
                      "%s/whatsapp-XXXXXX", parent);
    if (length < 0 || (size_t)length >= sizeof(doorbell->folder)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (mkdtemp(doorbell->folder) == NULL) { /* mode 0700 */
        doorbell->folder[0] = '\0';
        return -1;
    }
    return 0;
}

/* Listens at "bell" in that folder, without ever blocking the host */
static int listen_at(struct wa_doorbell *doorbell)
{
    struct sockaddr_un address;

    memset(&address, 0, sizeof(address));
    address.sun_family = AF_UNIX;
    snprintf(doorbell->path, sizeof(doorbell->path), "%s/bell",
             doorbell->folder);
    memcpy(address.sun_path, doorbell->path, sizeof(address.sun_path) - 1);
    doorbell->listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (doorbell->listener < 0 || wa_socket_prepare(doorbell->listener) != 0)
        return -1;
    if (bind(doorbell->listener, (struct sockaddr *)&address,
             sizeof(address)) != 0)
        return -1;
    return listen(doorbell->listener, BACKLOG);
}

int wa_doorbell_open(struct wa_doorbell *doorbell)
{
    memset(doorbell, 0, sizeof(*doorbell));
    doorbell->listener = -1;
    doorbell->owner = wa_process_id();
    if (make_folder(doorbell) == 0 && listen_at(doorbell) == 0)
        return 0;
    wa_doorbell_close(doorbell);
    return -1;
}

void wa_doorbell_close(struct wa_doorbell *doorbell)
{
    int code = errno; /* of what failed before */

    if (doorbell->listener >= 0)
        close(doorbell->listener);
    if (doorbell->owner == wa_process_id() && doorbell->folder[0] != '\0') {
        unlink(doorbell->path);
        rmdir(doorbell->folder);
    }
    memset(doorbell, 0, sizeof(*doorbell));
    doorbell->listener = -1;
    errno = code;
}

const char *wa_doorbell_path(const struct wa_doorbell *doorbell)
{
    int is_there = doorbell->owner == wa_process_id() &&
                   doorbell->listener >= 0 &&
                   access(doorbell->path, F_OK) == 0;

    return is_there ? doorbell->path : NULL;
}

/*
** The host connects and sends its 16 bytes at once, so that they are there as
** soon as the connection is. One that comes without them is closed.
*/
int wa_doorbell_accept(const struct wa_doorbell *doorbell,
                       char ring[WA_RING_LENGTH])
{
    for (;;) {
        int accepted = accept(doorbell->listener, NULL, NULL);

        if (accepted < 0)
            return -1;
        if (recv(accepted, ring, WA_RING_LENGTH, MSG_DONTWAIT) ==
                WA_RING_LENGTH &&
            wa_socket_prepare(accepted) == 0)
            return accepted;
        close(accepted); /* nobody of us */
    }
}
