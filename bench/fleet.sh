#!/usr/bin/env bash
# What a fleet costs a number: bench/fleet.lua says how that is measured.
#
#   bench/fleet.sh [COUNT [memory|sqlite|none [instructions]]]
set -euo pipefail
# shellcheck source=spec/support/setup.sh
. "$(dirname "${BASH_SOURCE[0]}")/../spec/support/setup.sh"

set_up test
use_built_module
cd "$ROOT"
exec lua5.4 bench/fleet.lua "$@"
