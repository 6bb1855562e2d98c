#!/usr/bin/env bash
# The proofs that take long. `make test` runs a smaller form of each.
# Usage: soak.sh [STAGE…]   to run only these, by their names below
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"
# shellcheck source=scripts/lib/stages.sh
. "$here/lib/stages.sh"

# name | what it shows
stages=(
	'link_schedules|a million schedules of one session over sockets that an adversary cuts, delays and replays'
	'relay_cuts|500 sessions through a real relay, each cut 20 times at random octets and at every layer, both directions busy'
)

stage_link_schedules() {
	build_preset release link_schedules
	"$root/build/release/tests/unit/link/schedules/link_schedules" --schedules "${SCHEDULES:-1000000}"
}

stage_relay_cuts() {
	build_preset release relay_integration_tests
	GLASSHELL_CUT_SESSIONS=${CUT_SESSIONS:-500} GLASSHELL_CUTS=${CUTS:-20} \
		"$root/build/release/tests/integration/relay/relay_integration_tests" --gtest_filter='cuts.*'
}

prepare
run_stages "$@"
