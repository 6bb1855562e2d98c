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
)

stage_link_schedules() {
	build_preset release link_schedules
	"$root/build/release/tests/unit/link/schedules/link_schedules" --schedules "${SCHEDULES:-1000000}"
}

prepare
run_stages "$@"
