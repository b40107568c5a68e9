#!/usr/bin/env bash
# Tries what takes longer than the gate may: how memory is treated, whether the
# specs notice mistakes, inputs nobody thought of, every fault at every moment,
# what thousands of calls leave behind, and what calls cost: beside libcurl, and
# the programs they are made in. Prints a table for each, and closes with the
# sum as `N passed, N failed`. Takes about half an hour; needs no internet.
#
#   spec/prove.sh [memory|mutation|fuzz|faults|soak|bench|hosts...]
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"

readonly FUZZ_SECONDS=60

faults() {
    local files=()
    mapfile -t files < <(find spec -path 'spec/faults*_spec.lua' | sort)
    [[ ${#files[@]} -gt 0 ]] || fail "There are no specs of faults."
    FULL=1 spec/support/specs.sh 5.4 "${files[@]}"
}

usage() {
    fail "usage: spec/prove.sh [memory|mutation|fuzz|faults|soak|bench|hosts...]"
}

run_part() {
    case $1 in
    memory) spec/run.sh --memory ;;
    mutation) spec/mutation.sh ;;
    fuzz) spec/fuzz.sh "$FUZZ_SECONDS" ;;
    faults) faults ;;
    soak) SOAK_CALLS=20000 spec/support/specs.sh 5.4 spec/hosts/soak_spec.lua ;;
    bench) bench/run.sh ;;
    hosts) bench/hosts.sh ;;
    *) usage ;;
    esac
}

# prove PART: shows what it prints; one without counts is one check
prove() {
    local log=$BUILD/log/prove-$1.log good bad status=0
    printf '\n%s\n\n' "== $1 =="
    (run_part "$1") 2>&1 | tee "$log" || status=$?
    read -r good bad <<<"$(counts_in "$log")" || true
    [[ -n $good ]] || good=$((status == 0)) bad=$((status != 0))
    if ((status != 0 && bad == 0)); then
        bad=1
    fi
    passed=$((passed + good)) failed=$((failed + bad))
    printf -v summary '%s  %-10s %6d passed %3d failed %5d s\n' \
        "$summary" "$1" "$good" "$bad" $((SECONDS - started))
    started=$SECONDS
}

set_up test
cd "$ROOT"
mkdir -p "$BUILD/log"
[[ $# -gt 0 ]] || set -- memory mutation fuzz faults soak bench hosts
passed=0
failed=0
summary=
started=$SECONDS
for part; do
    prove "$part"
done
printf '\n%s\n\n%s' "== all ==" "$summary"
say "$passed passed, $failed failed"
((failed == 0))
