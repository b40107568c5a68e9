#!/usr/bin/env bash
# Compiles the C code, without running it, for systems other than this one, as
# -std=c99 and without a warning. Leaves out, and says so, a system for which
# this machine has no compiler or headers. Closes with `N passed, N failed`, a
# system each.
#
#   spec/portable.sh [HEADERS]
#
# HEADERS is a folder of systems' headers as the Zig compiler ships them
# (lib/libc/include), for clang.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/warnings.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/warnings.sh"

cd "$ROOT"
readonly HEADERS=${1-} OUT=$BUILD/portable
shopt -s nullglob

# The headers of Lua and libcurl, which lie among this system's own
gather_headers() {
    local folder
    folder=$(pkg-config --variable=includedir libcurl)
    [[ -d $folder/curl ]] || folder=/usr/include/$(gcc -print-multiarch)
    rm -rf "$OUT" && mkdir -p "$OUT"
    cp -r "$folder/curl" /usr/include/lua5.4/. \
        /usr/include/*/lua5.4-deb-multiarch.h "$OUT"
}

passed=0
failed=0

# compile SYSTEM COMPILER...
compile() {
    local system=$1 file problems=
    shift
    for file in {src/*,cli/src}/*.c; do
        problems+=$("$@" -std=c99 -O2 "${WARNINGS[@]}" -isystem "$OUT" -Isrc \
            -c -o /dev/null "$file" 2>&1) || problems+="$file does not compile"
    done
    if [[ -z $problems ]]; then
        say "ok      $system, by $("$1" --version | head -n 1)"
        passed=$((passed + 1))
    else
        say "not ok  $system" "$(head -n 20 <<<"$problems")"
        failed=$((failed + 1))
    fi
}

# foreign SYSTEM TARGET FOLDER...: by clang, with the headers in these folders
foreign() {
    local system=$1 target=$2 folder flags=()
    shift 2
    for folder; do
        if [[ ! -d $HEADERS/$folder ]]; then
            say "left out: $system, without $folder in a folder of headers"
            return
        fi
        flags+=(-isystem "$HEADERS/$folder")
    done
    compile "$system" clang "--target=$target" --sysroot=/nowhere \
        -nostdlibinc "${flags[@]}"
}

gather_headers
for compiler in gcc clang; do
    compile "this system" "$compiler"
done
if command -v musl-gcc >/dev/null; then
    # What musl's FD_SET does to an int
    compile "Linux with musl" musl-gcc -Wno-sign-conversion
else
    say "left out: Linux with musl by gcc, without musl-tools"
fi
foreign "Linux with musl, 64 bits" x86_64-linux-musl \
    x86_64-linux-musl generic-musl
foreign "Linux with musl, 32 bits" armv7-linux-musleabihf \
    arm-linux-musl generic-musl
for name in FreeBSD NetBSD OpenBSD; do
    foreign "$name" "x86_64-unknown-${name,,}" \
        "x86_64-${name,,}-none" "generic-${name,,}"
done
foreign "macOS" arm64-apple-macos12 any-macos-any

say "$passed passed, $failed failed"
((failed == 0))
