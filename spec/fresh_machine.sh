#!/usr/bin/env bash
# Types the README's two commands as a newcomer would, twice each, on a bare
# Debian made for the purpose: debootstrap's smallest, root, apt, this checkout
# and nothing else. Takes minutes, so spec/run.sh leaves it out. Needs root and
# debootstrap; removes all that it made.
#
#   spec/fresh_machine.sh [--suite bookworm|trixie|sid]... [COMMAND...]
#
# Without a suite: on Debian 12. Other commands than those two may be given.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"

suites=()
while [[ ${1-} == --suite ]]; do
    suites+=("$2")
    shift 2
done
[[ ${#suites[@]} -gt 0 ]] || suites=(bookworm)
[[ $# -gt 0 ]] || set -- examples/demo.sh spec/run.sh
[[ $(id -u) == 0 ]] || fail "This needs root, for debootstrap and chroot."
command -v debootstrap >/dev/null ||
    fail "This needs debootstrap: apt-get install debootstrap"

# A mirror of Debian that this machine uses
mirror_of_debian() {
    # shellcheck disable=SC2016 # apt-get replaces it
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' \
        'Origin: Debian' 'Label: Debian' | head -n 1
}

# How it gets packages: proxies, mirrors frozen at a date
apt_settings() {
    apt-config dump | grep -E '^Acquire::(https?::|Check-Valid-Until )' || true
}

mirror=$(mirror_of_debian)
[[ -n $mirror ]] || fail "apt here knows no mirror of Debian."

machines=$(mktemp -d)
readonly machines
trap 'rm -rf --one-file-system "$machines"' EXIT

# What a checkout of the tree as it stands would hold
check_out() {
    mkdir -p "$1"
    git -C "$ROOT" ls-files --cached --others --exclude-standard -z |
        tar -C "$ROOT" --null --files-from=- -cf - | tar -C "$1" -xf -
}

make_machine() {
    local suite=$1 machine=$machines/$1
    say "Making a bare Debian ($suite) in $machine"
    debootstrap --variant=minbase "$suite" "$machine" "$mirror" \
        >"$machine.log" 2>&1 || fail "$(tail -n 20 "$machine.log")"
    say "deb $mirror $suite main" >"$machine/etc/apt/sources.list"
    apt_settings >"$machine/etc/apt/apt.conf.d/as-outside"
    cp /etc/hosts /etc/resolv.conf "$machine/etc/"
    check_out "$machine/srv/check out"
}

# In namespaces of its own: whatever is mounted or left running there is gone
# with the command, however that ends.
on_the_machine() {
    # shellcheck disable=SC2016 # for the shell in there
    unshare --mount --pid --fork --kill-child -- \
        chroot "$machines/$1" env -i CI=true HOME=/root \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c '
            mount -t proc proc /proc &&
            mount -t devpts devpts /dev/pts && cd "/srv/check out" && exec $0
        ' "$2" </dev/null
}

failed=0
for suite in "${suites[@]}"; do
    make_machine "$suite"
    for command; do
        for time in first second; do
            say "" "== $command on $suite, the $time time"
            started=$SECONDS
            on_the_machine "$suite" "$command" && status=0 || status=$?
            say "== status $status after $((SECONDS - started)) s"
            failed=$((failed + (status != 0)))
        done
    done
done
((failed == 0))
