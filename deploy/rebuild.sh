#!/usr/bin/env bash
# Brings a stack of compose up to the newest commit: fetches, builds, restarts service by service (the relay drains first), asks the
# doctor, and puts back what ran before if it does not find all well.
# Usage: rebuild.sh [--no-pull] [--file compose.prod.yaml] [--address https://ssh.example.com] [DOCTOR_OPTION…]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
file=compose.yaml address='' pull=yes
while [ $# -gt 0 ]; do
	case $1 in
	--no-pull) pull=no && shift ;;
	--file) file=${2:?which file?} && shift 2 ;;
	--address) address=${2:?which address?} && shift 2 ;;
	*) break ;;
	esac
done
[ -n "$address" ] || address=https://localhost:${GLASSHELL_PORT:-8080}
cd "$root"

say() { printf '%s  %s\n' "$(date +%T)" "$*" >&2; }
compose() {
	if docker compose version >/dev/null 2>&1; then docker compose -f "$file" "$@"; else docker-compose -f "$file" "$@"; fi
}
export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1

[ $pull = no ] || { say 'fetching the newest commit' && git pull -q --ff-only; }

# What runs now keeps a name, so that it can come back.
services=$(compose config --services)
image_of() { docker inspect -f '{{.Config.Image}}' "$(compose ps -q "$1")"; }
declare -A image=() before=()
for service in $services; do
	container=$(compose ps -q "$service" 2>/dev/null) && [ -n "$container" ] || continue
	image[$service]=$(image_of "$service")
	before[$service]=$(docker inspect -f '{{.Image}}' "$container")
done

say 'building; what runs goes on meanwhile'
scripts/image.sh

healthy() {
	local deadline=$((SECONDS + 60)) container state
	while :; do
		container=$(compose ps -q "$1")
		state=$(docker inspect -f '{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' "$container" 2>/dev/null || true)
		case $state in healthy | running) return 0 ;; esac
		[ $SECONDS -lt $deadline ] || return 1
		sleep 1
	done
}

# Nodes first, what stands in front of them last: nothing waits for what is not there yet.
restart_all() {
	local service
	for service in $(compose config --services | awk '{ order = $1 == "nginx" ? 3 : $1 == "relay" ? 2 : 1; print order, $1 }' | sort | cut -d' ' -f2); do
		say "restarting $service"
		compose up -d --no-build --no-deps "$service"
		healthy "$service" || { say "$service does not become healthy" && return 1; }
	done
}

# From this machine, as whoever opens the page. The demo's certificate is nobody's but its own.
doctor() {
	local trusted=() certificate
	if [ "$file" = compose.yaml ]; then
		certificate=$(mktemp)
		trap 'rm -f "$certificate"' RETURN
		compose exec -T nginx cat /tmp/certificate.pem >"$certificate"
		chmod 644 "$certificate"
		trusted=(-v "$certificate:/trusted.pem:ro")
		set -- --ca /trusted.pem "$@"
	fi
	say "asking the doctor about $address"
	docker run --rm --network host "${trusted[@]}" "$(docker inspect -f '{{.Config.Image}}' "$(compose ps -q relay)")" doctor "$address" "$@"
}

if restart_all && doctor "$@"; then
	say 'done: everything is well'
	exit 0
fi

[ ${#before[@]} -gt 0 ] || { say 'there is nothing that ran before to go back to' && exit 1; }
say 'going back to what ran before'
for service in "${!before[@]}"; do docker tag "${before[$service]}" "${image[$service]}"; done
restart_all
exit 1
