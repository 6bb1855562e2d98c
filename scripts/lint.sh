#!/usr/bin/env bash
# Formatting, clang-tidy, biome and shellcheck. Changes nothing.
# Usage: lint.sh [--quick]   without clang-tidy, which takes minutes
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

prepare
install_npm_packages
cd "$root"
failed=0
check() {
	local title=$1
	shift
	say "=== $title"
	"$@" || failed=1
}

mapfile -t c_files < <(git ls-files '*.cpp' '*.hpp' '*.h' '*.c')
# There clang-tidy 14 takes Asio's own frame of a coroutine for one without a context, at a line of Asio's that no NOLINT reaches.
misread=relay/listener.cpp
mapfile -t units < <(git ls-files 'core/*.cpp' 'relay/*.cpp' | grep -vxF $misread)
mapfile -t shell_files < <(git ls-files '*.sh' .ci/run)

[ ${#c_files[@]} = 0 ] || check clang-format clang-format --dry-run --Werror "${c_files[@]}"
check shellcheck shellcheck --external-sources --source-path=SCRIPTDIR "${shell_files[@]}"
check biome npx biome ci --error-on-warnings .
if [ "${1:-}" != --quick ] && [ ${#units[@]} -gt 0 ]; then
	# clang's own compile commands: GCC's have flags that it does not know.
	[ -e build/fuzz/compile_commands.json ] || cmake --preset fuzz
	check clang-tidy run-clang-tidy -quiet -p build/fuzz -j "$(cpus)" "${units[@]/#/$root/}"
	check "clang-tidy of $misread" run-clang-tidy -quiet -p build/fuzz -checks=-clang-analyzer-core.NullDereference "$root/$misread"
fi
[ $failed = 0 ] || die "something above is not as it should be." "make format puts right what a tool can"
say 'Nothing to complain about.'
