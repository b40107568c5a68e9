#!/usr/bin/env bash
# Everything that must be there before the demo or the tests can run: packages
# from apt, the module built for each Lua, and the search paths that find both.
# Leaves alone what is there already, so a second run takes a moment.
#
#   spec/support/setup.sh [demo|test]          sets up for one of the two
#   spec/support/setup.sh build                only builds the module
#   spec/support/setup.sh packages             only gets what is downloaded
#   eval "$(spec/support/setup.sh paths)"      this shell's Luas find the module
#
# The scripts that need it source it and call set_up (or build_all, on a
# machine without apt) and use_built_module.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=$ROOT/build
readonly ROOT BUILD

say() {
    printf '%s\n' "$@"
}

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# counts_in FILE: how many checks passed and failed, as its last line of counts
# says; nothing if it has none
counts_in() {
    sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$1" |
        tail -n 1
}

# One line a package: whom it is for, its name, what it is for. `a|b`: any of
# them will do, and the first that apt knows is installed; `-`: nothing is
# installed if apt knows none. On Debian 12 LuaJIT is luajit2, since `luajit`
# can't be on one machine with nginx's Lua there.
packages() {
    cat <<'LIST'
demo lua5.4                  runs the examples and the simulator
demo liblua5.4-dev           headers that the module is built with
demo gcc                     builds the module
demo libc6-dev               headers of the C library
demo libcurl4-openssl-dev|libcurl4-gnutls-dev  libcurl, which moves the bytes
demo ca-certificates         authorities that TLS connections are checked against
demo lua-cjson               JSON
demo lua-http                the simulator's HTTP server, with cqueues and luaossl
demo lua-argparse            reads the simulator's command line
test lua5.3                  a Lua to test on
test liblua5.3-dev           its headers
test lua5.1                  a Lua to test on
test liblua5.1-0-dev         its headers, for LuaJIT's module too
test lua5.5|-                a Lua to test on
test liblua5.5-dev|-         its headers
test luajit2|luajit          a Lua to test on
test libluajit2-5.1-dev|libluajit-5.1-dev  its headers, to compile against
test lua-busted              runs the specs
test lua-sec                 TLS of the scripted servers
test lua-socket              clocks and connections of the test harness
demo lua-sql-sqlite3         SQLite for the journal in a file
test redis-server            Redis for the journal of many machines
test lua-redis               a client of Redis
test nginx                   a host whose workers share a journal
test libnginx-mod-http-lua   Lua in nginx
test lua-nginx-redis         a client of Redis in nginx
test lua-luv                 an event loop that calls wait in
test lua-cqueues             another one
test lua-copas               another one, for Lua 5.1 and 5.2
test love                    a host that draws frames
test xvfb                    a screen for it where there is none
test xauth                   who may draw on that screen
test pkg-config              says how a C program is linked with Lua
test luarocks                installs the rock into a scratch tree
test locales                 a locale with a decimal comma
test zsh                     a shell that completes the command line
test fish                    another one
test groff-base              sets the manual page
test mandoc                  has something against manual pages that are wrong
test lua-check               lint for Lua
test clang-format            checks the layout of the C code
test clang-tidy              lint for C
test clang                  builds the fuzzers
test libclang-rt-dev        libFuzzer, and the sanitizers that go with it
test cppcheck                lint for C
test shellcheck              lint for the scripts
test valgrind                finds leaks and measures instructions
LIST
}

# The packages that apt can install
on_offer() {
    local names
    mapfile -t names < <(packages | awk '{ gsub(/[|]/, "\n", $2); print $2 }')
    LC_ALL=C apt-cache policy "${names[@]}" | awk '
        /^[^ ]/ { name = substr($1, 1, length($1) - 1) }
        /^  Candidate: [^(]/ { print name }'
}

# The first of `a|b` that is in a list of lines
first_in() {
    local list=$1 name
    for name in ${2//|/ }; do
        if grep -qxF -e "$name" <<<"$list"; then
            printf '%s' "$name"
            return
        fi
    done
    return 1
}

# What the caller's set-up needs but this machine lacks
missing_packages() {
    local profile=$1 for_whom names what installed offered name
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' |
        sed -n 's/^installed //p')
    offered=$(on_offer)
    while read -r for_whom names what; do
        [[ $for_whom == demo || $profile == test ]] || continue
        first_in "$installed" "$names" >/dev/null && continue
        name=$(first_in "$offered" "$names") || name=${names%%|*}
        [[ $names == *'|-' && $offered != *"$name"* ]] ||
            printf '%s %s\n' "$name" "$what"
    done < <(packages)
}

refuse_without_apt() {
    local for_whom names what
    say "This set-up knows Debian and its relatives only: there is no apt here."
    say "On another system, install what these Debian packages hold, and give"
    say "--no-setup:"
    while read -r for_whom names what; do
        [[ $for_whom == demo || $1 == test ]] &&
            printf '  %-22s %s\n' "${names%%|*}" "$what"
    done < <(packages)
    exit 1
} >&2

# Runs a command as root and shows a dot for each package it gets done
as_root() {
    local log=$1 line
    shift
    "$@" </dev/null 2>&1 | tee -a "$log" | while IFS= read -r line; do
        [[ $line != Unpacking* && $line != "Setting up"* ]] || printf .
    done
}

install_packages() {
    local profile=$1 missing names log=$BUILD/apt.log sudo=()
    missing=$(missing_packages "$profile")
    [[ -n $missing ]] || return 0
    mkdir -p "$BUILD"
    : >"$log"
    if [[ $(id -u) != 0 ]]; then
        mapfile -t names < <(cut -d' ' -f1 <<<"$missing")
        command -v sudo >/dev/null ||
            fail "This needs root, and there is no sudo. As root, run:" \
                "  apt-get update" \
                "  apt-get install --no-install-recommends ${names[*]}"
        sudo=(sudo)
    fi

    as_root "$log" "${sudo[@]}" apt-get -o Acquire::Retries=3 update ||
        say "(apt-get update failed; going on with the lists there are)"
    missing=$(missing_packages "$profile")
    mapfile -t names < <(cut -d' ' -f1 <<<"$missing")
    say "Set-up: apt-get installs what this machine lacks (and what that needs):"
    sed 's/^\([^ ]*\) /\1 - /; s/^/  /' <<<"$missing"
    printf 'This takes a minute or two; apt'\''s own words go to build/apt.log '
    # Never at the price of a package that somebody else needs
    as_root "$log" "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-remove --no-install-recommends \
        -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "${names[@]}" || {
        say
        tail -n 20 "$log" >&2
        fail "apt-get could not install them: see its words above."
    }
    say " done"
}

# The compiler's flag for the headers of a Lua
headers_of() {
    local name
    for name in "lua$1" "lua-$1"; do
        pkg-config --cflags-only-I "$name" 2>/dev/null | grep -o -- '-I[^ ]*' &&
            return
    done
    say "-I/usr/include/lua$1"
}

# With the compiler flags that LuaRocks uses, if MODULE_FLAGS (`make debug`) has
# no others. Objects for different Luas are kept apart, and one replaces another
# in one step: a test may be loading it.
# Its date is that of the start, so that an edit meanwhile counts as newer.
build_module() {
    local headers=$1 module=$2 now
    shift 2
    mkdir -p "${module%/*}"
    now=$(date +%s.%N)
    # shellcheck disable=SC2086 # several flags
    (cd "$ROOT" && gcc ${MODULE_FLAGS:--O2} -fPIC -shared "$headers" \
        -o "$module.$$" "$@")
    touch -d "@$now" "$module.$$"
    mv "$module.$$" "$module"
}

# The rockspecs say what each module is made of, from the root on: the path to
# there may have spaces.
c_modules() {
    local lua
    read -r lua < <(luas_here)
    (cd "$ROOT" && "$(interpreter_of "$lua")" spec/support/c_modules.lua \
        {,cli/}*-scm-1.rockspec)
}

# build_modules ABI HEADERS: those that are older than what they are made of
build_modules() {
    local abi=$1 headers=$2 is_said='' module words
    while read -r -a words; do
        module=$BUILD/$abi/${words[0]}
        [[ ! -f $module || -n $(find "$ROOT"/{,cli/}src "$ROOT"/{,cli/}*.rockspec \
            "${BASH_SOURCE[0]}" -newer "$module" -print -quit) ]] || continue
        [[ -n $is_said ]] || say "Set-up: building the modules for Lua $abi"
        is_said=1
        build_module "$headers" "$module" "${words[@]:1}"
    done < <(c_modules)
}

# The Luas of the set-up that are on this machine
luas_here() {
    local lua
    for lua in 5.4 luajit 5.3 5.1 5.5; do
        ! command -v "$(interpreter_of "$lua")" >/dev/null || say "$lua"
    done
}

# 5.4, luajit or a path as a command
interpreter_of() {
    case $1 in
    [0-9]*) say "lua$1" ;;
    *) say "$1" ;;
    esac
}

build_all() {
    local lua
    for lua in $(luas_here); do
        [[ $lua != luajit ]] || lua=5.1
        [[ $1 == demo && $lua != 5.4 ]] ||
            build_modules "$lua" "$(headers_of "$lua")"
    done
}

# Debian has lua-cjson for all Luas but 5.5.
build_cjson() {
    local log=$BUILD/cjson.log
    command -v lua5.5 >/dev/null || return 0
    [[ ! -f $BUILD/5.5/cjson.so ]] || return 0
    ! lua5.5 -e 'require "cjson"' 2>/dev/null || return 0
    say "Set-up: building lua-cjson for Lua 5.5"
    mkdir -p "$BUILD"
    "$ROOT/spec/support/cjson.sh" 5.5 >"$log" 2>&1 ||
        say "(that failed, see build/cjson.log: nothing is checked on 5.5)"
}

set_up() {
    local profile=$1
    command -v apt-get >/dev/null || refuse_without_apt "$profile"
    install_packages "$profile"
    build_all "$profile"
    [[ $profile != test ]] || build_cjson
}

# Each Lua finds the module built for it, and this checkout before any
# installed copy. 5.1 and LuaJIT read the names without a version.
use_built_module() {
    local lua="$ROOT/lua/?.lua;$ROOT/cli/lua/?.lua"
    lua+=";$ROOT/simulator/lua/?.lua;$ROOT/?.lua;;"
    export LUA_PATH=$lua LUA_CPATH="$BUILD/5.1/?.so;;"
    export LUA_PATH_5_3=$lua LUA_CPATH_5_3="$BUILD/5.3/?.so;;"
    export LUA_PATH_5_4=$lua LUA_CPATH_5_4="$BUILD/5.4/?.so;;"
    export LUA_PATH_5_5=$lua LUA_CPATH_5_5="$BUILD/5.5/?.so;;"
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    case ${1-test} in
    demo | test) set_up "${1-test}" ;;
    build) build_all test ;;
    packages) install_packages test && build_cjson ;;
    paths) use_built_module && export -p | grep -E ' LUA_C?PATH' ;;
    *) fail "usage: spec/support/setup.sh [demo|test|build|packages|paths]" ;;
    esac
fi
