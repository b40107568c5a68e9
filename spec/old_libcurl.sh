#!/usr/bin/env bash
# Builds a libcurl from its source and runs the C tests and the specs of the
# transport with it: for versions that no Debian has any more. Works in a
# scratch folder that it removes. Needs cmake.
#
#   spec/old_libcurl.sh SOURCE [FILE...]
#
# SOURCE is what a release of curl unpacks to; the files are what spec/run.sh
# takes, which closes.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/chroot.sh
. "$ROOT/spec/support/chroot.sh"

[[ -f ${1-}/include/curl/curlver.h ]] ||
    fail "usage: spec/old_libcurl.sh SOURCE [FILE...]"
source=$(realpath "$1")
shift

scratch=$(mktemp -d)
readonly scratch
trap 'rm -rf "$scratch"' EXIT

# Older versions know CURL_USE_LIBSSH2 as CMAKE_USE_LIBSSH2.
build_libcurl() {
    cmake -S "$source" -B "$scratch/objects" -DCMAKE_BUILD_TYPE=Release \
        -DBUILD_CURL_EXE=OFF -DBUILD_TESTING=OFF -DCURL_DISABLE_LDAP=ON \
        -DCURL_DISABLE_LDAPS=ON -D{CMAKE,CURL}_USE_LIBSSH2=OFF \
        -DUSE_LIBIDN2=OFF -DCMAKE_INSTALL_PREFIX="$scratch/libcurl" \
        -DCMAKE_INSTALL_LIBDIR=lib &&
        cmake --build "$scratch/objects" &&
        cmake --install "$scratch/objects"
}

say "Building libcurl $(sed -n 's/^#define LIBCURL_VERSION "\(.*\)"/\1/p' \
    "$source/include/curl/curlver.h")"
build_libcurl >"$scratch/build.log" 2>&1 ||
    fail "$(tail -n 20 "$scratch/build.log")"

export CPATH=$scratch/libcurl/include LIBRARY_PATH=$scratch/libcurl/lib
export LD_LIBRARY_PATH=$scratch/libcurl/lib
check_out "$scratch/tree"
cd "$scratch/tree"

[[ $# -gt 0 ]] || set -- spec/{answers,call,cancel,proxy,results,retries}_spec.lua \
    spec/{kept_connections,secrets,sent}_spec.lua \
    spec/faults/matrix_spec.lua spec/c/*.c
spec/run.sh --no-setup --lua 5.4 "$@"
