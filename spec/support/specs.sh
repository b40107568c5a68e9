#!/usr/bin/env bash
# Runs the busted specs on one Lua and closes with `N passed, N failed`.
#
#   spec/support/specs.sh 5.5|5.4|5.3|5.1|luajit|/INTERPRETER [SPEC...]
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

cd "$ROOT"
use_built_module

lua=$(interpreter_of "$1")
shift

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# By name: the first line of busted itself asks for whatever `lua` is
"$lua" "$(command -v busted)" --output=plainTerminal "$@" 2>&1 |
    tee "$log" && status=0 || status=$?

number='\([0-9]\{1,\}\)'
counts=$(sed -n "s|^$number success[es]* / $number failures* / \
$number errors* / $number pending.*|\1 \2 \3 \4|p" "$log" | tail -n 1)
read -r passed failed errors skipped <<<"${counts:-0 0 0 0}"
failed=$((failed + errors))

if ((failed == 0 && (status != 0 || passed == 0))); then
    say "busted ended with status $status after $passed tests"
    failed=1
fi
((skipped == 0)) || say "$skipped pending"
say "$passed passed, $failed failed"
((failed == 0))
