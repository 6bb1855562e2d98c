# shellcheck shell=bash
# The environment that builds and tests run in: a Node.js that is new enough comes first on PATH. To be sourced.

node_lowest=22.12.0
node_major=22
# shellcheck disable=SC2034 # for ensure-node.sh
npm_major=10
node_folder=${GLASSHELL_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/glasshell}/node-$node_major

node_is_new_enough() {
	local have
	have=$(node --version 2>/dev/null) && dpkg --compare-versions "${have#v}" ge "$node_lowest"
}

if [ -x "$node_folder/bin/node" ] && ! node_is_new_enough; then
	PATH=$node_folder/bin:$PATH
fi
export PATH
