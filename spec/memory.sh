#!/usr/bin/env bash
# Looks for leaks and bad accesses in the C code, and closes with
# `N passed, N failed`:
#
#   sweep      every allocation of Lua, of the module and of libcurl fails in
#              turn, through whole calls, on each Lua
#   sanitized  specs on Lua 5.4 with the module under ASAN and UBSAN
#   valgrind   some of them under valgrind
#
#   spec/memory.sh [sweep|sanitized|valgrind]...
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"

readonly MEMORY=$BUILD/memory
readonly RENAMED="-Dmalloc=wa_test_malloc -Dcalloc=wa_test_calloc \
-Dfree=wa_test_free"

# Headers and library of each Lua
readonly LUAS="lua5.4:lua5.4 luajit-2.1:luajit-5.1 lua5.3:lua5.3 lua5.1:lua5.1"

# What drives the C code; the others are about what is written in Lua
readonly SANITIZED="answers call errors events operations options pages \
pin_store registration retries safe sent workflow"
readonly UNDER_VALGRIND="operations pages pin_store workflow"

passed=0
failed=0

count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
}

# count_log FILE: the counts that it closes with, or one failure
count_log() {
    local good bad
    read -r good bad <<<"$(sed -n \
        's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$1" | tail -n 1)"
    count "${good:-0}" "${bad:-1}"
}

# busted's own summary as ours
busted_counts() {
    sed -n 's|^\([0-9]*\) success[es]* / \([0-9]*\) failures* /'`
        `' \([0-9]*\) errors* /.*|\1 \2 \3|p' "$1" | tail -n 1 |
        awk '{ print $1 " passed, " $2 + $3 " failed" }'
}

spec_files() {
    local name
    for name in $1; do
        printf 'spec/%s_spec.lua\n' "$name"
    done
}

sweep() {
    local pair headers library program
    for pair in $LUAS; do
        headers=${pair%:*} library=${pair#*:} program=$MEMORY/sweep-${pair#*:}
        # shellcheck disable=SC2086 # several words on purpose
        (cd "$MEMORY/objects" && rm -f ./*.o &&
            gcc -std=gnu99 -g -O1 $RENAMED "-I/usr/include/$headers" \
                -c "$ROOT"/src/*.c)
        gcc -std=gnu99 -g -O1 "-I/usr/include/$headers" -o "$program" \
            spec/memory/sweep.c "$MEMORY"/objects/*.o "-l$library" -lcurl -lm
        say "Every allocation fails in turn: $library"
        lua5.4 spec/memory/sweep.lua "$program" >"$MEMORY/sweep.log" 2>&1 ||
            true
        grep -v '^ok' "$MEMORY/sweep.log" || true
        count_log "$MEMORY/sweep.log"
    done
}

sanitized() {
    local log=$MEMORY/sanitized.log status=0
    say "Specs on Lua 5.4 under ASAN and UBSAN"
    gcc -std=gnu99 -g -O1 -fsanitize=address,undefined \
        -fno-sanitize-recover=all -fno-omit-frame-pointer \
        -I/usr/include/lua5.4 -o "$MEMORY/lua5.4-sanitized" \
        spec/memory/interpreter.c src/*.c -llua5.4 -lcurl
    # shellcheck disable=SC2046 # a word a file
    ASAN_OPTIONS=detect_leaks=1:malloc_context_size=30 \
        LSAN_OPTIONS=suppressions=spec/memory/leaks.supp:print_suppressions=0 \
        "$MEMORY/lua5.4-sanitized" "$(command -v busted)" \
        --output=plainTerminal $(spec_files "$SANITIZED") \
        >"$log" 2>&1 || status=$?
    busted_counts "$log" | tee "$log.counts"
    count_log "$log.counts"
    report "$status" "$log"
}

under_valgrind() {
    local log=$MEMORY/valgrind.log status=0
    say "Specs on Lua 5.4 under valgrind"
    # shellcheck disable=SC2046 # a word a file
    valgrind --leak-check=full --errors-for-leak-kinds=definite \
        --error-exitcode=9 --child-silent-after-fork=yes \
        lua5.4 "$(command -v busted)" --output=plainTerminal \
        $(spec_files "$UNDER_VALGRIND") >"$log" 2>&1 || status=$?
    busted_counts "$log" | tee "$log.counts"
    count_log "$log.counts"
    report "$status" "$log"
}

# One more count for the tool's own word, which is in how it ended
report() {
    if (($1 == 0)); then
        count 1 0
    else
        tail -n 60 "$2"
        count 0 1
    fi
}

[[ $# -gt 0 ]] || set -- sweep sanitized valgrind
set_up test
use_built_module
cd "$ROOT"
mkdir -p "$MEMORY/objects"
for part in "$@"; do
    case $part in
    sweep) sweep ;;
    sanitized) sanitized ;;
    valgrind) under_valgrind ;;
    *) fail "usage: spec/memory.sh [sweep|sanitized|valgrind]..." ;;
    esac
done
say "$passed passed, $failed failed"
((failed == 0))
