#!/usr/bin/env bash
# The command line, against the simulator on this machine: looks at a new
# number, sets it up with the code of the SMS, and shows what an error says.
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../spec/support/setup.sh"

set_up demo
use_built_module
cd "$ROOT"

# Installed by LuaRocks, it is a command of its own.
run() {
    say "" "\$ whatsapp-registration $*"
    lua5.4 cli/bin/whatsapp-registration "$@" || say "(ended with $?)"
}

state=$(mktemp -d)
exec {announcement}< <(exec lua5.4 cli/bin/whatsapp-registration simulate \
    --show-codes 2>"$state/log")
simulator=$!
trap 'kill "$simulator" 2>/dev/null || true; rm -rf "$state"' EXIT
read -r -t 20 listening <&"$announcement" ||
    fail "The simulator did not start:" "$(cat "$state/log")"

value_of() {
    sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$listening"
}
WHATSAPP_BASE_URL=$(value_of base_url)
WHATSAPP_CA_FILE=$(value_of ca_file)
export WHATSAPP_BASE_URL WHATSAPP_CA_FILE XDG_STATE_HOME=$state
export WHATSAPP_ACCESS_TOKEN=a-token-for-the-simulator
export WHATSAPP_PHONE_NUMBER_ID=106540352242922

run preflight
run request-code
WHATSAPP_CODE=$(sed -n 's/.*: \([0-9]*-[0-9]*\) is your.*/\1/p' "$state/log")
export WHATSAPP_CODE
run setup --draw-pin --test-to +16505551234
run status
run attempts --json
run set-pin --pin 123456
run explain 133005
