#!/usr/bin/env bash
# Gives the module inputs that nobody thought of, SECONDS each (60): answers of
# a server, options of a program, requests to the simulator, files of numbers,
# bodies for a webhook. Starts from spec/fuzz/corpus and keeps what is new in
# build/fuzz. An input that breaks something is kept there, too, and shown; it
# belongs into a spec. Closes with `N passed, N failed`.
#
#   spec/fuzz.sh [--seed NUMBER] [SECONDS [NAME...]]
#       NAME            answer, options, simulator, csv or webhook
#       --seed NUMBER   draws the same each time; 0, the default, does not
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/sanitizers.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/sanitizers.sh"

readonly FUZZ=$BUILD/fuzz

readonly COMPILER=(clang -std=gnu99 -g -O1 -fno-omit-frame-pointer
    "${SANITIZERS[@]}" -fno-sanitize=function -I/usr/include/lua5.4 "-I$ROOT/src")

build_module_for_fuzzers() {
    rm -rf "$FUZZ/objects" && mkdir -p "$FUZZ/objects"
    (cd "$FUZZ/objects" &&
        "${COMPILER[@]}" -fsanitize=fuzzer-no-link -c "$ROOT"/src/*/*.c)
}

build_fuzzer() {
    "${COMPILER[@]}" -fsanitize=fuzzer "-DSCRIPT=\"spec/fuzz/$1.lua\"" \
        -o "$FUZZ/$1" spec/fuzz/harness.c "$FUZZ"/objects/*.o -rdynamic \
        -llua5.4 -lcurl
}

# Released memory is kept from use for a while, but not all there is
run_fuzzer() {
    local name=$1 log=$FUZZ/$1.log
    mkdir -p "$FUZZ/$name.corpus"
    ASAN_OPTIONS=quarantine_size_mb=32 "$FUZZ/$name" "-seed=$seed" \
        "-max_total_time=$seconds" -max_len=4096 -timeout=20 \
        -rss_limit_mb=1024 -detect_leaks=0 -use_value_profile=1 \
        -print_final_stats=1 "-artifact_prefix=$FUZZ/$name-" \
        "-dict=spec/fuzz/$name.dict" "$FUZZ/$name.corpus" \
        "spec/fuzz/corpus/$name" >"$log" 2>&1
}

show_result() {
    local name=$1 runs coverage
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$FUZZ/$name.log")
    coverage=$(sed -n 's/.* ft: \([0-9]*\) .*/\1/p' "$FUZZ/$name.log" |
        tail -n 1)
    printf '%-10s %10s inputs %8s features\n' "$name" "${runs:-?}" \
        "${coverage:-?}"
}

seed=0
if [[ ${1-} == --seed ]]; then
    seed=${2-}
    shift 2 || true
fi
seconds=${1-60}
[[ $seed$seconds =~ ^[0-9]+$ ]] ||
    fail "usage: spec/fuzz.sh [--seed NUMBER] [SECONDS [NAME...]]"
shift || true
[[ $# -gt 0 ]] || set -- answer options simulator csv webhook
set_up test
use_built_module
cd "$ROOT"
build_module_for_fuzzers
passed=0
failed=0
for name; do
    build_fuzzer "$name"
    if run_fuzzer "$name"; then
        passed=$((passed + 1))
    else
        tail -n 40 "$FUZZ/$name.log"
        failed=$((failed + 1))
    fi
    show_result "$name"
done
say "$passed passed, $failed failed"
((failed == 0))
