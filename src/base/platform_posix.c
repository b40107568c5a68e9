#define _GNU_SOURCE /* dladdr, getentropy, pthread_condattr_setclock */
#include "platform.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __APPLE__ /* has getentropy elsewhere than all others */
#include <sys/random.h>
#endif

/* Clocks */

static double seconds_of(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* CLOCK_MONOTONIC: a clock that is set must neither end nor prolong a wait. */
double wa_seconds(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

long long wa_now(void)
{
    return (long long)(wa_seconds() * 1000);
}

double wa_time(void)
{
    return seconds_of(CLOCK_REALTIME);
}

void wa_sleep(double seconds)
{
    struct timespec left = { seconds >= 1, 0 };

    if (seconds > 0 && seconds < 1) /* else it may be no number */
        left.tv_nsec = (long)(seconds * 1e9);
    nanosleep(&left, NULL);
}

/* The process and its code */

int wa_random(void *bytes, size_t length)
{
    return getentropy(bytes, length);
}

long wa_process_id(void)
{
    return (long)getpid();
}

void wa_stay_loaded(void)
{
    static const char anchor[] = "an address inside this module";
    Dl_info info;

    /* The handle is dropped on purpose: it is never to be closed. */
    if (dladdr(anchor, &info) != 0 && info.dli_fname != NULL)
        (void)dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE);
}

void wa_map(const char *path)
{
    (void)dlopen(path, RTLD_LAZY | RTLD_LOCAL);
}

/* Threads */

int wa_at_fork(void (*before)(void), void (*after)(void),
               void (*in_child)(void))
{
    return pthread_atfork(before, after, in_child) == 0 ? 0 : -1;
}

struct wa_thread {
    pthread_t id;
};

/*
** A new thread inherits the blocked signals: the host's own threads handle
** signals.
*/
struct wa_thread *wa_thread_start(void *(*run)(void *), void *context)
{
    struct wa_thread *thread = malloc(sizeof(*thread));
    sigset_t every, before;
    int failed;

    if (thread == NULL)
        return NULL;
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    failed = pthread_create(&thread->id, NULL, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!failed)
        return thread;
    free(thread);
    return NULL;
}

void wa_thread_join(struct wa_thread *thread)
{
    pthread_join(thread->id, NULL);
    free(thread);
}

struct wa_monitor {
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static struct wa_monitor shared = { PTHREAD_MUTEX_INITIALIZER,
                                    PTHREAD_COND_INITIALIZER };
struct wa_monitor *const wa_shared_monitor = &shared;

/* pthread_cond_timedwait is to go by the same clock as wa_now. */
static int make_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes) != 0)
        return -1;
#ifndef __APPLE__ /* has no other clock, but a function of its own, below */
    if (pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0)
        return -1;
#endif
    return pthread_cond_init(condition, &attributes);
}

int wa_monitor_open(struct wa_monitor **monitor)
{
    struct wa_monitor *made;

    if (*monitor != NULL)
        return 0;
    made = malloc(sizeof(*made));
    if (made != NULL && pthread_mutex_init(&made->lock, NULL) == 0) {
        if (make_condition(&made->changed) == 0) {
            *monitor = made;
            return 0;
        }
        pthread_mutex_destroy(&made->lock);
    }
    free(made);
    return -1;
}

void wa_monitor_close(struct wa_monitor **monitor)
{
    if (*monitor == NULL)
        return;
    pthread_cond_destroy(&(*monitor)->changed);
    pthread_mutex_destroy(&(*monitor)->lock);
    free(*monitor);
    *monitor = NULL;
}

/* An uncontended lock costs little, but more than a look at a pointer. */
void wa_monitor_lock(struct wa_monitor *monitor)
{
    if (monitor != NULL)
        pthread_mutex_lock(&monitor->lock);
}

void wa_monitor_unlock(struct wa_monitor *monitor)
{
    if (monitor != NULL)
        pthread_mutex_unlock(&monitor->lock);
}

/* To all: the thread that stands still and the one that awaits that share it */
void wa_monitor_signal(struct wa_monitor *monitor)
{
    if (monitor != NULL)
        pthread_cond_broadcast(&monitor->changed);
}

/* May end for no reason, like every wait for a condition */
void wa_monitor_wait(struct wa_monitor *monitor)
{
    pthread_cond_wait(&monitor->changed, &monitor->lock);
}

void wa_monitor_wait_until(struct wa_monitor *monitor, long long until)
{
    struct timespec time;
#ifdef __APPLE__
    until -= wa_now();
#endif

    time.tv_sec = until / 1000;
    time.tv_nsec = until % 1000 * 1000000;
#ifdef __APPLE__
    pthread_cond_timedwait_relative_np(&monitor->changed, &monitor->lock,
                                       &time);
#else
    pthread_cond_timedwait(&monitor->changed, &monitor->lock, &time);
#endif
}

/* Sockets */

int wa_socket_prepare(int socket)
{
#ifdef SO_NOSIGPIPE /* macOS, which has no MSG_NOSIGNAL */
    int on = 1;

    setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof(on));
#endif
    if (fcntl(socket, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    return fcntl(socket, F_SETFL, O_NONBLOCK);
}

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/*
** Not a pipe: with MSG_DONTWAIT and MSG_NOSIGNAL, a send neither blocks nor
** raises SIGPIPE, whatever the host has set.
*/
int wa_socket_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return -1;
    if (wa_socket_prepare(ends[0]) == 0 && wa_socket_prepare(ends[1]) == 0)
        return 0;
    close(ends[0]);
    close(ends[1]);
    return -1;
}

int wa_socket_close(int socket)
{
    return close(socket);
}

void wa_socket_poke(int socket)
{
    (void)!send(socket, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void wa_socket_drain(int socket)
{
    char bytes[64];

    while (recv(socket, bytes, sizeof(bytes), MSG_DONTWAIT) > 0) {
    }
}

int wa_socket_is_silent(int socket)
{
    struct pollfd asked = { .fd = socket, .events = POLLIN };

    return poll(&asked, 1, 0) == 0;
}

int wa_socket_port(int socket)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } own;
    socklen_t size = sizeof(own);

    own.any.sa_family = AF_UNSPEC;
    if (getsockname(socket, &own.any, &size) != 0)
        return -1;
    return ntohs(own.any.sa_family == AF_INET6 ? own.v6.sin6_port
                                               : own.v4.sin_port);
}

int wa_is_loopback(const char *address)
{
    struct in_addr read;

    return inet_pton(AF_INET, address, &read) == 1 &&
           (ntohl(read.s_addr) >> 24) == 127;
}

/* Descriptors and folders */

void wa_descriptor_keep(int descriptor)
{
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

/* A socket's inode is its own as long as it is open. */
int wa_descriptor_identify(int descriptor, struct wa_identity *identity)
{
    struct stat now;

    if (fstat(descriptor, &now) != 0)
        return -1;
    identity->device = (unsigned long long)now.st_dev;
    identity->file = (unsigned long long)now.st_ino;
    return 0;
}

/* A connection takes one descriptor, a look-up or a CA file one more. */
int wa_descriptors_exhausted(void)
{
    int first = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int second = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int lacks = second < 0 && (errno == EMFILE || errno == ENFILE);

    if (first >= 0)
        close(first);
    if (second >= 0)
        close(second);
    return lacks;
}

int wa_has_hashed_certificates(const char *folder)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    int found = 0;

    if (directory == NULL)
        return 0;
    while (!found && (entry = readdir(directory)) != NULL) {
        size_t length = strlen(entry->d_name);

        found = length == 10 && strcmp(entry->d_name + 8, ".0") == 0;
    }
    closedir(directory);
    return found;
}
