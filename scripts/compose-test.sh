#!/usr/bin/env bash
# Builds the images, runs the compose stack, and tests it from outside: what the images hold, who reaches whom, the doctor, and a
# person in a browser through nginx with TLS, while nginx is reloaded and restarted; the stack without the demo, with a node
# outside of Docker; and the Debian package under a systemd. Leaves nothing running.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"
# shellcheck source=scripts/lib/docker.sh
. "$here/lib/docker.sh"

prepare
build_relay
build_page
docker_ready

export COMPOSE_PROJECT_NAME=glasshell-test-$$ COMPOSE_FILE=$root/compose.yaml
# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	trap - EXIT
	compose down --volumes --timeout 5 >/dev/null 2>&1 || true
	COMPOSE_PROJECT_NAME=$COMPOSE_PROJECT_NAME-production COMPOSE_FILE=$root/compose.prod.yaml \
		compose down --volumes --timeout 5 >/dev/null 2>&1 || true
	docker ps --all --quiet --filter "label=$COMPOSE_PROJECT_NAME" | xargs --no-run-if-empty docker rm --force >/dev/null 2>&1 || true
	stop_started
}
trap clean_up EXIT
build_images

GLASSHELL_PORT=$(free_port 8080)
export GLASSHELL_PORT GLASSHELL_BASE=$base_image
compose up -d --no-build
deadline=$((SECONDS + 60))
nginx=$(compose ps -q nginx)
until [ "$(docker inspect -f '{{.State.Health.Status}}' "$nginx")" = healthy ]; do
	[ $SECONDS -lt $deadline ] || {
		compose logs --tail 20 >&2
		die 'the stack did not become healthy.' 'read its log above'
	}
	sleep 0.5
done

words() { compose logs demo-node | sed -nE "s/.*$1 ([^ ]+)\$/\1/p" | tail -n 1; }
export GLASSHELL_ADDRESS=https://localhost:$GLASSHELL_PORT/
GLASSHELL_PASSWORD=$(words 'with the password')
GLASSHELL_HOST_KEY=$(words 'host key is')
GLASSHELL_COMPOSE="$(if docker compose version >/dev/null 2>&1; then echo docker compose; else echo docker-compose; fi)"
export GLASSHELL_PASSWORD GLASSHELL_HOST_KEY GLASSHELL_COMPOSE
cd "$root"
failed=0
node --test --test-concurrency=1 "tests/compose/**/*.test.mjs" || failed=1
npx --no-install --workspace e2e playwright test --config compose.config.ts || failed=1
exit $failed
