/*
** Runs a command at a terminal of its own, types for it, and shows what it
** shows.
**
**     pty COLUMNS STEP... -- COMMAND...
**
** ?TEXT waits until the command has shown TEXT, !TEXT types it, @PATH waits
** until there is such a file, <PATH types what is in it, -NUMBER sends the
** command a signal, = says on standard error whether what is typed is shown
** ("echo on", "echo off"). Ends as the command does (128 + signal), with a last
** word on the echo; 99 if it all takes too long.
*/
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_SECONDS 90
#define TOO_LATE 99

static char seen[1 << 20]; /* what was shown, up to now */
static size_t length, searched;
static int master, slave;
static pid_t child;
static int status, has_ended;
static time_t deadline;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void check_time(const char *what)
{
    if (time(NULL) < deadline)
        return;
    fprintf(stderr, "too late: %s\n", what);
    kill(child, SIGKILL);
    fwrite(seen, 1, length, stdout);
    exit(TOO_LATE);
}

/* Reads what there is, waiting a moment for it; 0 if there was nothing */
static int pump(void)
{
    struct pollfd set = { master, POLLIN, 0 };
    ssize_t got;

    if (poll(&set, 1, 20) <= 0 || length == sizeof(seen) - 1)
        return 0;
    got = read(master, seen + length, sizeof(seen) - 1 - length);
    if (got <= 0)
        return 0;
    length += (size_t)got;
    return 1;
}

static void look_for_end(void)
{
    if (!has_ended && waitpid(child, &status, WNOHANG) == child)
        has_ended = 1;
}

static void await(const char *text)
{
    char *found;

    while ((found = memmem(seen + searched, length - searched, text,
                           strlen(text))) == NULL) {
        look_for_end();
        if (!pump() && has_ended) {
            fprintf(stderr, "ended without: %s\n", text);
            return;
        }
        check_time(text);
    }
    searched = (size_t)(found - seen) + strlen(text);
}

static void await_file(const char *path)
{
    while (access(path, F_OK) != 0) {
        pump();
        check_time(path);
    }
}

static void type(const char *text)
{
    if (write(master, text, strlen(text)) < 0)
        die("write");
}

static void type_file(const char *path)
{
    char text[512];
    FILE *file = fopen(path, "r");
    size_t got;

    if (file == NULL)
        die(path);
    got = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[got] = '\0';
    type(text);
}

static void tell_echo(void)
{
    struct termios now;

    if (tcgetattr(slave, &now) != 0)
        die("tcgetattr");
    fprintf(stderr, "echo %s\n", (now.c_lflag & ECHO) ? "on" : "off");
}

static void take(const char *step)
{
    switch (step[0]) {
    case '?':
        await(step + 1);
        break;
    case '!':
        type(step + 1);
        break;
    case '@':
        await_file(step + 1);
        break;
    case '<':
        type_file(step + 1);
        break;
    case '-':
        kill(child, atoi(step + 1));
        break;
    case '=':
        tell_echo();
        break;
    default:
        fprintf(stderr, "no such step: %s\n", step);
        exit(1);
    }
}

/* A shell has what it starts in the background ignore the two signals. */
static void become(char **command)
{
    const struct rlimit none = { 0, 0 };

    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    setrlimit(RLIMIT_CORE, &none);
    setsid();
    if (ioctl(slave, TIOCSCTTY, 0) != 0)
        die("TIOCSCTTY");
    dup2(slave, 0);
    dup2(slave, 1);
    dup2(slave, 2);
    close(slave);
    close(master);
    execvp(command[0], command);
    die(command[0]);
}

static void open_terminal(const char *columns)
{
    struct winsize size = { 24, 0, 0, 0 };

    size.ws_col = (unsigned short)atoi(columns);
    master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0)
        die("posix_openpt");
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    if (slave < 0 || ioctl(slave, TIOCSWINSZ, &size) != 0)
        die("ptsname");
}

int main(int argc, char **argv)
{
    int first = 2;

    while (first < argc && strcmp(argv[first], "--") != 0)
        first++;
    if (first + 1 >= argc)
        return 1;
    open_terminal(argv[1]);
    deadline = time(NULL) + LIMIT_SECONDS;
    child = fork();
    if (child == 0)
        become(argv + first + 1);
    for (int i = 2; i < first; i++)
        take(argv[i]);
    do {
        look_for_end();
        check_time("its end");
    } while (pump() || !has_ended);
    fwrite(seen, 1, length, stdout);
    tell_echo();
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
