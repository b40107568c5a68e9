/*
** Runs a scenario in a fresh Lua state again and again while memory runs out
** at the first allocation, then at the second, ... until it passes with none
** refused. Each time the state is closed, and nothing may be left of what
** Lua, the module and libcurl allocated.
**
**     sweep SCENARIOS.lua NAME all|failures HTTPS_URL HTTP_URL CA_FILE
**
** The module is linked in, with malloc and its like renamed to wa_test_*.
** libcurl is swept over http: 7.88 frees a name twice when memory runs out
** while it keeps a TLS session.
*/
#include "../support/preload.h"

#include <curl/curl.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Who asks for memory: counted, and refused if asked not to */
struct source {
    const char *name;
    long live; /* blocks not given back */
    long asked; /* allocations since it was armed */
    long first, last; /* the ones to refuse; 0: none */
};

static struct source lua = { "Lua" };
static struct source core = { "the module" };
static struct source curl = { "libcurl" };

/* libcurl may ask on a thread that looks a name up. */
static void count_live(struct source *source, long change)
{
    __atomic_add_fetch(&source->live, change, __ATOMIC_SEQ_CST);
}

static int is_refused(struct source *source)
{
    long n = __atomic_add_fetch(&source->asked, 1, __ATOMIC_SEQ_CST);

    return n >= source->first && n <= source->last;
}

static void arm(struct source *source, long first, long last)
{
    source->asked = 0;
    source->first = first;
    source->last = last;
}

static void disarm(struct source *source)
{
    source->first = source->last = 0;
}

static void *take(struct source *source, size_t size)
{
    void *block = is_refused(source) ? NULL : malloc(size > 0 ? size : 1);

    if (block != NULL)
        count_live(source, 1);
    return block;
}

static void *take_zeroed(struct source *source, size_t count, size_t size)
{
    void *block = take(source, count * size);

    return block != NULL ? memset(block, 0, count * size) : NULL;
}

static void *resize(struct source *source, void *block, size_t size)
{
    if (block == NULL)
        return take(source, size);
    return is_refused(source) ? NULL : realloc(block, size);
}

static void give_back(struct source *source, void *block)
{
    if (block != NULL)
        count_live(source, -1);
    free(block);
}

/* Lua's; it counts on a block that shrinks */
static void *lua_memory(void *unused, void *block, size_t old, size_t size)
{
    (void)unused;
    if (size == 0) {
        give_back(&lua, block);
        return NULL;
    }
    if (block != NULL && size <= old)
        return realloc(block, size);
    return resize(&lua, block, size);
}

/* The module's */
void *wa_test_malloc(size_t size);
void *wa_test_calloc(size_t count, size_t size);
void wa_test_free(void *block);

void *wa_test_malloc(size_t size)
{
    return take(&core, size);
}

void *wa_test_calloc(size_t count, size_t size)
{
    return take_zeroed(&core, count, size);
}

void wa_test_free(void *block)
{
    give_back(&core, block);
}

/* libcurl's */
static void *curl_malloc(size_t size)
{
    return take(&curl, size);
}

static void curl_give_back(void *block)
{
    give_back(&curl, block);
}

static void *curl_realloc(void *block, size_t size)
{
    return resize(&curl, block, size);
}

static char *curl_strdup(const char *text)
{
    char *copy = take(&curl, strlen(text) + 1);

    return copy != NULL ? memcpy(copy, text, strlen(text) + 1) : NULL;
}

static void *curl_calloc(size_t count, size_t size)
{
    return take_zeroed(&curl, count, size);
}

/* Nothing is unmapped, so that a leak's report can name its library. */
int dlclose(void *library);

int dlclose(void *library)
{
    (void)library;
    return 0;
}

/* What one run came to */
struct run {
    int reached; /* whether anything was refused */
    char problem[512]; /* "" if all is well */
};

static char **arguments;
static const char *base_url;

enum argument {
    PROGRAM,
    SCENARIOS,
    NAME,
    EXTENT,
    HTTPS_URL,
    HTTP_URL,
    CA_FILE,
    ARGUMENTS
};

/*
** LuaJIT's interpreter is swept, not what it compiles: if memory runs out when
** it leaves a trace, 2.1 reads a null pointer, whatever the trace is of.
*/
#define COMPILE_NOTHING "if jit then jit.off() end"

/* () -> the function that a scenario gives when all it needs is there */
static int prepare(lua_State *L)
{
    luaL_openlibs(L);
    if (luaL_dostring(L, COMPILE_NOTHING) != 0)
        return lua_error(L);
    preload_library(L);
    if (luaL_loadfile(L, arguments[SCENARIOS]) != 0)
        return lua_error(L);
    lua_call(L, 0, 1);
    lua_getfield(L, -1, arguments[NAME]);
    lua_getfield(L, -1, "prepare");
    lua_pushstring(L, base_url);
    lua_pushstring(L, arguments[CA_FILE]);
    lua_call(L, 2, 1);
    return 1;
}

/* What was raised, as far as it can be said without asking for memory */
static const char *raised_text(lua_State *L)
{
    if (lua_type(L, -1) == LUA_TTABLE) {
        lua_pushliteral(L, "message");
        lua_rawget(L, -2);
    }
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "?";
}

static int speaks_of_memory(const char *text)
{
    return strstr(text, "not enough memory") != NULL ||
           strstr(text, "out of memory") != NULL ||
           strstr(text, "allocate memory") != NULL ||
           strstr(text, "memory is out") != NULL ||
           strstr(text, "expected memory") != NULL;
}

/*
** The error must say that memory was out. libcurl may report that in another
** way, as long as it is not taken for a mistake of the caller's.
*/
static int is_clean(lua_State *L, const struct source *source)
{
    if (lua_type(L, 1) != LUA_TTABLE || source != &curl)
        return 0;
    lua_getfield(L, 1, "origin");
    return lua_type(L, -1) == LUA_TSTRING &&
           strcmp(lua_tostring(L, -1), "local") != 0;
}

static void complain(struct run *run, const char *what, const char *more)
{
    size_t used = strlen(run->problem);

    snprintf(run->problem + used, sizeof(run->problem) - used, "%s%s%s",
             used > 0 ? "; " : "", what, more);
}

static void complain_of_error(struct run *run, lua_State *L,
                              const struct source *source)
{
    const char *text;

    lua_insert(L, 1);
    lua_settop(L, 1);
    text = raised_text(L);
    if (getenv("SWEEP_VERBOSE") != NULL)
        printf("        raised: %s\n", text);
    if (!speaks_of_memory(text) && !is_clean(L, source))
        complain(run, "raised: ", text);
}

#if LUA_VERSION_NUM >= 504
static void on_warning(void *run, const char *text, int continues)
{
    (void)continues;
    complain(run, "warned: ", text);
}
#endif

/* Some threads of libcurl outlive their transfer for a moment. */
static int is_back_to(const struct source *source, long blocks)
{
    struct timespec moment = { 0, 1000000 };
    int i;

    for (i = 0; i < 20000; i++) {
        if (__atomic_load_n(&source->live, __ATOMIC_SEQ_CST) == blocks)
            return 1;
        nanosleep(&moment, NULL);
    }
    return 0;
}

static void check_left(struct run *run, struct source *source, long blocks)
{
    char text[64];

    if (is_back_to(source, blocks))
        return;
    snprintf(text, sizeof(text), "%ld blocks left of ", source->live - blocks);
    complain(run, text, source->name);
    source->live = blocks;
}

/* One state from birth to close; `kept` blocks of libcurl are for good */
static void run_once(struct run *run, struct source *source, long first,
                     long last, long kept)
{
    lua_State *L = lua_newstate(lua_memory, NULL);

    memset(run, 0, sizeof(*run));
    if (L == NULL) {
        complain(run, "this Lua takes no allocator", "");
        return;
    }
#if LUA_VERSION_NUM >= 504
    lua_setwarnf(L, on_warning, run);
#endif
    base_url = arguments[source == &curl ? HTTP_URL : HTTPS_URL];
    lua_pushcfunction(L, prepare);
    if (lua_pcall(L, 0, 1, 0) != 0) {
        complain(run, "preparing: ", raised_text(L));
        lua_close(L);
        return;
    }
    arm(source, first, last);
    if (lua_pcall(L, 0, 0, 0) == 0)
        lua_settop(L, 0);
    disarm(source);
    run->reached = source->asked >= first;
    if (lua_gettop(L) > 0)
        complain_of_error(run, L, source);
    lua_close(L);
    check_left(run, &lua, 0);
    check_left(run, &core, 0);
    check_left(run, &curl, kept);
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* How many allocations in a row are refused */
enum width {
    ONE = 1, /* from 5.3 on, Lua collects all it can and asks again */
    TWO = 2,
    ALL = INT_MAX
};

#define FIRST_THAT_ASKS_AGAIN 503

#define SLOW_SECONDS 1
#define SLOW_RUNS 3 /* more are not the machine's fault */

/* libcurl may lose sight of a transfer, up to its timeout. */
static int may_stall(const struct source *source, enum width width)
{
    return source == &curl && width != ALL;
}

#define EACH_OF_FIRST 500 /* a workflow has thousands, much like each other */
#define THEN_EVERY 11

/* Lets 0, 1, 2, ... allocations pass; whether all is well */
static int sweep(struct source *source, enum width width, long kept)
{
    double start = seconds();
    int problems = 0, slow = 0;
    struct run run;
    long n = 0;

    do {
        double before = seconds();

        n += n < EACH_OF_FIRST ? 1 : THEN_EVERY;
        run_once(&run, source, n, width == ALL ? LONG_MAX : n + width - 1,
                 kept);
        if (seconds() - before > SLOW_SECONDS && !may_stall(source, width) &&
            ++slow > SLOW_RUNS)
            complain(&run, "one more run that took over a second", "");
        if (run.problem[0] != '\0' && ++problems <= 3)
            printf("        at %ld: %s\n", n, run.problem);
    } while (run.reached);
    printf("%s %s: %ld allocations of %s, %s refused (%.1f s)\n",
           problems == 0 ? "ok     " : "not ok ", arguments[NAME], n - 1,
           source->name,
           width == ALL   ? "all from the nth on"
           : width == ONE ? "the nth"
                          : "the nth and the next",
           seconds() - start);
    fflush(stdout);
    return problems == 0;
}

static const struct {
    struct source *source;
    enum width width;
} sweeps[] = {
    { &lua, ALL },  { &lua, ONE },  { &lua, TWO },  { &core, ALL },
    { &core, ONE }, { &curl, ALL }, { &curl, ONE },
};

/* Whether the scenario shall be swept so, on this Lua */
static int is_wanted(const struct source *source, enum width width)
{
    int asks_again =
        source == &lua && LUA_VERSION_NUM >= FIRST_THAT_ASKS_AGAIN;

    if (source == &curl && LUA_VERSION_NUM < 504)
        return 0; /* it is the same under all of them */
    if (width == TWO)
        return asks_again;
    return width == ALL || !asks_again ||
           strcmp(arguments[EXTENT], "all") == 0;
}

static int sweep_all(void)
{
    int passed = 0, failed = 0;
    size_t i;

    for (i = 0; i < sizeof(sweeps) / sizeof(sweeps[0]); i++) {
        if (!is_wanted(sweeps[i].source, sweeps[i].width))
            continue;
        if (sweep(sweeps[i].source, sweeps[i].width, curl.live))
            passed++;
        else
            failed++;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed;
}

int main(int argc, char **argv)
{
    struct run run;

    if (argc != ARGUMENTS)
        return 2;
    arguments = argv;
    /* The module's own curl_global_init then leaves these in place. */
    if (curl_global_init_mem(CURL_GLOBAL_DEFAULT, curl_malloc, curl_give_back,
                             curl_realloc, curl_strdup, curl_calloc) != 0)
        return 2;
    run_once(&run, &lua, LONG_MAX, LONG_MAX, curl.live);
    if (run.problem[0] != '\0') {
        printf("not ok  %s: %s\n0 passed, 1 failed\n", argv[NAME],
               run.problem);
        return 1;
    }
    return sweep_all() > 0;
}
