#!/usr/bin/env bash
# The doctor against real proxies: nothing is found through those of deploy/proxies, and the cause through each that is broken.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

prepare
build_relay
build_page
cd "$root"
node --test "tests/system/doctor/**/*.test.mjs"
