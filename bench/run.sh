#!/usr/bin/env bash
# What this module costs beside bare libcurl and beside its peers: sets up what
# that takes and starts bench/main.lua. `bench/run.sh --help` says how.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../spec/support/setup.sh"

# shellcheck source=bench/server.sh
. "$ROOT/bench/server.sh"

readonly OUT=$BUILD/bench

# As long as Meta's are
token=$(printf 'EAAG%.0s' {1..50})
readonly token

option=

help() {
    cat <<'TEXT'
usage: bench/run.sh [--strict|--instructions]

Registers a number over and over from Lua 5.4, as a user of the installed rock
would; by C programs that do the same POST with nothing but libcurl (an easy
handle that is kept, or a multi handle); and by luasocket with luasec, lua-http,
lua-curl, pycurl and Node's fetch. The server is a local nginx with TLS 1.3, on
another core if there is one; it answers {"success":true}. The instructions
are also counted for other configurations, for a register that is refused, for
a read, and for all that it takes to set a number up.

One table says what each took, the ratio to bare libcurl and to the cheapest
peer, and the bar for it. Instructions and system calls are the slope between
100 and 600 calls, so that start-up cancels, and are counted once: they repeat
to half a percent. CPU time is the median of paired ratios: all programs stay
alive and do slices of calls in turn. All other figures are medians of runs in
turn. The middle half of the ratios is shown beside each. Takes a quarter of
an hour.

  --strict        fail if a bar is missed
  --instructions  count instructions only, and none of the peers' (minutes; the
                  figures are the same on a busy machine)

Profiles are left in build/bench/: callgrind_annotate reads them.
TEXT
}

parse() {
    while (($# > 0)); do
        case $1 in
        --help | -h)
            help
            exit
            ;;
        --strict | --instructions) option=$1 ;;
        *) fail "bench/run.sh: unknown option $1 (try --help)" ;;
        esac
        shift
    done
}

# What the benchmark needs besides what the specs do, in set-up's form
bench_packages() {
    cat <<'LIST'
demo valgrind         counts instructions
demo strace           counts system calls
demo nginx            the server that is called (Debian also starts it as a service)
demo libnginx-mod-http-lua  lets it wait until as many calls as wanted are there
demo openssl          makes the server's certificate
demo util-linux       pins programs to cores, gives them authorities of their own
demo luarocks         installs the rock that is measured
demo lua-socket       a peer
demo lua-sec          TLS of that peer
demo lua-http         a peer
demo lua-curl|-       a peer, on Lua 5.1
demo lua5.1           runs that
demo python3-pycurl   a peer
demo nodejs           a peer
LIST
}

# The rock as it is installed, from a copy: others may be building in `src`
install_rock() {
    local log=$OUT/luarocks.log
    rm -rf "$OUT/rock" "$OUT/source"
    mkdir "$OUT/source"
    cp -R "$ROOT"/{lua,src,types} "$ROOT"/*.rockspec "$OUT/source"
    # lua-cjson comes from the system, where LuaRocks does not see it
    echo 'rocks_provided = { ["lua-cjson"] = "2.1.0-1" }' >"$OUT/config.lua"
    (cd "$OUT/source" && LUAROCKS_CONFIG=$OUT/config.lua \
        luarocks --lua-version 5.4 make --tree "$OUT/rock") >"$log" 2>&1 ||
        fail "$(cat "$log")"
}

compile() {
    local program
    for program in easy multi setup; do
        gcc -std=gnu99 -O2 -o "$OUT/$program" "$ROOT/bench/$program.c" \
            "$ROOT/bench/request.c" -lcurl
    done
    gcc -std=gnu99 -O2 -o "$OUT/measure" "$ROOT/bench/measure.c"
}

set_up_bench() {
    set_up test # for the journals
    packages() {
        bench_packages
    }
    install_packages demo
    mkdir -p "$OUT"
    compile
    install_rock
}

parse "$@"
set_up_bench
use_built_module
cd "$ROOT"
# They would be read by all; the server's own address is to be called
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY
ulimit -n "$(ulimit -H -n)"

server=$(mktemp -d)
trap stop_server EXIT
make_certificates
make_authorities
start_server

apart=()
has_authorities=no
if in_namespace true 2>/dev/null; then
    apart=(in_namespace)
    has_authorities=yes
fi
status=0
"${apart[@]}" lua5.4 bench/main.lua "$OUT" "$server" "$token" "$port" \
    "$has_authorities" ${option:+"$option"} || status=$?

if [[ $option != --instructions ]]; then
    printf '\nAn attempt taken and settled, by journal:\n'
    lua5.4 bench/journal.lua
fi
((status == 0))
