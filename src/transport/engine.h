/*
** The engine moves bytes over HTTPS: connections, and the loop that drives
** them. Nobody here knows Lua, nor what the bytes mean.
**
** An engine belongs to one thread, its user's. It moves only while the user
** waits for a transfer, or, from wa_engine_run on, on a thread of its own.
*/
#pragma once

#include "route.h"
#include "transfer.h"

#pragma GCC visibility push(hidden)

struct wa_engine;

/* Once a process, by any thread; 0, or -1 when libcurl can't be used */
int wa_transport_setup(void);

/* One reference. NULL when out of memory. */
struct wa_engine *wa_engine_new(void);
struct wa_engine *wa_engine_ref(struct wa_engine *engine);

/* The last one closes all connections; takes NULL */
void wa_engine_unref(struct wa_engine *engine);

/* Gives it a thread of its own, if it has none; -1 if none can be had */
int wa_engine_run(struct wa_engine *engine);

/*
** Ends that thread, soon, and for good; transfers under way move only while
** their user waits from then on
*/
void wa_engine_stop(struct wa_engine *engine);

/* Whether it was made before a fork: all but `unref` is then forbidden */
int wa_engine_is_foreign(const struct wa_engine *engine);

/* The libcurl that runs and what it is made of, as it names itself */
const char *wa_engine_libcurl(void);

/* Releases what was dropped and is over */
void wa_engine_reap(struct wa_engine *engine);

/* As wa_routes_find: a reference, or NULL with `error` set */
struct wa_route *wa_engine_route(struct wa_engine *engine,
                                 const char *base_url, const char *ca_file,
                                 const char *proxy, struct wa_error *error);

/* Gives such a reference back; takes NULL */
void wa_engine_leave_route(struct wa_engine *engine, struct wa_route *route);

/* Sends it when it is due */
void wa_engine_start(struct wa_engine *engine, struct wa_transfer *transfer);

/*
** Whether one of so many is not under way (any more); waits for that up to
** `wait_ms`. As wa_handover_wait, which replaces each such one by NULL
*/
int wa_engine_wait(struct wa_engine *engine, struct wa_transfer **transfers,
                   int count, long wait_ms);

/* Ends it now, as cancelled; nothing if it is not under way */
void wa_engine_cancel(struct wa_engine *engine, struct wa_transfer *transfer);

/*
** Cancels it for good. 1 if the engine's thread is still at it: its memory
** must stay until the owner's functions are called.
*/
int wa_engine_drop(struct wa_engine *engine, struct wa_transfer *transfer,
                   const struct wa_transfer_owner *owner);

/* See wa_handover_set_waker */
void wa_engine_set_waker(struct wa_engine *engine,
                         struct wa_transfer *transfer, struct wa_waker *waker);

#pragma GCC visibility pop
