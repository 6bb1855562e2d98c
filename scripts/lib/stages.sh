# shellcheck shell=bash
# Stages that run one after another, whatever became of the others. To be sourced, after common.sh.
# shellcheck disable=SC2154 # root and stages are the caller's

# run_stages [NAME…]: those of the array `stages` ("name|what it shows"), or only the named ones: each is the function stage_NAME.
# The last line counts them.
run_stages() {
	local passed=0 failed=0 report=() stage name what began
	for stage in "${stages[@]}"; do
		IFS='|' read -r name what <<<"$stage"
		if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
		printf '\n=== %s: %s\n' "$name" "$what"
		began=$SECONDS
		# A subshell of its own keeps `set -e` alive inside the stage, which a condition would switch off.
		if bash -c 'set -euo pipefail; here=$1; . "$1/lib/build.sh"; . "$1/env.sh"; eval "$2"; "stage_$3"' \
			stage "$root/scripts" "$(declare -f "stage_$name")" "$name" </dev/null; then
			passed=$((passed + 1)) report+=("passed   $name ($((SECONDS - began)) s)")
		else
			failed=$((failed + 1)) report+=("FAILED   $name ($((SECONDS - began)) s)")
		fi
	done

	printf '\nStages:\n'
	printf '  %s\n' "${report[@]}"
	printf '%d passed, %d failed\n' $passed $failed
	[ $failed = 0 ] && [ $passed -gt 0 ]
}
