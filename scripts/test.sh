#!/usr/bin/env bash
# Every check and test, as CI runs them. Each stage runs whatever became of the others; the last line counts them.
# Usage: test.sh [STAGE…]   to run only these, by their names below
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"
# shellcheck source=scripts/lib/stages.sh
. "$here/lib/stages.sh"

# name | what it shows
stages=(
	'boundaries|nothing crosses a layer that may not'
	'cpp|unit, integration and fuzz-corpus tests in C++, under ASan and UBSan'
	'tsan|the relay under ThreadSanitizer'
	'wasm|the WebAssembly module under Node, through a real relay to a real sshd'
	'system|real programs together: many links on one relay, a bad network in between, the doctor through real proxies'
	'types|TypeScript, in web and e2e'
	'web|unit tests of the page'
	'e2e|a real browser against a real relay and a real sshd'
	'compose|the images in a real Docker engine: the stacks behind nginx with TLS, a browser in front, the package under systemd'
)

stage_boundaries() { "$here/check-boundaries.sh"; }
stage_cpp() { build_preset dev && (cd "$root" && ctest --preset dev -j "$(cpus)"); }
stage_tsan() { build_preset tsan relay_unit_tests relay_integration_tests && (cd "$root" && ctest --preset tsan -j "$(cpus)" -L relay); }
stage_wasm() { build_relay && build_wasm && (cd "$root" && node --test "tests/wasm/**/*.test.mjs"); }
stage_system() { build_relay && build_page && build_load_generator && build_preset dev glasshell-relay && (cd "$root" && node --test "tests/system/**/*.test.mjs"); }
stage_types() { install_npm_packages && (cd "$root" && npm run typecheck --workspaces --if-present); }
stage_web() { install_npm_packages && (cd "$root" && npm test -w web); }
stage_e2e() { build_relay && build_page && (cd "$root" && npm test -w e2e); }
stage_compose() { "$here/compose-test.sh"; }

prepare
run_stages "$@"
