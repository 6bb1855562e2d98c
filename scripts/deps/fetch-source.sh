#!/usr/bin/env bash
# Downloads one Debian source package of the pinned suite and prints its .dsc file.
# apt does it, with its signature check, over the mirrors that this machine has configured, from a private
# configuration in the cache: the machine's own package lists and sources stay as they are.
# Usage: fetch-source.sh PACKAGE UPSTREAM_VERSION LOWEST_DEBIAN_VERSION
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/../lib/common.sh"

package=$1 upstream=$2 lowest=$3
suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
apt_home=$cache/apt
pool=$cache/sources
log=$cache/logs/fetch-$package.log

[ -r "$keyring" ] || die "Debian's archive keyring is missing ($keyring)." "apt-get install debian-archive-keyring"
mkdir -p "$apt_home/parts" "$apt_home/lists/partial" "$apt_home/archives/partial" "$pool" "$cache/logs"

private_apt() {
	local tool=$1
	shift
	"$tool" -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$apt_home/parts" \
		-o Dir::State::Lists="$apt_home/lists" -o Dir::Cache="$apt_home" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 \
		-o Acquire::AllowInsecureRepositories=false -o APT::Get::AllowUnauthenticated=false "$@"
}

# The same mirrors, with the other suite's name: "bookworm-security" becomes "trixie-security".
write_sources() {
	local codename uri release
	codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
	apt-get update --print-uris 2>/dev/null |
		sed -nE "s#^'(.*)/dists/([^']+)/InRelease'.*#\1 \2#p" |
		while read -r uri release; do
			case $release in
			"$codename" | stable | oldstable | "$suite") echo "$uri $suite" ;;
			"$codename"-security | stable-security | oldstable-security | "$suite"-security) echo "$uri $suite-security" ;;
			esac
		done | sort -u |
		while read -r uri release; do
			printf 'Types: deb-src\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: %s\n\n' "$uri" "$release" "$keyring"
		done >"$apt_home/parts/glasshell.sources"
	[ -s "$apt_home/parts/glasshell.sources" ] ||
		die "no Debian mirror is configured on this machine." "add Debian's main and security suites to /etc/apt/sources.list"
}

# Highest first: a mirror may list a version that it does not hold yet, or no longer.
versions() {
	local v
	private_apt apt-cache showsrc "$package" | sed -n 's/^Version: //p' | sort -u |
		while read -r v; do
			case $v in "$upstream"-* | "$upstream".*) ;; *) continue ;; esac
			dpkg --compare-versions "$v" ge "$lowest" && echo "$v"
		done | sort -rV
}

began=$SECONDS
write_sources
run_step "$package: reading Debian's source lists" "$log" private_apt apt-get update -q
[ -n "$(versions)" ] ||
	die "the configured Debian mirror offers no $package $upstream at $lowest or newer." \
		"check that the mirror carries $suite and $suite-security"

cd "$pool"
for version in $(versions); do
	printf '  %s: downloading %s … ' "$package" "$version" >&2
	if private_apt apt-get source -q --download-only "$package=$version" >>"$log" 2>&1 </dev/null; then
		printf '%s s\n' $((SECONDS - began)) >&2
		echo "$pool/${package}_${version#*:}.dsc"
		exit 0
	fi
	printf 'listed, but not there; trying the next lower\n' >&2
done
tail -n 10 "$log" | sed 's/^/    | /' >&2
die "no version of $package could be downloaded." "check the network and the mirror, then run this again; the log is $log"
