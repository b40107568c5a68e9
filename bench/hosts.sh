#!/usr/bin/env bash
# What calls cost the programs they are made in: `bench/hosts.sh --help`.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../spec/support/setup.sh"

help() {
    cat <<TEXT
usage: bench/hosts.sh [--strict] [HOST...]

Runs the real program of each host, or of those named, with many calls in
flight to a local server, and measures what else it has to do meanwhile. A
host is a file in bench/hosts/. Times are only worth something on a machine
that does nothing else. Takes about two minutes.

  --strict   fail if a bar is missed
TEXT
}

# What the hosts need besides the module and its Luas, in set-up's form
bench_packages() {
    cat <<'LIST'
demo wrk     keeps many requests to nginx in flight
demo procps  finds nginx's worker
LIST
}

set_up_bench() {
    set_up test
    packages() {
        bench_packages
    }
    install_packages demo
}

# Each host prints rows: what was measured, the figure, the bar, the verdict.
measure() {
    local host=$1
    [[ -f bench/hosts/$host.lua ]] || fail "There is no host $host (try --help)"
    say "Measuring $host" >&2
    lua5.4 "bench/hosts/$host.lua" | sed "s/^/$host: /"
}

cd "$ROOT"
[[ ${1-} != --help && ${1-} != -h ]] || {
    help
    exit
}
strict=0
if [[ ${1-} == --strict ]]; then
    strict=1
    shift
fi
set_up_bench
use_built_module
unset http_proxy https_proxy HTTPS_PROXY all_proxy ALL_PROXY

hosts=("$@")
if ((${#hosts[@]} == 0)); then
    for file in bench/hosts/*.lua; do
        hosts+=("$(basename "$file" .lua)")
    done
fi

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
for host in "${hosts[@]}"; do
    measure "$host" >>"$rows"
done
awk -F '\t' '
    { for (i = 1; i <= NF; i++) if (length($i) > width[i]) width[i] = length($i)
      row[NR] = $0 }
    END { for (n = 1; n <= NR; n++) {
        split(row[n], cell, "\t")
        printf "%-*s  %*s  %*s  %s\n", width[1], cell[1], width[2], cell[2],
            width[3], cell[3], cell[4] } }' <(
    printf 'measured\tfigure\tbar\t\n'
    cat "$rows"
)
missed=$(grep -c $'\tmissed$' "$rows") || true
say "" "$missed bars missed"
((!strict || missed == 0))
