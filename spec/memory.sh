#!/usr/bin/env bash
# One check of how the C code treats memory; closes with `N passed, N failed`.
#
#   spec/memory.sh sweep 5.4|luajit|5.3|5.1 [SCENARIO...]
#       memory runs out at every allocation in turn, through whole calls; on
#       LuaJIT, where it takes the least, under ASAN and UBSAN
#   spec/memory.sh sanitized 5.4|5.3|5.1 [SPEC.lua...]
#       specs with the module under ASAN and UBSAN; nothing may leak
#   spec/memory.sh valgrind [SPEC.lua...]
#       specs on 5.4 under valgrind; nearly every C function must run there
#
# `spec/run.sh --memory` does them all, the gate each sweep and `sanitized` on
# 5.4.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/sanitizers.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/sanitizers.sh"

readonly MEMORY=$BUILD/memory
readonly SANITIZER=(-O1 -fno-omit-frame-pointer "${SANITIZERS[@]}")

# The module's are counted, and refused, by the sweep.
readonly RENAMED=(-Dmalloc=wa_test_malloc -Dcalloc=wa_test_calloc
    -Dfree=wa_test_free)

# What drives the C code; the others are about what is written in Lua
readonly SANITIZED=(
    spec/{accepted_options,answers,answer_cost,app_secret,call}_spec.lua
    spec/{call_options,cancel,cli_terminal,configuration,errors}_spec.lua
    spec/{error_text,events,kept_connections,operations}_spec.lua
    spec/{operation_rules,options,option_names,pages,proxy}_spec.lua
    spec/{registration,results,retries,retry_after,safe,sent}_spec.lua
    spec/short_answers_spec.lua
    spec/pin_stores/file_spec.lua
    spec/{workflow,workflow_options,memory/collection}_spec.lua
    spec/hosts/{custom,cqueues,descriptors,thread}_spec.lua)

# Enough specs for nearly every C function to run: the others are for when
# memory is out, which the sweep sees to, for nginx, and for after a fork
readonly UNDER_VALGRIND=(
    spec/{accepted_options,answers,answer_cost,call,cancel}_spec.lua
    spec/{cli_terminal,configuration,errors,error_text}_spec.lua
    spec/{kept_connections,options,pages,proxy,registration}_spec.lua
    spec/{results,retries,retry_after,sent,memory/collection}_spec.lua
    spec/pin_stores/file_spec.lua
    spec/{operation_rules,hosts/custom,hosts/thread,hosts/cqueues}_spec.lua)

# compile LUA ARGUMENT...: gcc with the headers of that Lua
compile() {
    local headers=lua$1
    [[ $1 != luajit ]] || headers=luajit-2.1
    shift
    gcc -std=gnu99 -g "-I/usr/include/$headers" "$@"
}

# link LUA PROGRAM ARGUMENT...: the same, with that Lua's library
link() {
    local lua=$1 library=lua$1 program=$2
    [[ $lua != luajit ]] || library=luajit-5.1
    shift 2
    compile "$lua" -o "$program" "$@" "-l$library" -lcurl
}

check_sweep() {
    local lua=$1 program=$MEMORY/sweep-$1 objects=$MEMORY/objects-$1 flags
    shift
    flags=(-O1)
    [[ $lua != luajit ]] || flags=("${SANITIZER[@]}")
    rm -rf "$objects" && mkdir -p "$objects"
    (cd "$objects" &&
        compile "$lua" "${flags[@]}" "${RENAMED[@]}" -c "$ROOT"/src/*/*.c)
    link "$lua" "$program" "${flags[@]}" spec/memory/sweep.c "$objects"/*.o -lm
    exec lua5.4 spec/memory/sweep.lua "$program" "$@"
}

# Adds the counts of a spec, in a process of its own: ASAN of GCC 12 finds its
# own lists broken if one that has threads lives long
check_spec() {
    local log=$MEMORY/spec.log good bad
    spec/support/specs.sh "$@" >"$log" 2>&1 || cat "$log"
    read -r good bad <<<"$(counts_in "$log")"
    passed=$((passed + ${good:-0})) failed=$((failed + ${bad:-1}))
}

check_sanitized() {
    local lua=$1 interpreter=$MEMORY/lua$1-sanitized spec
    shift
    link "$lua" "$interpreter" "${SANITIZER[@]}" spec/memory/interpreter.c \
        src/*/*.c cli/src/*.c
    [[ $# -gt 0 ]] || set -- "${SANITIZED[@]}"
    for spec in "$@"; do
        check_spec "$interpreter" "$spec"
    done
    say "$passed passed, $failed failed"
    ((failed == 0))
}

# `yes` or `no` and the name, of each function of src: whether it has run, by
# what is in the directory of its objects
functions_that_ran() {
    (cd "$1" && gcov --no-output --function-summaries ./*.gcda) |
        awk '/^Function/ { name = $2; gsub("\047", "", name) }
             /^File/ { name = "" }
             /^Lines executed/ && name != "" {
                 print /:0\.00%/ ? "no" : "yes", name
                 name = ""
             }'
}

# check WHAT COMMAND...
check() {
    local what=$1
    shift
    if "$@"; then
        say "ok      $what"
        passed=$((passed + 1))
    else
        say "not ok  $what"
        failed=$((failed + 1))
    fi
}

# Some specs are too slow here for the times that they expect: they may fail,
# but not with a bad access.
check_valgrind() {
    local covered=$MEMORY/covered log=$MEMORY/valgrind.log unseen
    rm -rf "$covered" && mkdir -p "$covered"
    (cd "$covered" && compile 5.4 -O1 --coverage -c "$ROOT"/{src/*,cli/src}/*.c)
    link 5.4 "$covered/lua" --coverage spec/memory/interpreter.c \
        "$covered"/*.o
    [[ $# -gt 0 ]] || set -- "${UNDER_VALGRIND[@]}"
    valgrind --leak-check=full --errors-for-leak-kinds=definite,possible \
        --log-file="$log" "$covered/lua" "$(command -v busted)" \
        --output=plainTerminal "$@" || true
    cat "$log"
    functions_that_ran "$covered" >"$MEMORY/functions"
    unseen=$(grep -c ^no "$MEMORY/functions") || true
    say "Functions that have not run:"
    sed -n 's/^no /  /p' "$MEMORY/functions"
    check "no bad access, nothing lost" \
        grep -q 'ERROR SUMMARY: 0 errors' "$log"
    check "nine in ten of the C functions have run" \
        test $((unseen * 10)) -lt "$(wc -l <"$MEMORY/functions")"
    say "$passed passed, $failed failed"
    ((failed == 0))
}

usage() {
    fail "usage: spec/memory.sh sweep|sanitized LUA [NAME...]" \
        "       spec/memory.sh valgrind [NAME...]"
}

passed=0
failed=0
[[ ${1-} == valgrind || $# -ge 2 ]] || usage
set_up test
use_built_module
cd "$ROOT"
mkdir -p "$MEMORY"
# For specs that measure what is in use: these tools keep what is freed
export MEMORY_IS_CHECKED=1
export ASAN_OPTIONS=detect_leaks=1
export LSAN_OPTIONS=suppressions=spec/memory/leaks.supp:print_suppressions=0
case $1 in
sweep | sanitized | valgrind) "check_$1" "${@:2}" ;;
*) usage ;;
esac
