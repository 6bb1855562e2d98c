#!/usr/bin/env bash
# Builds what Debian 12 does not have: libssh2 with Debian's security patches, and for WebAssembly OpenSSL's libcrypto.
# Usage: build-deps.sh VARIANT…              builds what is missing; VARIANT: native, native-asan, native-tsan, native-fuzz, wasm
#        build-deps.sh --print-path VARIANT  prints the folder of a variant that is built
#        build-deps.sh --refresh             forgets the chosen source versions, so that newer ones are looked for
# Results stay in the cache, outside the tree, in a folder named after everything that went into them: versions, flags,
# patches, compiler. They are moved into place when they are complete, so what is there can be used.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
here=$root/scripts
export NODE_PATH=/usr/share/nodejs # emcc -O2 looks there for acorn

# Upstream version (our code is written over libssh2's internals, so it is exact) and the lowest Debian version with the
# security fixes that we rely on.
declare -A upstream=([libssh2]=1.11.1 [openssl]=3.5)
declare -A lowest=([libssh2]=1.11.1-1+deb13u2 [openssl]=3.5.7-1~deb13u2)

# chosen_dsc PACKAGE: the source that this cache has settled on, if it is still good enough.
chosen_dsc() {
	local dsc version
	dsc=$(cat "$cache/chosen/$1" 2>/dev/null) && [ -r "$dsc" ] || return 1
	version=$(basename "$dsc" .dsc)
	version=${version#*_}
	case $version in "${upstream[$1]}"-* | "${upstream[$1]}".*) ;; *) return 1 ;; esac
	dpkg --compare-versions "$version" ge "${lowest[$1]}" && echo "$dsc"
}

choose_dsc() {
	local dsc
	chosen_dsc "$1" && return
	dsc=$("$here/deps/fetch-source.sh" "$1" "${upstream[$1]}" "${lowest[$1]}")
	mkdir -p "$cache/chosen"
	echo "$dsc" >"$cache/chosen/$1"
	echo "$dsc"
}

package_of() { if [ "$1" = openssl-wasm ]; then echo openssl; else echo libssh2; fi; }

compiler_of() {
	case $1 in
	wasm | openssl-wasm) cat /usr/share/emscripten/emscripten-version.txt && clang-14 -dumpversion ;;
	native-fuzz) clang -dumpversion ;;
	*) cc -dumpfullversion ;;
	esac
}

# folder_of VARIANT: where its result belongs; fails while a source has not been chosen.
folder_of() {
	local dsc inputs recipes
	dsc=$(chosen_dsc "$(package_of "$1")") || return 1
	case $1 in
	openssl-wasm)
		inputs=''
		recipes=("$here/deps/openssl-wasm.sh" "$here/deps/wasm-features.txt")
		;;
	wasm)
		inputs=$(folder_of openssl-wasm) || return 1
		recipes=("$here/deps/libssh2.sh" "$here"/patches/libssh2/*.patch "$here/deps/wasm-features.txt" "$here/deps/no_sockets.c" "$root/cmake/wasm-toolchain.cmake")
		;;
	*)
		inputs=$(dpkg-query -W -f '${Version}' libssl-dev)
		recipes=("$here/deps/libssh2.sh" "$here"/patches/libssh2/*.patch)
		;;
	esac
	printf '%s/deps/%s-%s\n' "$cache" "$1" \
		"$({ echo "$1 $(basename "$dsc") $(basename "$inputs") $(compiler_of "$1")" && cat "${recipes[@]}"; } | sha256sum | cut -c1-16)"
}

build() {
	local variant=$1 package folder work stage dsc began openssl=''
	if folder=$(folder_of "$variant") && [ -d "$folder" ]; then return; fi
	[ "$variant" != wasm ] || build openssl-wasm

	began=$SECONDS
	package=$(package_of "$variant")
	dsc=$(choose_dsc "$package")
	folder=$(folder_of "$variant")
	[ ! -d "$folder" ] || return 0
	downloading=$((downloading + SECONDS - began))

	say "Building $variant from $(basename "$dsc" .dsc)"
	work=$(mktemp -d "$cache/work/$variant.XXXXXX")
	stage=$work/stage
	mkdir -p "$stage/licenses"
	run_step "$package: unpacking with Debian's patches" "$cache/logs/$variant-unpack.log" dpkg-source -x "$dsc" "$work/source"
	cp "$work/source/debian/copyright" "$stage/licenses/$package.copyright"

	case $variant in
	openssl-wasm) "$here/deps/openssl-wasm.sh" "$work/source" "$stage" "$cache/logs/$variant" ;;
	wasm)
		openssl=$(folder_of openssl-wasm)
		cp -r "$openssl/." "$stage/"
		mkdir -p "$stage/boost"
		ln -s /usr/include/boost "$stage/boost/boost" # only Boost: emcc's libc breaks with all of /usr/include
		"$here/deps/libssh2.sh" "$variant" "$work/source" "$stage" "$cache/logs/$variant" "$openssl"
		;;
	*) "$here/deps/libssh2.sh" "$variant" "$work/source" "$stage" "$cache/logs/$variant" ;;
	esac
	basename "$dsc" .dsc >>"$stage/versions.txt"
	mv -T "$stage" "$folder"
	rm -rf "$work"
}

# All under one lock: two runs do not collide, and never is more than one heavy build under way.
build_all() {
	local variant folder missing=() downloading=0
	for variant in "$@"; do
		if ! folder=$(folder_of "$variant") || [ ! -d "$folder" ]; then missing+=("$variant"); fi
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	take_lock build-deps
	mkdir -p "$cache/work" "$cache/deps" "$cache/logs"
	trap 'rm -rf "$cache"/work/*' EXIT
	SECONDS=0
	for variant in "${missing[@]}"; do build "$variant"; done
	say "Dependencies are ready: $((SECONDS - downloading)) s building, $downloading s downloading. They are kept in $cache"
}

case ${1:-} in
--print-path)
	folder=$(folder_of "${2:?which variant?}") && [ -d "$folder" ] ||
		die "the dependencies for $2 are not built." "scripts/build-deps.sh $2"
	echo "$folder"
	;;
--refresh) rm -rf "$cache/chosen" ;;
native | native-asan | native-tsan | native-fuzz | wasm) build_all "$@" ;;
*) die "which dependencies?" "scripts/build-deps.sh native native-asan native-tsan native-fuzz wasm (one or more)" ;;
esac
