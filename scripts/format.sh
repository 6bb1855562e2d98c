#!/usr/bin/env bash
# Formats every tracked source in place.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

prepare
install_npm_packages
cd "$root"
git ls-files '*.cpp' '*.hpp' '*.h' '*.c' | xargs --no-run-if-empty clang-format -i
npx biome check --write .
