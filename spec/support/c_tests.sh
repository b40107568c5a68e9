#!/usr/bin/env bash
# Builds each program in spec/c with the core (all but the Lua binding), runs
# it, and closes with `N passed, N failed`. A program that closes so is counted
# by its own numbers, any other as one test, by its exit status.
#
#   spec/support/c_tests.sh plain|sanitized [PROGRAM.c...]
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
# shellcheck source=spec/support/warnings.sh
. "$(dirname "${BASH_SOURCE[0]}")/warnings.sh"
# shellcheck source=spec/support/sanitizers.sh
. "$(dirname "${BASH_SOURCE[0]}")/sanitizers.sh"

cd "$ROOT"
flavour=$1
shift
out=$BUILD/c/$flavour
flags=(-std=c99 -O1 -g "${WARNINGS[@]}" -Isrc)
if [[ $flavour == sanitized ]]; then
    flags+=("${SANITIZERS[@]}")
fi

mkdir -p "$out"
rm -f "$out"/*.o
objects=()
for source in src/*/*.c; do
    [[ $source != src/lua/* ]] || continue
    object=$out/$(basename "$source" .c).o
    gcc "${flags[@]}" -c "$source" -o "$object"
    objects+=("$object")
done

[[ $# -gt 0 ]] || set -- spec/c/*.c
passed=0
failed=0
for source; do
    program=$out/$(basename "$source" .c)
    output=$(exec 2>&1
        gcc "${flags[@]}" -o "$program" "$source" "${objects[@]}" -lcurl &&
            "$program") && status=0 || status=$?
    counts=$(counts_in - <<<"$output")
    read -r good bad <<<"${counts:-$((status == 0)) $((status != 0))}"
    if ((status != 0 && bad == 0)); then
        bad=1
    fi
    say "$source: $good passed, $bad failed"
    if ((bad > 0)); then
        say "$output" "(status $status)"
    fi
    passed=$((passed + good)) failed=$((failed + bad))
done
say "$passed passed, $failed failed"
((failed == 0 && passed > 0))
