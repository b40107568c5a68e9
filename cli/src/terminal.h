/*
** The terminal that a person sits at, and the signals that end a command.
*/
#pragma once

#include <stddef.h>

#pragma GCC visibility push(hidden)

/* The longest line that a terminal lets one type */
#define WA_LINE_MAX 4096

/*
** From here on SIGINT, SIGTERM, SIGHUP and SIGQUIT are noted, for the program
** to end in good order; a second one ends it at once. A signal that was ignored
** when the program started stays ignored, except SIGINT. SIGPIPE does not end
** the program any more: writing fails instead.
*/
void wa_interrupts_catch(void);

/*
** Notes SIGPIPE, unless another signal was noted before: nobody reads the
** output.
*/
void wa_reader_left(void);

/* The signal that was noted, 0 if there was none */
int wa_interrupted(void);

struct wa_line {
    char text[WA_LINE_MAX]; /* without its end; no NUL closes it */
    size_t length;
};

/*
** Shows the prompt on the terminal and reads one line of it; a secret is not
** shown while it is typed. 1; 0 at the end of input; -1 with `problem` set:
** "interrupted" if a signal came. The terminal is as it was before in every
** case, also when another signal ends the program at once. The caller wipes the
** line.
*/
int wa_terminal_ask(const char *prompt, int is_secret, struct wa_line *line,
                    const char **problem);

void wa_line_wipe(struct wa_line *line);

/* Columns of the terminal on that descriptor; 0 if it is none */
int wa_terminal_width(int descriptor);

#pragma GCC visibility pop
