#!/usr/bin/env bash
# Builds a trimmed static libcrypto for WebAssembly.
# Usage: openssl-wasm.sh SOURCE_FOLDER PREFIX LOG_PREFIX
# In: what libssh2 uses: curve25519, ed25519, NIST curves, DH, RSA, AES (CBC, CTR, GCM), SHA-1/2, HMAC, and for private keys
# in PEM format MD5, DES-EDE3, PBKDF2 and scrypt. Out: all else, and every source of entropy: the module brings its own
# random numbers (RAND_set_rand_method), and without them OpenSSL refuses instead of being predictable.
# chacha20-poly1305 is out too, since libssh2 has its own.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"
src=$1 prefix=$2 log=$3

# Small by default; the folders that take the time of a handshake or of each byte are compiled for speed.
hot='^(crypto/(aes|bn|modes|sha)/|crypto/ec/[a-z-]*-(curve25519|ecp_|f_impl)|providers/implementations/ciphers/[a-z-]*-cipher(common|_aes))'
flags="$(tr '\n' ' ' <"$(dirname "$0")/wasm-features.txt") -fno-strict-aliasing -ffunction-sections -fdata-sections"

left_out=(
	# the platform: no threads, files, sockets, loading, terminals
	no-asm no-threads no-shared no-pic no-dso no-module no-engine no-sock no-dgram no-stdio no-posix-io no-ui-console
	no-apps no-tests no-docs no-autoload-config no-filenames no-secure-memory no-async no-atexit
	# error texts; the codes stay
	no-err no-autoerrinit
	# protocols and certificates
	no-ssl no-tls no-dtls no-quic no-psk no-srp no-srtp no-nextprotoneg no-multiblock no-ssl-trace no-comp
	no-ts no-cms no-cmp no-ct no-ocsp no-http no-rfc3779
	# algorithms that no SSH server of today needs
	no-legacy no-aria no-bf no-blake2 no-camellia no-cast no-chacha no-cmac no-dsa no-ec2m no-gost no-idea no-md4 no-mdc2
	no-ml-dsa no-ml-kem no-slh-dsa no-ocb no-poly1305 no-rc2 no-rc4 no-rmd160 no-seed no-siphash no-siv no-sm2 no-sm3 no-sm4
	no-whirlpool
)

# Nothing is installed from its prefix, and no folder of the machine that built it may stand in the module.
cd "$src"
run_step 'OpenSSL (wasm): configuring' "$log-configure.log" \
	env CC=emcc AR=emar RANLIB=emranlib ./Configure linux-generic32 --prefix=/nonexistent --libdir=lib \
	--openssldir=/nonexistent --with-rand-seed=none "${left_out[@]}"
run_step 'OpenSSL (wasm): generating headers' "$log-generate.log" make -s -j "$(cpus)" build_generated

mapfile -t hot_objects < <(sed -nE 's/^([a-z0-9_\/]+-lib-[A-Za-z0-9_-]+\.o):.*/\1/p' Makefile | sort -u | grep -E "$hot")
[ "${#hot_objects[@]}" -gt 20 ] || die "OpenSSL's Makefile is not laid out as expected." "look for the object names in $src/Makefile"
run_step "OpenSSL (wasm): compiling ${#hot_objects[@]} files for speed" "$log-hot.log" \
	make -s -j "$(cpus)" CFLAGS="-O3 $flags" "${hot_objects[@]}"
run_step 'OpenSSL (wasm): compiling the rest for size (one to three minutes)' "$log-compile.log" \
	make -s -j "$(cpus)" CFLAGS="-Os $flags" libcrypto.a

mkdir -p "$prefix/include" "$prefix/lib"
cp -r include/openssl "$prefix/include/"
cp libcrypto.a "$prefix/lib/"
rm -f "$prefix"/include/openssl/*.in
