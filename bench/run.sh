#!/usr/bin/env bash
# What a call costs beside bare libcurl: instructions, and system calls.
# `bench/run.sh --help` says how.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../spec/support/setup.sh"

shopt -s inherit_errexit

readonly FEW=100 MANY=600
readonly OUT=$BUILD/bench
readonly PHONE_NUMBER_ID=106540352242922

# As long as Meta's are
token=$(printf 'EAAG%.0s' {1..50})
readonly token

at_most=

help() {
    cat <<TEXT
usage: bench/run.sh [--at-most RATIO]

Registers a number by \`client:register{ pin = "071934" }\` in Lua 5.4 and, as
the yardstick, by a C program that does the same POST with nothing but libcurl
and one easy handle kept: same headers, same body, one kept-alive connection
with TLS 1.3 to a local nginx, which answers {"success":true}. It answers 50
times a second, so that each call waits as it would for a distant server.

Counts the instructions of $FEW and of $MANY calls under valgrind and takes the
slope, so that start-up cancels; the same with the system calls under strace,
where it is there. Instructions repeat to half a percent on a busy machine,
times would not. Takes a minute.

  --at-most RATIO   fail where a call takes more than RATIO times the
                    instructions of bare libcurl

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
        --at-most)
            [[ ${2-} =~ ^[0-9]+(\.[0-9]+)?$ ]] ||
                fail "--at-most needs a number, such as 0.95"
            at_most=$2
            shift 2
            ;;
        *) fail "bench/run.sh: unknown option $1 (try --help)" ;;
        esac
    done
}

# What the benchmark needs besides the module and its Lua, in set-up's form
bench_packages() {
    cat <<'LIST'
demo valgrind  counts instructions
demo strace    counts system calls
demo nginx     the server that is called (Debian also starts it as a service)
demo openssl   makes the server's certificate
LIST
}

set_up_bench() {
    set_up test # for the journals
    packages() {
        bench_packages
    }
    install_packages demo
    mkdir -p "$OUT"
    gcc -O2 -o "$OUT/bare" "$ROOT/bench/bare.c" -lcurl
}

make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$server/key.pem" -out "$server/cert.pem" -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost \
        2>"$server/openssl.log" || fail "$(cat "$server/openssl.log")"
}

# With headers that Graph sends, and one that shows the connection is kept.
# The limit only slows requests that are not answered by `return` at once, so
# this one first finds no file for them.
write_configuration() {
    cat >"$server/nginx.conf" <<CONF
daemon off;
pid $server/nginx.pid;
worker_processes 1;
events {
    worker_connections 64;
}
http {
    access_log off;
    limit_req_zone \$server_port zone=answers:1m rate=50r/s;
    client_body_temp_path $server/body;
    proxy_temp_path $server/proxy;
    fastcgi_temp_path $server/fastcgi;
    uwsgi_temp_path $server/uwsgi;
    scgi_temp_path $server/scgi;
    server {
        listen 127.0.0.1:$port ssl;
        ssl_certificate $server/cert.pem;
        ssl_certificate_key $server/key.pem;
        ssl_protocols TLSv1.3;
        keepalive_requests 1000000;
        keepalive_timeout 600s;
        default_type "application/json; charset=UTF-8";
        location = /v25.0/$PHONE_NUMBER_ID/register {
            limit_req zone=answers burst=10;
            root /nonexistent;
            log_not_found off;
            error_page 404 = @answer;
        }
        location @answer {
            add_header facebook-api-version v25.0;
            add_header x-fb-trace-id BMcQs8AkDSb;
            add_header x-app-usage
                '{"call_count":1,"total_cputime":0,"total_time":0}';
            add_header x-connection-requests \$connection_requests;
            return 200 '{"success":true}';
        }
    }
}
CONF
}

is_listening() {
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

start_server() {
    local nginx
    nginx=$(PATH=$PATH:/usr/sbin command -v nginx)
    port=$((20000 + RANDOM % 10000))
    while is_listening; do
        port=$((port + 1))
    done
    write_configuration
    "$nginx" -e "$server/error.log" -c "$server/nginx.conf" &
    nginx_pid=$!
    for _ in {1..100}; do
        ! is_listening || return 0
        kill -0 "$nginx_pid" 2>/dev/null || break
        sleep 0.05
    done
    fail "nginx did not start:" "$(cat "$server/error.log")"
}

stop_server() {
    if [[ -n ${nginx_pid-} ]]; then
        kill "$nginx_pid" 2>/dev/null || true
        wait "$nginx_pid" || true
    fi
    rm -rf "$server"
}

# client WHICH COUNT [COMMAND...]: COUNT calls, run by COMMAND where given
client() {
    local which=$1 count=$2 url=https://localhost:$port
    shift 2
    case $which in
    bare) "$@" "$OUT/bare" "$url/v25.0/$PHONE_NUMBER_ID/register" \
        "$server/cert.pem" "$token" "$count" ;;
    ours) "$@" lua5.4 "$ROOT/bench/register.lua" "$url" \
        "$server/cert.pem" "$token" "$PHONE_NUMBER_ID" "$count" ;;
    esac
}

instructions() {
    local profile=$OUT/callgrind.$1.$2 log=$OUT/valgrind.log
    client "$1" "$2" valgrind --tool=callgrind \
        --callgrind-out-file="$profile" >"$log" 2>&1 || fail "$(cat "$log")"
    sed -n 's/^\(totals\|summary\): //p' "$profile" | tail -n 1
}

system_calls() {
    local counts=$OUT/strace.$1.$2
    client "$1" "$2" strace -f -c -U calls,name -o "$counts" \
        >"$OUT/strace.log" 2>&1 || fail "$(cat "$OUT/strace.log")"
    awk '$2 == "total" { print $1 }' "$counts"
}

# slope WHICH COUNTER: how much one more call adds
slope() {
    local few many
    few=$("$2" "$1" "$FEW")
    many=$("$2" "$1" "$MANY")
    awk -v few="$few" -v many="$many" -v calls=$((MANY - FEW)) \
        'BEGIN { print (many - few) / calls }'
}

row() {
    LC_ALL=C awk -v what="$1" -v form="$2" -v bare="$3" -v ours="$4" 'BEGIN {
        printf "%-24s" form form "%8.3f\n", what, bare, ours, ours / bare }'
}

parse "$@"
set_up_bench
use_built_module
# Both would read them; the server's own address is to be called
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY

server=$(mktemp -d)
trap stop_server EXIT
make_certificate
start_server

say "Counting the instructions and system calls of $FEW and $MANY calls each."
bare=$(slope bare instructions)
ours=$(slope ours instructions)
printf '\n%-24s%12s%12s%8s\n' 'one call' 'bare libcurl' ours ratio
row instructions '%12.0f' "$bare" "$ours"
row 'system calls' '%12.2f' "$(slope bare system_calls)" \
    "$(slope ours system_calls)"

printf '\nAn attempt taken and settled, by journal:\n'
lua5.4 bench/journal.lua

if [[ -n $at_most ]]; then
    awk -v bare="$bare" -v ours="$ours" -v most="$at_most" \
        'BEGIN { exit !(ours <= most * bare) }' ||
        fail "More than $at_most times the instructions of bare libcurl."
fi
