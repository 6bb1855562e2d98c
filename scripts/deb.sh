#!/usr/bin/env bash
# The relay and its page as a Debian package, into build/deb. Prints its path.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/lib/build.sh
. "$here/lib/build.sh"

prepare
build_relay
build_page
rm -rf "$root/build/deb"
(cd "$root/build/release" && run_step 'Debian package' "$cache/logs/deb.log" cpack -G DEB -B "$root/build/deb") ||
	die "the package could not be made." "see $cache/logs/deb.log"
find "$root/build/deb" -maxdepth 1 -name '*.deb'
