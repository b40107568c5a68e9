#!/usr/bin/env bash
# The first thing to type on a new machine: sets up what is missing, starts the
# simulator of the Graph API on this machine, and registers a number with it.
# Nothing leaves the machine. With --no-setup nothing is installed.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../spec/support/setup.sh"

if [[ ${1-} == --no-setup ]]; then
    build_all demo
else
    set_up demo
fi
use_built_module
cd "$ROOT"

# Reads show a registration two seconds later: with Meta it can take 90.
mkdir -p "$BUILD/log"
log=$BUILD/log/simulator.log
exec {announcement}< <(exec lua5.4 \
    simulator/bin/whatsapp-simulator --show-codes \
    --set status_lag=2 2>"$log")
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true' EXIT

# One line of JSON, once it listens
read -r -t 20 listening <&"$announcement" ||
    fail "The simulator did not start:" "$(cat "$log")"

value_of() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$listening"
}
WHATSAPP_BASE_URL=$(value_of base_url)
WHATSAPP_CA_FILE=$(value_of ca_file)
SIMULATOR_CONTROL_URL=$(value_of control_url)
export WHATSAPP_BASE_URL WHATSAPP_CA_FILE SIMULATOR_CONTROL_URL
export WHATSAPP_ACCESS_TOKEN=a-token-for-the-simulator

say "The simulator listens at $WHATSAPP_BASE_URL (its log: build/log/simulator.log)"
lua5.4 examples/demo.lua
