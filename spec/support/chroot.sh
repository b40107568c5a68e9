# shellcheck shell=bash
# Bare Debians in folders: debootstrap's smallest, root, apt, this checkout and
# nothing else. For the scripts that source setup.sh.

# A mirror may be away for a moment.
readonly CHROOT_TRIES=3 CHROOT_SECONDS=300

# A mirror of Debian that this machine uses
mirror_of_debian() {
    # shellcheck disable=SC2016 # apt-get replaces it
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' \
        'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1
}

# How it gets packages: proxies, mirrors frozen at a date
apt_settings() {
    apt-config dump | grep -E '^Acquire::(https?::|Check-Valid-Until )' || true
}

# Why none can be made here; nothing if it can
why_no_chroot() {
    if [[ $(id -u) != 0 ]]; then
        say "that needs root"
    elif ! command -v debootstrap >/dev/null; then
        say "this machine has no debootstrap"
    elif ! unshare --mount --pid --fork true 2>/dev/null; then
        say "this machine allows no namespaces of its own (unshare)"
    elif [[ -z $(mirror_of_debian) ]]; then
        say "apt here knows no mirror of Debian"
    fi
}

# What a checkout of the tree as it stands would hold
check_out() {
    mkdir -p "$1"
    git -C "$ROOT" ls-files --cached --others --exclude-standard -z |
        tar -C "$ROOT" --null --ignore-failed-read --files-from=- -cf - |
        tar -C "$1" -xf -
}

# make_chroot SUITE FOLDER: with this checkout in a folder whose name has a
# space; debootstrap's words go to FOLDER.log
make_chroot() {
    local suite=$1 folder=$2 mirror time
    mirror=$(mirror_of_debian)
    for ((time = 1; time <= CHROOT_TRIES; time++)); do
        rm -rf --one-file-system "$folder"
        ! timeout --kill-after=10 "$CHROOT_SECONDS" \
            unshare --mount --pid --fork --kill-child -- \
            debootstrap --variant=minbase "$suite" "$folder" "$mirror" \
            </dev/null >"$folder.log" 2>&1 || break
    done
    ((time <= CHROOT_TRIES)) || return 1
    say "deb $mirror $suite main" >"$folder/etc/apt/sources.list"
    apt_settings >"$folder/etc/apt/apt.conf.d/as-outside"
    cp /etc/hosts /etc/resolv.conf "$folder/etc/"
    check_out "$folder/srv/check out"
}

# in_chroot FOLDER SECONDS COMMAND: with status 124 or 137 if it takes longer.
# In namespaces of its own: whatever is mounted or left running there is gone
# with the command, however that ends.
in_chroot() {
    # shellcheck disable=SC2016 # for the shell in there
    timeout --kill-after=10 "$2" unshare --mount --pid --fork --kill-child -- \
        chroot "$1" env -i CI=true HOME=/root \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c '
            mount -t proc proc /proc &&
            mount -t devpts devpts /dev/pts && cd "/srv/check out" && exec $0
        ' "$3" </dev/null
}
