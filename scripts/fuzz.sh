#!/usr/bin/env bash
# Fuzzes each target for a while, from the corpus in git; what it learns stays in build/fuzz, a crash stops it.
# Usage: fuzz.sh [TARGET…]; SECONDS_EACH=60 by default
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

"$here/install-packages.sh"
build_preset fuzz
targets=("$@")
if [ ${#targets[@]} = 0 ]; then
	mapfile -t targets < <(find "$root/build/fuzz/tests/fuzz" -maxdepth 1 -type f -executable -name 'fuzz_*' -printf '%f\n' | sort)
fi
[ ${#targets[@]} -gt 0 ] || die "there is no fuzz target." "add one to tests/fuzz"

for target in "${targets[@]}"; do
	name=${target#fuzz_}
	say "=== $target for ${SECONDS_EACH:-60} s"
	mkdir -p "$root/build/fuzz/corpus/$name" "$root/build/fuzz/crashes/$name"
	seeds=("$root/tests/fuzz/corpus/$name")
	[ -d "${seeds[0]}" ] || seeds=()
	"$root/build/fuzz/tests/fuzz/fuzz_$name" -max_total_time="${SECONDS_EACH:-60}" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$root/build/fuzz/crashes/$name/" "$root/build/fuzz/corpus/$name" "${seeds[@]}" ||
		die "$target found something." "look into build/fuzz/crashes/$name, and run the target with that file"
done
