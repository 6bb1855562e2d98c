#!/usr/bin/env bash
# Measures speed and size against `ssh` in the same run, into build/bench/results.json.
# Usage: bench.sh [NAME…]   to measure only these
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

prepare
build_relay
build_page
mkdir -p "$root/build/bench"
cd "$root"
exec node tests/bench/run.mjs "$@"
