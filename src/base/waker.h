/*
** A descriptor that becomes readable when something is done: how one thread
** wakes another that waits in whatever loop its host has.
*/
#ifndef WA_WAKER_H
#define WA_WAKER_H

struct wa_waker {
    int references; /* counted by one thread only */
    int read_end; /* -1 if somebody else has it */
    int write_end;
};

/* One reference; NULL with errno set if the system has no more of them */
struct wa_waker *wa_waker_new(void);

/* The same around the writing end of a connected socket, which it owns now */
struct wa_waker *wa_waker_around(int write_end);

struct wa_waker *wa_waker_ref(struct wa_waker *waker);
void wa_waker_unref(struct wa_waker *waker); /* takes NULL */

/* Makes it readable. By any thread, as long as there is a reference. */
void wa_waker_wake(const struct wa_waker *waker);

/* Makes it unreadable again */
void wa_waker_clear(const struct wa_waker *waker);

/* Makes a descriptor non-blocking and closed on exec; 0 or -1 */
int wa_waker_prepare(int descriptor);

#endif
