#!/usr/bin/env bash
# Builds what changed, then runs a relay and a demo node on loopback until Ctrl-C, and prints the address to open.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"
# shellcheck source=scripts/lib/processes.sh
. "$here/lib/processes.sh"
# shellcheck source=scripts/lib/demo-node.sh
. "$here/lib/demo-node.sh"

prepare
build_relay
build_page

scratch=$(mktemp -d)
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	trap - EXIT
	stop_started
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'say; say "Stopped; nothing is left behind."; exit 0' INT TERM HUP

# The relay's log is the one worth seeing; the demo node's is shown when it ends by itself.
demo_port=$(free_port 22022)
demo_node_prepare "$scratch" "$demo_port"
start "$scratch/sshd.log" "$sshd" -D -e -f "$scratch/sshd_config"
demo_pid=$started_pid

relay_port=$(free_port 8022)
[ "$relay_port" = 8022 ] || say "Port 8022 is taken; the relay listens on $relay_port instead."
cat >"$scratch/relay.toml" <<END
listen = "127.0.0.1:$relay_port"
web_root = "$root/web/dist"
demo = true

[[nodes]]
name = "demo"
address = "127.0.0.1:$demo_port"
END
start "$scratch/relay.log" "$root/build/release/relay/glasshell-relay" --config "$scratch/relay.toml"
relay_pid=$started_pid

# wait_for_port PID PORT NAME LOG
wait_for_port() {
	local deadline=$((SECONDS + 10))
	while port_is_free "$2"; do
		is_running "$1" && [ $SECONDS -lt $deadline ] ||
			die "$3 did not start:
$(tail -n 20 "$4")" "read the message above"
		sleep 0.05
	done
}
wait_for_port "$demo_pid" "$demo_port" 'the demo node' "$scratch/sshd.log"
wait_for_port "$relay_pid" "$relay_port" 'the relay' "$scratch/relay.log"

cat <<END

Glasshell is ready: http://127.0.0.1:$relay_port/#demo=$(demo_login "$scratch")

The part after # is a throwaway login for the demo node; it ends with this command. Ctrl-C stops everything.
END
tail -n +1 -f "$scratch/relay.log" --pid "$relay_pid" >&2 &
started+=("$!")

wait -n "$demo_pid" "$relay_pid" && code=0 || code=$?
if is_running "$relay_pid"; then
	die "the demo node ended by itself (code $code):
$(tail -n 20 "$scratch/sshd.log")" 'start it again: make run'
fi
die "the relay ended by itself (code $code); its last words are above." 'start it again: make run'
