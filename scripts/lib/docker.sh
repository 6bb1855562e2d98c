# shellcheck shell=bash
# A Docker engine: the machine's own, or else one of this run's own, as root, that ends with it. To be sourced, after common.sh
# and processes.sh.
# shellcheck source=scripts/lib/processes.sh
. "$(dirname "${BASH_SOURCE[0]}")/processes.sh"

base_image=${GLASSHELL_BASE:-debian:bookworm-slim}
docker_folder=$cache/docker

# docker_ready: an engine answers, and the base image is there.
docker_ready() {
	if ! docker info >/dev/null 2>&1; then
		"$root/scripts/install-packages.sh" --containers
		# Debian's client first: another one without buildx cannot build here. But not Debian's Node.js.
		PATH=/usr/bin:/usr/sbin:$PATH
		# shellcheck source=scripts/env.sh
		. "$root/scripts/env.sh"
		export DOCKER_HOST=unix://$docker_folder/docker.sock DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1
		docker_start
	fi
	docker image inspect "$base_image" >/dev/null 2>&1 || docker pull -q "$base_image" >/dev/null 2>&1 || docker_make_base
}

docker_start() {
	[ "$(id -u)" = 0 ] || die 'no Docker engine answers, and only root can start one.' 'start Docker, or run the same command as root'
	mkdir -p "$docker_folder"
	take_lock docker # its folder serves one engine at a time
	start "$docker_folder/dockerd.log" dockerd -H "$DOCKER_HOST" --data-root "$docker_folder/data" --exec-root "$docker_folder/exec" --pidfile "$docker_folder/pid"
	local engine=$started_pid deadline=$((SECONDS + 30))
	until docker info >/dev/null 2>&1; do
		is_running "$engine" && [ $SECONDS -lt $deadline ] ||
			die "the Docker engine did not start:
$(tail -n 20 "$docker_folder/dockerd.log")" "read the whole log: $docker_folder/dockerd.log"
		sleep 0.2
	done
}

# Debian's own packages, without what its slim image leaves out.
docker_make_base() {
	say "  $base_image cannot be pulled; making it from Debian's packages"
	local left_out=() path
	for path in /usr/share/man /usr/share/doc /usr/share/locale /usr/share/info /usr/share/lintian; do
		left_out+=(--dpkgopt="path-exclude=$path/*")
	done
	local sources=(/etc/apt/sources.list.d/debian.sources)
	[ -e "${sources[0]}" ] || sources=(/etc/apt/sources.list)
	mmdebstrap -q --variant=apt --mode=root --format=tar "${left_out[@]}" --dpkgopt=force-unsafe-io \
		--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr --include=usr-is-merged \
		--customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/*.bin "$1"/var/log/*' \
		bookworm - "${sources[@]}" 2>"$cache/logs/base-image.log" | docker import -c 'CMD ["bash"]' - "$base_image" >/dev/null ||
		die "$base_image could not be made." "read $cache/logs/base-image.log"
}

# compose ARGUMENT…
compose() {
	if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi
}

# build_image NAME FOLDER [DOCKERFILE]: with the certificates that this machine trusts, which the network's own may be among.
build_image() {
	run_step "image $1" "$cache/logs/image-$(basename "$1").log" docker build --progress=plain --build-arg BASE="$base_image" \
		--secret id=ca,src=/etc/ssl/certs/ca-certificates.crt -t "$1" ${3:+-f "$3"} "$2"
}

build_images() {
	build_image glasshell/relay "$root" "$root/deploy/relay/Dockerfile"
	build_image glasshell/nginx "$root/deploy/nginx"
	build_image glasshell/demo-node "$root/deploy/demo-node"
}
