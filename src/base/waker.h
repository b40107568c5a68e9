/*
** A descriptor that becomes readable when something is done: one thread wakes
** another by it, in any host's loop.
*/
#pragma once

#pragma GCC visibility push(hidden)

struct wa_waker {
    int references; /* counted by one thread only */
    int read_end; /* -1 if somebody else has it */
    int write_end;
};

/* One reference; NULL with errno set if the system has no more of them */
struct wa_waker *wa_waker_new(void);

/* The same around the writing end of connected sockets, which it owns now */
struct wa_waker *wa_waker_around(int write_end);

struct wa_waker *wa_waker_ref(struct wa_waker *waker);
void wa_waker_unref(struct wa_waker *waker); /* takes NULL */

/* Makes it readable. By any thread, as long as there is a reference. */
void wa_waker_wake(const struct wa_waker *waker);

/* Makes it unreadable again */
void wa_waker_clear(const struct wa_waker *waker);

#pragma GCC visibility pop
