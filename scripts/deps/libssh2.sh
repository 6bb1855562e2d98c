#!/usr/bin/env bash
# Builds static libssh2 with the OpenSSL backend for one variant.
# Usage: libssh2.sh VARIANT SOURCE_FOLDER PREFIX LOG_PREFIX [OPENSSL_PREFIX, for wasm]
# PREFIX gets include/ (public headers), private/ (libssh2's own headers and its generated configuration, for the code that
# is written over its transport) and lib/libssh2.a.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
here=$(cd "$(dirname "$0")" && pwd)
variant=$1 src=$2 prefix=$3 log=$4 openssl=${5:-}
build=$src/build-$variant

for patch in "$here"/../patches/libssh2/*.patch; do
	run_step "libssh2 ($variant): $(basename "$patch" .patch)" "$log-patch.log" patch -d "$src" -p1 --fuzz=0 -i "$patch"
done

# NDEBUG in every variant: an assert on a peer's bytes would end the process. The descriptor that a session is given is never
# touched (no O_NONBLOCK support): all bytes go through callbacks.
args=(
	-G Ninja -DCMAKE_BUILD_TYPE=Release
	-DBUILD_SHARED_LIBS=OFF -DBUILD_STATIC_LIBS=ON -DBUILD_EXAMPLES=OFF -DBUILD_TESTING=OFF
	-DCRYPTO_BACKEND=OpenSSL -DENABLE_ZLIB_COMPRESSION=OFF -DCLEAR_MEMORY=ON -DENABLE_DEBUG_LOGGING=OFF
	-DHAVE_O_NONBLOCK=OFF -DHAVE_FIONBIO=OFF -DHAVE_IOCTLSOCKET_CASE=OFF -DHAVE_SO_NONBLOCK=OFF
	-DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib
)
flags='-DNDEBUG -fno-strict-aliasing'
case $variant in
native) args+=(-DCMAKE_C_FLAGS_RELEASE="-O3 -g $flags -fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2") ;;
native-asan) args+=(-DCMAKE_C_FLAGS_RELEASE="-O1 -g $flags -fPIE -fno-omit-frame-pointer -fsanitize=address") ;;
native-tsan) args+=(-DCMAKE_C_FLAGS_RELEASE="-O1 -g $flags -fPIE -fno-omit-frame-pointer -fsanitize=thread") ;;
native-fuzz) args+=(-DCMAKE_C_COMPILER=clang -DCMAKE_C_FLAGS_RELEASE="-O1 -g $flags -fPIE -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address") ;;
wasm)
	features=$(tr '\n' ' ' <"$here/wasm-features.txt")
	args+=(
		-DCMAKE_TOOLCHAIN_FILE="$root/cmake/wasm-toolchain.cmake"
		-DCMAKE_C_FLAGS_RELEASE="-O3 $flags $features -ffunction-sections -fdata-sections"
		-DOPENSSL_INCLUDE_DIR="$openssl/include" -DOPENSSL_CRYPTO_LIBRARY="$openssl/lib/libcrypto.a"
		-DOPENSSL_SSL_LIBRARY="$openssl/lib/libcrypto.a"
	) ;;
*) die "no variant named $variant." "choose native, native-asan, native-tsan, native-fuzz or wasm" ;;
esac

run_step "libssh2 ($variant): configuring" "$log-configure.log" cmake -S "$src" -B "$build" "${args[@]}"
run_step "libssh2 ($variant): compiling" "$log-compile.log" cmake --build "$build" -j "$(cpus)"
run_step "libssh2 ($variant): installing" "$log-install.log" cmake --install "$build"

mkdir -p "$prefix/private"
cp "$src"/src/*.h "$prefix/private/"
cp "$build"/src/libssh2_config.h "$prefix/private/"
sed -i -E 's/\*public\b/*public_key/' "$prefix/private/openssl.h" # a parameter's name, and a C++ keyword

if [ "$variant" = wasm ]; then
	# Without a file system in the module nothing provides the socket calls that libssh2's default callbacks name.
	run_step 'libssh2 (wasm): no sockets' "$log-sockets.log" \
		emcc -c -Os -o "$build/no_sockets.o" "$here/no_sockets.c"
	run_step 'libssh2 (wasm): adding it' "$log-sockets.log" emar r "$prefix/lib/libssh2.a" "$build/no_sockets.o"
fi
rm -rf "$prefix/share" "$prefix/lib/cmake" "$prefix/lib/pkgconfig"
