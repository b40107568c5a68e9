#!/usr/bin/env bash
# On other Debians than this machine's, what may differ between them: the C
# tests, the specs on Lua 5.4 and 5.5, and those of programs. Each is a bare
# one made for the purpose, and removed. One that can't be made is left out,
# with a line that says why. Closes with `N passed, N failed`.
#
#   spec/debians.sh trixie|sid|bookworm...
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/chroot.sh
. "$ROOT/spec/support/chroot.sh"

# A step that takes longer has hung: the network if a Debian is made, else a
# check.
readonly SET_UP_SECONDS=900 CHECK_SECONDS=2400

[[ $# -gt 0 ]] || fail "usage: spec/debians.sh trixie|sid|bookworm..."
machines=$(mktemp -d)
readonly machines
trap 'rm -rf --one-file-system "$machines"' EXIT

passed=0
failed=0
left_out=()

name_of() {
    case $1 in
    bookworm) say "Debian 12" ;;
    trixie) say "Debian 13" ;;
    *) say "Debian $1" ;;
    esac
}

leave_out() {
    say "  left out: $2"
    left_out+=("$(name_of "$1"): $2")
}

# What apt or debootstrap says is wrong, or its last word
problem_in() {
    grep -m 1 '^E: ' "$1" || tail -n 1 "$1"
}

install_debootstrap() {
    [[ $(id -u) == 0 ]] && ! command -v debootstrap >/dev/null || return 0
    apt-get update && apt-get install --yes --no-remove \
        --no-install-recommends debootstrap
}

# The packages of its own set-up as well, so that nothing is downloaded later
make_debian() {
    local suite=$1 why
    why=$(why_no_chroot)
    if [[ -n $why ]]; then
        leave_out "$suite" "$why"
    elif ! make_chroot "$suite" "$machines/$suite"; then
        leave_out "$suite" "debootstrap: $(problem_in "$machines/$suite.log")"
    elif ! in_chroot "$machines/$suite" "$SET_UP_SECONDS" \
        "spec/support/setup.sh packages" >"$machines/$suite.log" 2>&1; then
        leave_out "$suite" "its packages: $(problem_in "$machines/$suite.log")"
    else
        return 0
    fi
    return 1
}

check_debian() {
    local suite=$1 log=$machines/$1.log status=0 counts good bad line
    in_chroot "$machines/$suite" "$CHECK_SECONDS" "spec/run.sh --system" 2>&1 |
        tee "$log" | sed 's/^/  /' || status=$?
    ((status != 124 && status != 137)) ||
        say "  stopped: it took over $CHECK_SECONDS s"
    counts=$(counts_in "$log")
    read -r good bad <<<"${counts:-0 0}"
    ((bad > 0 || status == 0 && good > 0)) || bad=1
    while IFS= read -r line; do
        left_out+=("$(name_of "$suite"): ${line#left out: }")
    done < <(grep '^left out: ' "$log")
    passed=$((passed + good)) failed=$((failed + bad))
}

install_debootstrap >"$machines/apt.log" 2>&1 || true
for suite; do
    say "On $(name_of "$suite")"
    make_debian "$suite" || continue
    check_debian "$suite"
    rm -rf --one-file-system "${machines:?}/$suite"
done
for why in "${left_out[@]}"; do
    say "left out: $why"
done
say "$passed passed, $failed failed"
((failed == 0))
