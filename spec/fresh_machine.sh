#!/usr/bin/env bash
# Types the README's two commands as a newcomer would, twice each, on a bare
# Debian 12 made for the purpose: debootstrap's smallest, root, apt, this
# checkout and nothing else. Takes minutes, so spec/run.sh leaves it out.
# Needs root and debootstrap; removes all that it made.
#
#   spec/fresh_machine.sh [COMMAND...]    other commands than those two
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"

[[ $# -gt 0 ]] || set -- examples/demo.sh spec/run.sh
[[ $(id -u) == 0 ]] || fail "This needs root, for debootstrap and chroot."
command -v debootstrap >/dev/null ||
    fail "This needs debootstrap: apt-get install debootstrap"

# The machine's own sources of Debian packages, as lines of a sources.list
apt_sources() {
    # shellcheck disable=SC2016 # apt-get replaces them
    apt-get indextargets --format 'deb $(SITE) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' 'Origin: Debian' | grep bookworm | sort -u
}

# How it gets them: proxies, mirrors frozen at a date
apt_settings() {
    apt-config dump | grep -E '^Acquire::(https?::|Check-Valid-Until )' || true
}

sources=$(apt_sources)
mirror=$(awk '$3 == "bookworm" { print $2; exit }' <<<"$sources")
[[ -n $mirror ]] || fail "apt here knows no mirror of Debian 12 (bookworm)."

machine=$(mktemp -d)
readonly machine
trap 'rm -rf --one-file-system "$machine"' EXIT

say "Making a bare Debian 12 in $machine"
debootstrap --variant=minbase bookworm "$machine" "$mirror" \
    >"$machine.log" 2>&1 || fail "$(tail -n 20 "$machine.log")"
rm "$machine.log"
printf '%s\n' "$sources" >"$machine/etc/apt/sources.list"
apt_settings >"$machine/etc/apt/apt.conf.d/as-outside"
cp /etc/hosts /etc/resolv.conf "$machine/etc/"

# What a checkout of the tree as it stands would hold
mkdir -p "$machine/srv/check out"
git -C "$ROOT" ls-files --cached --others --exclude-standard -z |
    tar -C "$ROOT" --null --files-from=- -cf - |
    tar -C "$machine/srv/check out" -xf -

# In namespaces of its own: whatever is mounted or left running there is gone
# with the command, however that ends.
on_the_machine() {
    # shellcheck disable=SC2016 # for the shell in there
    unshare --mount --pid --fork --kill-child -- \
        chroot "$machine" env -i CI=true HOME=/root \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c '
            mount -t proc proc /proc &&
            mount -t devpts devpts /dev/pts && cd "/srv/check out" && exec "$0"
        ' "$1" </dev/null
}

failed=0
for command; do
    for time in first second; do
        say "" "== $command, the $time time"
        started=$SECONDS
        on_the_machine "$command" && status=0 || status=$?
        say "== status $status after $((SECONDS - started)) s"
        failed=$((failed + (status != 0)))
    done
done
((failed == 0))
