#define _DEFAULT_SOURCE /* sigaction, SIGWINCH */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#define USUAL_WIDTH 80 /* columns, if the terminal does not say */

/* The signals by which a person or the system asks a program to end */
static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

#define ENDING (sizeof(ending) / sizeof(ending[0]))

/* A handler gets only the signal, so the rest is here. */
static volatile sig_atomic_t noted;
static volatile sig_atomic_t is_hidden; /* `shown` is to be put back */
static int hidden_on;
static struct termios shown; /* as it was before the question */

/*
** Ends the program by a signal, once the handler returns. The shell must not
** get what was typed of a secret. Calls only what POSIX lists as safe in a
** handler.
*/
static void end_by(int number)
{
    if (is_hidden) {
        tcflush(hidden_on, TCIFLUSH);
        tcsetattr(hidden_on, TCSANOW, &shown);
    }
    signal(number, SIG_DFL);
    raise(number);
}

/* The handler: errno is kept, as the code that it interrupts may read it. */
static void note(int number)
{
    int reason = errno;

    if (noted != 0) /* nobody has acted on the first */
        end_by(number);
    noted = number;
    errno = reason;
}

/* System calls end at the signal: no SA_RESTART */
static void catch_one(int number, struct sigaction *before)
{
    struct sigaction action;

    memset(&action, 0, sizeof(action));
    action.sa_handler = note;
    sigemptyset(&action.sa_mask);
    sigaction(number, NULL, before);
    /* Lua's own program sets SIGINT's, so what was before is not known. */
    if (number == SIGINT || before->sa_handler != SIG_IGN)
        sigaction(number, &action, NULL);
}

/* For SIGPIPE: the write that caused it fails with EPIPE. */
static void outlive(int number)
{
    (void)number;
}

/* A handler, not SIG_IGN: programs that are started would inherit SIG_IGN */
static void outlive_pipes(void)
{
    struct sigaction action;

    sigaction(SIGPIPE, NULL, &action);
    if (action.sa_handler == SIG_IGN)
        return;
    memset(&action, 0, sizeof(action));
    action.sa_handler = outlive;
    sigemptyset(&action.sa_mask);
    sigaction(SIGPIPE, &action, NULL);
}

/* Nobody puts these handlers back: they stay until the program ends. */
void wa_interrupts_catch(void)
{
    struct sigaction before;
    size_t i;

    for (i = 0; i < ENDING; i++)
        catch_one(ending[i], &before);
    outlive_pipes();
}

void wa_reader_left(void)
{
    if (noted == 0)
        noted = SIGPIPE;
}

int wa_interrupted(void)
{
    return (int)noted; /* FreeBSD: a long */
}

/*
** Takes a line, and shows it only if it is no secret. Throws away what was
** typed before. `is_hidden` is set before the terminal changes: a signal in
** between puts back what is still there, which does no harm.
*/
static int prepare(int terminal, int is_secret)
{
    struct termios hidden;

    if (tcgetattr(terminal, &shown) != 0)
        return -1;
    hidden = shown;
    if (is_secret)
        hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    hidden.c_lflag |= ICANON | ISIG;
    hidden.c_iflag |= ICRNL;
    /* A program that is stopped could not put the terminal back. */
    hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
    hidden_on = terminal;
    is_hidden = 1;
    return tcsetattr(terminal, TCSAFLUSH, &hidden);
}

/* After a signal, what was typed of a secret must not reach the shell. */
static void show(int terminal)
{
    if (noted != 0)
        tcflush(terminal, TCIFLUSH);
    while (tcsetattr(terminal, TCSADRAIN, &shown) != 0 && errno == EINTR)
        ;
    is_hidden = 0;
}

/* Whether a signal does not end a program that has no handler for it */
static int is_harmless(int number)
{
    static const int harmless[] = {
        SIGCHLD, SIGCONT, SIGURG, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH,
#ifdef SIGINFO /* BSD and macOS, whose SIGIO is ignored as well */
        SIGINFO, SIGIO,
#endif
    };
    size_t i;

    for (i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
        if (number == harmless[i])
            return 1;
    }
    return 0;
}

/*
** Has every signal that would end the program at once put the terminal back
** first. `caught` gets those that were not caught before.
*/
static void catch_the_rest(sigset_t *caught)
{
    struct sigaction action;
    int number;

    sigemptyset(caught);
    for (number = 1; number < NSIG; number++) {
        if (is_harmless(number) || sigaction(number, NULL, &action) != 0 ||
            action.sa_handler != SIG_DFL)
            continue;
        action.sa_handler = end_by;
        if (sigaction(number, &action, NULL) == 0)
            sigaddset(caught, number);
    }
}

/* Only what had the default before was caught, so that it is put back. */
static void let_go(const sigset_t *caught)
{
    int number;

    for (number = 1; number < NSIG; number++) {
        if (sigismember(caught, number) == 1)
            signal(number, SIG_DFL);
    }
}

/*
** Waits for something to read. The signals are blocked but for the wait
** itself: none can come between the look at `noted` and the wait.
*/
static int wait_for_input(int terminal)
{
    sigset_t blocked, before;
    fd_set set;
    int ready;
    size_t i;

    FD_ZERO(&set);
    FD_SET(terminal, &set);
    sigemptyset(&blocked);
    for (i = 0; i < ENDING; i++)
        sigaddset(&blocked, ending[i]);
    sigprocmask(SIG_BLOCK, &blocked, &before);
    ready = noted != 0
                ? -1
                : pselect(terminal + 1, &set, NULL, NULL, NULL, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return noted != 0 || (ready < 0 && errno != EINTR) ? -1 : 0;
}

/* What has been typed since; -1 if there is no room for more */
static ssize_t read_some(int terminal, struct wa_line *line)
{
    if (line->length == sizeof(line->text)) {
        errno = EMSGSIZE;
        return -1;
    }
    if (wait_for_input(terminal) != 0)
        return -1;
    return read(terminal, line->text + line->length,
                sizeof(line->text) - line->length);
}

/*
** 1 with a line, without its end; 0 at the end of input; -1 with errno set, or
** with a signal noted. A terminal hands over a line at a time, so nothing
** follows the line's end.
*/
static int read_line(int terminal, struct wa_line *line)
{
    ssize_t got;

    for (;;) {
        got = read_some(terminal, line);
        if (got < 0 && errno == EINTR && noted == 0)
            continue;
        if (got <= 0)
            return got < 0 ? -1 : line->length > 0;
        line->length += (size_t)got;
        if (line->text[line->length - 1] == '\n') {
            line->length--;
            return 1;
        }
    }
}

void wa_line_wipe(struct wa_line *line)
{
    /* A call through a volatile pointer can't be proved to be memset. */
    static void *(*const volatile overwrite)(void *, int, size_t) = memset;

    overwrite(line, 0, sizeof(*line));
}

/* A prompt that can't be shown is not worth stopping for. */
static void print_on(int terminal, const char *text)
{
    ssize_t written = write(terminal, text, strlen(text));

    (void)written;
}

/* The terminal is shown again on every way out of here. */
static int ask(int terminal, const char *prompt, int is_secret,
               struct wa_line *line, const char **problem)
{
    int found = prepare(terminal, is_secret), reason;

    if (found == 0) {
        print_on(terminal, prompt);
        found = read_line(terminal, line);
    }
    reason = errno;
    if (is_hidden)
        show(terminal);
    if (is_secret || found <= 0) /* else the terminal has shown the end */
        print_on(terminal, "\n");
    if (found < 0)
        *problem = noted != 0 ? "interrupted" : strerror(reason);
    return found;
}

/*
** /dev/tty, because input and output may be files or pipes. select has room
** for descriptors below FD_SETSIZE only. The handlers from before come back.
*/
int wa_terminal_ask(const char *prompt, int is_secret, struct wa_line *line,
                    const char **problem)
{
    struct sigaction before[ENDING];
    sigset_t caught;
    int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    int found;
    size_t i;

    if (terminal < 0 || terminal >= FD_SETSIZE) {
        if (terminal >= 0)
            close(terminal);
        *problem = "there is no terminal";
        return -1;
    }
    for (i = 0; i < ENDING; i++)
        catch_one(ending[i], &before[i]);
    catch_the_rest(&caught);
    line->length = 0;
    found = ask(terminal, prompt, is_secret, line, problem);
    let_go(&caught);
    for (i = 0; i < ENDING; i++)
        sigaction(ending[i], &before[i], NULL);
    close(terminal);
    return found;
}

int wa_terminal_width(int descriptor)
{
    struct winsize size;

    if (isatty(descriptor) == 0)
        return 0;
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return USUAL_WIDTH;
    return size.ws_col;
}
