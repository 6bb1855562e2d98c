# shellcheck shell=bash
# What every script here shares: messages, timed and logged steps, the cache folder. To be sourced.
# shellcheck disable=SC2034 # the variables are for the scripts that source this file

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${GLASSHELL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/glasshell}

say() { printf '%s\n' "$*" >&2; }

# One sentence for what went wrong, one for what to do about it.
die() {
	printf '\nglasshell: %s\n' "$1" >&2
	[ -z "${2:-}" ] || printf 'Do this: %s\n' "$2" >&2
	exit 1
}

# run_step TITLE LOG COMMAND…: one line with the time it took; on failure the end of the log and where it is.
run_step() {
	local title=$1 log=$2 began=$SECONDS
	shift 2
	mkdir -p "$(dirname "$log")"
	printf '  %s … ' "$title" >&2
	if "$@" >"$log" 2>&1 </dev/null; then
		printf '%s s\n' $((SECONDS - began)) >&2
	else
		printf 'failed after %s s\n' $((SECONDS - began)) >&2
		tail -n 25 "$log" | sed 's/^/    | /' >&2
		die "$title failed." "read the whole log: $log"
	fi
}

# take_lock NAME: one run at a time per cache; released when the process ends. Children do not inherit it.
take_lock() {
	mkdir -p "$cache/locks"
	exec 9>"$cache/locks/$1"
	if ! flock --nonblock 9; then
		say "  another run holds $cache/locks/$1; waiting for it"
		flock 9
	fi
}

cpus() { nproc 2>/dev/null || echo 2; }
