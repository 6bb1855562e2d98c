#!/usr/bin/env bash
# Greps for what may not cross the project's boundaries. Prints each find; silent when there is none.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

# forbid WHY PATTERN PATH…: an extended regular expression that no tracked file below these paths may match.
forbid() {
	local why=$1 pattern=$2 found
	shift 2
	found=$(git grep -nIE -e "$pattern" -- "$@" || true)
	[ -n "$found" ] || return 0
	printf '%s\n%s\n\n' "$why" "$(printf '%s\n' "$found" | cut -c1-200 | sed 's/^/  /')"
	failed=1
}

no_io='#[[:space:]]*include[[:space:]]*[<"](boost/(asio|beast|thread)|sys/(socket|select|epoll|un)\.h|netinet/|arpa/|netdb\.h|poll\.h|unistd\.h|fcntl\.h|thread|mutex|shared_mutex|condition_variable|future|atomic|pthread\.h|emscripten)|__EMSCRIPTEN__|EM_ASM|EM_JS|std::(jthread|thread|mutex|async)\b'
no_clock='::now\(|[^_[:alnum:]](time|gettimeofday|clock_gettime)\((NULL|nullptr|0|&|CLOCK)'
no_randomness='std::random_device|std::mt19937|[^_[:alnum:]](getentropy|getrandom|s?rand|RAND_(priv_)?bytes)\('
for layer in core relay/accounts relay/openssh relay/strict relay/tokens; do
	sources=("$layer/*.hpp" "$layer/*.cpp" "$layer/*.h")
	forbid "$layer/ is sans-I/O: no Asio, sockets, threads or Emscripten" "$no_io" "${sources[@]}"
	forbid "$layer/ is told the time, it does not ask" "$no_clock" "${sources[@]}"
	forbid "$layer/ is handed its randomness" "$no_randomness" "${sources[@]}"
done
forbid "relay/accounts/ does not see the relay's other parts" '#[[:space:]]*include[[:space:]]*"relay/([^/"]*"|(commands|doctor|store|tokens)/)' \
	'relay/accounts/*.hpp' 'relay/accounts/*.cpp'
# But what a node may be called (node_name.hpp) is one rule for all.
forbid "relay/openssh/ does not see the relay's other parts" \
	'#[[:space:]]*include[[:space:]]*"(link/|relay/(accounts|commands|doctor|store|strict|tokens)/|relay/([^n"/]|n[^o"]|no[^d"]|nod[^e"]|node[^_"]|node_[^n"])[^"/]*")' \
	'relay/openssh/*.hpp' 'relay/openssh/*.cpp'
forbid 'relay/openssh/ reads no file: what it is to read is handed in' '#[[:space:]]*include[[:space:]]*<(fstream|filesystem|cstdio|iostream|glob\.h|stdio\.h)>' \
	'relay/openssh/*.hpp' 'relay/openssh/*.cpp'
forbid "relay/strict/ does not see the relay's other parts" '#[[:space:]]*include[[:space:]]*"relay/([^/"]*"|(accounts|commands|doctor|store|tokens)/)' \
	'relay/strict/*.hpp' 'relay/strict/*.cpp'
forbid "relay/tokens/ does not see the relay's other parts" '#[[:space:]]*include[[:space:]]*"relay/([^/"]*"|(accounts|commands|doctor|store)/)' \
	'relay/tokens/*.hpp' 'relay/tokens/*.cpp'
forbid 'core/link/ and core/base/ do not see core/ssh/' '#[[:space:]]*include[[:space:]]*"ssh/' core/link core/base
forbid 'core/base/ does not see core/link/' '#[[:space:]]*include[[:space:]]*"link/' core/base
forbid 'core/ssh/ does not see core/link/' '#[[:space:]]*include[[:space:]]*"link/' core/ssh
forbid "libssh2's internal headers stay in one place" \
	'#[[:space:]]*include[[:space:]]*[<"](libssh2_priv|transport|packet|session|channel)\.h' core/base core/link relay client-wasm
forbid 'relay/ does not see client-wasm/' '#[[:space:]]*include[[:space:]]*"(client-wasm/|glasshell\.h)' relay
forbid 'SQL is in one folder' '#[[:space:]]*include[[:space:]]*[<"](SQLiteCpp/|sqlite3\.h)' relay ':!relay/store/sqlite'
forbid 'the store knows nothing of HTTP, sessions or Asio' '#[[:space:]]*include[[:space:]]*("relay/([^/"]*"|[^s/][^/]*/)|<boost/(asio|beast))' relay/store
forbid 'the API knows nothing of HTTP, sessions or Asio' '#[[:space:]]*include[[:space:]]*("relay/([^/"]*"|(commands|doctor)/)|<boost/(asio|beast))' relay/api
forbid 'client-wasm/ does not see relay/' '#[[:space:]]*include[[:space:]]*"relay/|boost/(asio|beast)' client-wasm
# The doctor's sentences are one catalogue for the program and the page: JSON, and read in one file.
forbid 'the browser has no relay code: TypeScript does not parse frames or reach into relay/' \
	"(from|import\\() ?['\"].*\\.\\./relay/" web ':!web/src/failure/doctor.ts'

forbid 'the lock file names packages, not where they come from' '"resolved": *"[a-z]+:' package-lock.json
forbid 'no addresses of registries, mirrors or download sites in what builds' \
	'https?://([^/"'\'' ]*@)?[a-z][a-z0-9-]*(\.[a-z0-9-]+)+' \
	scripts cmake Makefile CMakeLists.txt CMakePresets.json .ci .npmrc package.json web/package.json e2e/package.json ':!scripts/patches'
forbid 'no path of one machine' '(^|[^[:alnum:]_.~/-])/(work|root|home|Users)/[[:alnum:]_.]' . ':!scripts/check-boundaries.sh' ':!e2e' ':!tests'

[ $failed = 0 ] || { echo 'The boundaries above are crossed; docs/architecture.md says why each is there.'; exit 1; }
