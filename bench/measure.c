#define _DEFAULT_SOURCE /* clock_gettime */
/*
** Runs a program and says what it took:
**
**   measure INPUT_FILE PROGRAM [ARGUMENT...]
**
** prints milliseconds until the first line of the program's output, those of
** CPU until its end, and the most memory it had, in kB.
*/
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void run(const char *input_file, char **program, const int output[2])
{
    int input = open(input_file, O_RDONLY);

    if (input >= 0 && dup2(input, 0) == 0 && dup2(output[1], 1) == 1) {
        close(input);
        close(output[0]);
        close(output[1]);
        execvp(program[0], program);
    }
    perror(program[0]);
    _exit(127);
}

/* When the first line was complete; then reads on to the end */
static double read_output(int descriptor)
{
    double first = 0;
    char byte;

    while (read(descriptor, &byte, 1) == 1)
        if (byte == '\n' && first == 0)
            first = now_ms();
    return first;
}

static double milliseconds(struct timeval time)
{
    return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

int main(int argc, char **argv)
{
    double start = now_ms(), first;
    struct rusage used;
    int output[2], status;
    pid_t child;

    if (argc < 3 || pipe(output) != 0)
        return 2;
    child = fork();
    if (child < 0)
        return 2;
    if (child == 0)
        run(argv[1], argv + 2, output);
    close(output[1]);
    first = read_output(output[0]);
    if (wait4(child, &status, 0, &used) != child || status != 0 ||
        first == 0) {
        fprintf(stderr, "measure: %s failed\n", argv[2]);
        return 1;
    }
    printf("%.3f %.3f %ld\n", first - start,
           milliseconds(used.ru_utime) + milliseconds(used.ru_stime),
           used.ru_maxrss);
    return 0;
}
