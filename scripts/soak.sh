#!/usr/bin/env bash
# The proofs that take long. `make test` runs a smaller form of each.
# Usage: soak.sh [STAGE…]   to run only these, by their names below; MINUTES=30 of each kind of sessions
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
	'hidden_tab|a flood in a tab that has been hidden for six minutes, in a browser that slows hidden tabs down'
	'sessions|half an hour of sessions that flood, lose their sockets, go on and leave, on the relay as it is shipped: no growth'
	'sessions_address|the same under AddressSanitizer and LeakSanitizer'
	'sessions_thread|the same under ThreadSanitizer'
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

stage_hidden_tab() {
	build_relay
	build_page
	GLASSHELL_E2E_HIDDEN_SECONDS=${HIDDEN_SECONDS:-360} npm --prefix "$root" test -w e2e -- tab-hide --no-deps
}

# run_sessions NAME PRESET [OPTION…]: against the relay of this build.
run_sessions() {
	local name=$1 preset=$2
	shift 2
	build_preset "$preset" glasshell-relay
	build_load_generator
	# What was freed is kept by the sanitizer for a while, and would look like growth.
	ASAN_OPTIONS=quarantine_size_mb=8 TSAN_OPTIONS=second_deadlock_stack=1 \
		node "$root/tests/system/run-soak.mjs" "$name" "$root/build/$preset/relay/glasshell-relay" "${MINUTES:-30}" "$@"
}

export -f run_sessions # stages run in a shell of their own
stage_sessions() { run_sessions sessions release; }
stage_sessions_address() { run_sessions sessions_address dev --growth-kib 4096; }
# Its own memory grows with every address touched.
stage_sessions_thread() { run_sessions sessions_thread tsan --growth-kib 1000000; }

prepare
run_stages "$@"
