#!/usr/bin/env bash
# Measures speed and size against `ssh` in the same run, into build/bench/results.json; then, unless only some figures are
# wanted, the link's parts alone, into build/bench/native.json.
# Usage: bench.sh [--profile] [NAME…]   to measure only these; --profile writes CPU profiles beside the results
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

prepare
build_relay
build_page
build_load_generator
mkdir -p "$root/build/bench"
cd "$root"
failed=0
if [ $# = 0 ]; then
	build_preset release glasshell_benchmarks
	build/release/tests/bench/native/glasshell_benchmarks --benchmark_min_time=0.2 \
		--benchmark_out=build/bench/native.json --benchmark_out_format=json || failed=1
	echo
fi
# Last, so that its table is what is seen in the end.
node tests/bench/run.mjs "$@" || failed=1
exit $failed
