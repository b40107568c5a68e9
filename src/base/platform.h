/*
** Everything that the core asks of the system, except files and the doorbell.
** A port to another system replaces platform_posix.c and keeps this header.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/* Milliseconds of a clock that never goes back, for timeouts */
long long wa_now(void);

/*
** Seconds of the same clock, at its full resolution, to measure how long
** something took
*/
double wa_seconds(void);

/* Rounded up: no delay ends early, and no wait becomes one of no time */
static inline long wa_milliseconds(double seconds)
{
    return (long)(seconds * 1000 + 0.999);
}

/* Seconds since the epoch, with their fractions */
double wa_time(void);

/* A second at the most; a signal ends it early */
void wa_sleep(double seconds);

/* Fills up to 256 bytes from the system's CSPRNG; 0 or -1 */
int wa_random(void *bytes, size_t length);

/* The number of this process, which is another one after a fork */
long wa_process_id(void);

/*
** Keeps this module mapped for the life of the process. libcurl's resolver
** threads can outlive the Lua state that started a look-up, and would return
** into unmapped code if the state's closing unloaded the module.
*/
void wa_stay_loaded(void);

/* Maps a shared object; each of its symbols is looked up when first used */
void wa_map(const char *path);

/* 0 or -1; on a system without forks 0, and none of the three is called */
int wa_at_fork(void (*before)(void), void (*after)(void),
               void (*in_child)(void));

/* A thread on which every signal is blocked; NULL if none can be had */
struct wa_thread *wa_thread_start(void *(*run)(void *), void *context);

/* Waits for its end, and frees it */
void wa_thread_join(struct wa_thread *thread);

/*
** A lock, and a signal that what it guards has changed, for two threads. While
** it is NULL there is one thread alone, and nothing is locked.
*/
struct wa_monitor;

/* One that is always open, for what all threads of the process share */
extern struct wa_monitor *const wa_shared_monitor;

/* While there is one thread: 0 or -1 */
int wa_monitor_open(struct wa_monitor **monitor);
void wa_monitor_close(struct wa_monitor **monitor);

void wa_monitor_lock(struct wa_monitor *monitor);
void wa_monitor_unlock(struct wa_monitor *monitor);

/* Wakes all who wait; with the lock held, as are the next two */
void wa_monitor_signal(struct wa_monitor *monitor);

/* Waits for a signal, or for nothing at all: look again */
void wa_monitor_wait(struct wa_monitor *monitor);

/* The same, no longer than until wa_now() is `until` */
void wa_monitor_wait_until(struct wa_monitor *monitor, long long until);

/* Two sockets, prepared, connected with each other; 0, or -1 with errno set */
int wa_socket_pair(int ends[2]);

/* Makes it non-blocking, closed on exec and without SIGPIPE; 0 or -1 */
int wa_socket_prepare(int socket);

/* Closes any descriptor; 0 or -1 */
int wa_socket_close(int socket);

/* Sends a byte unless the socket is full; never blocks */
void wa_socket_poke(int socket);

/* Reads all that has come */
void wa_socket_drain(int socket);

/* Whether nothing has come, not even its end */
int wa_socket_is_silent(int socket);

/* Its own port; -1 if it has none */
int wa_socket_port(int socket);

/* Whether the text is an IPv4 address of 127.0.0.0/8 */
int wa_is_loopback(const char *address);

/* Programs that are started do not inherit the descriptor. */
void wa_descriptor_keep(int descriptor);

/* What distinguishes an open descriptor from a later one of its number */
struct wa_identity {
    unsigned long long device, file;
};

/* 0, or -1 and nothing if the descriptor is not open */
int wa_descriptor_identify(int descriptor, struct wa_identity *identity);

/* Whether the process has no descriptor left for another connection */
int wa_descriptors_exhausted(void);

/* Whether the folder has certificates under their hashed names, *.0 */
int wa_has_hashed_certificates(const char *folder);

#pragma GCC visibility pop
