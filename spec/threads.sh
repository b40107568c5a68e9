#!/usr/bin/env bash
# Several Lua states on several threads, at random, against real servers, for
# some seconds: spec/threads/random.lua. Closes with `N passed, N failed`.
#
#   spec/threads.sh thread|address|plain [SECONDS [SEED]]
#
# `thread`: under the thread sanitizer; `address`: under ASAN and UBSAN; `plain`
# forks as well. libcurl, OpenSSL and Lua are as they are.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/setup.sh"
# shellcheck source=spec/support/sanitizers.sh
. "$(dirname "${BASH_SOURCE[0]}")/support/sanitizers.sh"

readonly THREADS=$BUILD/threads

flags=(-std=gnu99 -g -O1 -fno-omit-frame-pointer -I/usr/include/lua5.4)
case ${1-} in
thread) flags+=(-fsanitize=thread) ;;
address) flags+=("${SANITIZERS[@]}") ;;
plain) ;;
*) fail "usage: spec/threads.sh thread|address|plain [SECONDS [SEED]]" ;;
esac

set_up test
use_built_module
cd "$ROOT"
mkdir -p "$THREADS"
program=$THREADS/$1
gcc "${flags[@]}" -o "$program" spec/threads/states.c spec/support/system.c \
    src/*/*.c -llua5.4 -lcurl -lpthread
# What the thread sanitizer is not to report
suppressed=(spec/threads/tsan.supp)
case $(openssl version) in
"OpenSSL 3."[0-3].*) ;;
*) suppressed+=(spec/threads/openssl.supp) ;;
esac
cat "${suppressed[@]}" >"$THREADS/tsan.supp"
# Relative: options are parted at spaces
export TSAN_OPTIONS=suppressions=build/threads/tsan.supp
export LSAN_OPTIONS=suppressions=spec/threads/leaks.supp:print_suppressions=0
# A sanitizer's own locks may be held for ever in a child (GCC 12). States that
# are still open at the end are not lost.
[[ $1 == plain ]] || export WITHOUT_FORKS=1
exec lua5.4 spec/threads/threads.lua "${2-10}" "${3-$(date +%s)}" "$program"
