#!/usr/bin/env bash
# Builds the images: glasshell/relay, with its page, and for the demo glasshell/nginx and glasshell/demo-node.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/common.sh
. "$here/lib/common.sh"
# shellcheck source=scripts/lib/docker.sh
. "$here/lib/docker.sh"
trap stop_started EXIT

docker_ready
build_images
docker image ls --format '{{.Repository}}:{{.Tag}}  {{.Size}}' 'glasshell/*'
