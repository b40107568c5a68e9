#!/usr/bin/env bash
# Types the README's two commands as a newcomer would, twice each, on a bare
# Debian made for the purpose. Takes minutes, so spec/run.sh leaves it out.
# Needs root and debootstrap; removes all that it made.
#
#   spec/fresh_machine.sh [--suite bookworm|trixie|sid]... [COMMAND...]
#
# Without a suite: on Debian 12. Other commands than those two may be given.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/chroot.sh
. "$ROOT/spec/support/chroot.sh"

readonly SECONDS_MAX=7200 # a command that takes longer has hung

suites=()
while [[ ${1-} == --suite ]]; do
    suites+=("$2")
    shift 2
done
[[ ${#suites[@]} -gt 0 ]] || suites=(bookworm)
[[ $# -gt 0 ]] || set -- examples/demo.sh spec/run.sh
why=$(why_no_chroot)
[[ -z $why ]] || fail "No bare Debian can be made here: $why."

machines=$(mktemp -d)
readonly machines
trap 'rm -rf --one-file-system "$machines"' EXIT

failed=0
for suite in "${suites[@]}"; do
    machine=$machines/$suite
    say "Making a bare Debian ($suite) in $machine"
    make_chroot "$suite" "$machine" || fail "$(tail -n 20 "$machine.log")"
    for command; do
        for time in first second; do
            say "== $suite: $command, for the $time time"
            started=$SECONDS
            in_chroot "$machine" "$SECONDS_MAX" "$command" &&
                status=0 || status=$?
            say "== status $status after $((SECONDS - started)) s"
            failed=$((failed + (status != 0)))
        done
    done
done
((failed == 0))
