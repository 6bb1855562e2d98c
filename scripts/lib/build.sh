# shellcheck shell=bash
# Building the parts; each function does nothing, quickly, when its part is up to date. To be sourced.
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# prepare: packages and Node.js.
prepare() {
	"$root/scripts/install-packages.sh"
	"$root/scripts/ensure-node.sh"
	# shellcheck source=scripts/env.sh
	. "$root/scripts/env.sh"
}

# build_preset PRESET [TARGET…]: configures once, then builds. The output is kept for a failure.
build_preset() {
	local preset=$1 tree=$root/build/$1
	shift
	if [ ! -e "$tree/build.ninja" ]; then
		(cd "$root" && cmake --preset "$preset" >&2) ||
			die "configuring the $preset build failed." "see CMake's message above"
	fi
	# Ninja says "no work to do" when that is so; only its silence is hidden.
	(cd "$root" && cmake --build "$tree" -j "$(cpus)" ${1:+--target "$@"} | { grep -v -e '^ninja: no work to do' -e '^ninja: Entering' || true; } >&2) ||
		die "the $preset build failed." "see the compiler's message above, or run: cmake --build build/$preset"
}

# content_hash PATH…: of the files below these paths, names and contents, without what builds put there.
content_hash() {
	(cd "$root" && find "$@" \( -name node_modules -o -name dist -o -name test-results -o -name playwright-report \) -prune \
		-o -type f -print0 | sort -z | xargs -0 sha256sum) | sha256sum | cut -c1-32
}

# unless_stamped NAME HASH COMMAND…: runs the command when NAME was last made from something else.
unless_stamped() {
	local stamp=$root/build/stamps/$1 hash=$2
	shift 2
	[ "$(cat "$stamp" 2>/dev/null)" != "$hash" ] || return 0
	rm -f "$stamp"
	"$@" || return 1
	mkdir -p "$(dirname "$stamp")"
	echo "$hash" >"$stamp"
}

npm_ci() {
	run_step 'npm packages (from the lock file)' "$cache/logs/npm-ci.log" npm --prefix "$root" ci --ignore-scripts
}

install_npm_packages() {
	[ -d "$root/node_modules" ] || rm -f "$root/build/stamps/npm"
	unless_stamped npm "$(content_hash package.json package-lock.json web/package.json e2e/package.json)" npm_ci
}

build_wasm() { build_preset wasm; }

build_page_now() {
	run_step 'page' "$cache/logs/page.log" npm --prefix "$root" run build -w web
}

build_page() {
	install_npm_packages
	build_wasm
	[ -d "$root/web/dist" ] || rm -f "$root/build/stamps/page"
	unless_stamped page "$(content_hash web relay/doctor/catalogue package-lock.json build/wasm/client-wasm)" build_page_now
}

build_relay() { build_preset release glasshell-relay; }
build_load_generator() { build_preset release glasshell-load; }
