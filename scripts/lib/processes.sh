# shellcheck shell=bash
# Starting processes and stopping exactly these, by their ids. To be sourced.
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

started=()

# start LOG COMMAND…: in the background, away from the terminal's Ctrl-C, and ended by the kernel if this script is killed.
# The process id is in $started_pid.
start() {
	local log=$1
	shift
	setsid setpriv --pdeathsig TERM -- "$@" >"$log" 2>&1 </dev/null 9>&- &
	started_pid=$!
	started+=("$started_pid")
}

is_running() { kill -0 "$1" 2>/dev/null; }

# with_descendants PID: it and all that came from it.
with_descendants() {
	local child
	echo "$1"
	for child in $(pgrep -P "$1" || true); do with_descendants "$child"; done
}

# stop_started: asks all of them to end, last started first, waits at most five seconds, then ends them.
stop_started() {
	local i pid pids=() deadline
	for ((i = ${#started[@]} - 1; i >= 0; i--)); do
		while read -r pid; do pids+=("$pid"); done < <(with_descendants "${started[i]}")
	done
	started=()
	[ ${#pids[@]} -gt 0 ] || return 0
	kill -TERM "${pids[@]}" 2>/dev/null || true
	deadline=$((SECONDS + 5))
	for pid in "${pids[@]}"; do
		while is_running "$pid" && [ $SECONDS -lt $deadline ]; do sleep 0.05; done
		kill -KILL "$pid" 2>/dev/null || true
	done
	wait 2>/dev/null || true
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port FIRST: the first port from FIRST on that nobody listens on, on loopback.
free_port() {
	local port
	for ((port = $1; port < $1 + 200; port++)); do
		if port_is_free "$port"; then
			echo "$port"
			return
		fi
	done
	die "no free port from $1 to $((port - 1)) on 127.0.0.1." "end what listens there"
}
