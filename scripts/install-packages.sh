#!/usr/bin/env bash
# Installs the Debian packages of packages.txt that are missing. When none is, it says nothing and takes no time.
# Usage: install-packages.sh [--to-build | --containers]   only what building needs; or also what containers are made and run with
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"

case ${1:-} in
--to-build) last_section='Building for the browser' ;;
--containers) last_section='Containers' ;;
*) last_section='The demo node' ;;
esac

# A section is a comment alone on its line; the last wanted one ends where the next begins.
wanted() {
	awk -v last="# $last_section" '/^# / { if (found) exit; found = $0 == last }; { print }' "$root/scripts/packages.txt" |
		sed -E 's/#.*//; s/[[:space:]]+//g; /^$/d'
}

missing() {
	# A package that dpkg has never heard of is only on standard error; so compare with what is installed.
	comm -23 <(wanted | sort -u) \
		<(wanted | xargs dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null | sed -n 's/^ii  //p' | sort -u)
}

codename=$(. /etc/os-release 2>/dev/null && echo "${ID:-}-${VERSION_CODENAME:-}")
[ "$codename" = debian-bookworm ] ||
	die "Glasshell is built on Debian 12 (bookworm); this is $(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-another system}")." \
		"run it in a Debian 12 container or virtual machine"

mapfile -t packages < <(missing)
[ ${#packages[@]} -gt 0 ] || exit 0

[ "$(id -u)" = 0 ] ||
	die "these Debian packages are missing, and only root can install them: ${packages[*]}." \
		"run the same command as root, or first: apt-get install --no-install-recommends ${packages[*]}"

export DEBIAN_FRONTEND=noninteractive
apt() { apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null >&2; }

# The demo and the tests start servers of their own. Where Debian's package comes in only for them, the package's services stay off.
policy=/usr/sbin/policy-rc.d
held_services=()
hold() {
	local package=$1
	shift
	case " ${packages[*]} " in *" $package "*) held_services+=("$@") ;; esac
}
hold openssh-server ssh
hold nginx nginx
hold haproxy haproxy
hold caddy caddy
hold apache2 apache2 apache-htcacheclean
if [ ${#held_services[@]} -gt 0 ] && [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' >$policy
	chmod +x $policy
	trap 'rm -f "$policy"' EXIT
fi

say "Installing ${#packages[@]} Debian packages: ${packages[*]}"
began=$SECONDS
apt update -q || die "apt-get update failed." "check the network and /etc/apt/sources.list, then run this again"
apt install -q -y --no-install-recommends --download-only --no-remove "${packages[@]}" ||
	die "the Debian packages could not be downloaded, or would push others out." "see apt's message above"
downloaded=$SECONDS
apt install -q -y --no-install-recommends --no-remove "${packages[@]}" ||
	die "the Debian packages could not be installed." "see apt's message above"

for service in "${held_services[@]}"; do
	if command -v systemctl >/dev/null && systemctl is-enabled --quiet "$service" 2>/dev/null; then
		systemctl disable --quiet "$service" && say "The package of $service is here for the demo or the tests only; its own service was left off."
	fi
done
say "Debian packages: $((downloaded - began)) s downloading, $((SECONDS - downloaded)) s installing"
