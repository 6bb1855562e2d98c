# shellcheck shell=bash
# The demo node: a real OpenSSH server on loopback with keys of its own. It reads nothing of this machine's SSH set-up.
# To be sourced.
# shellcheck source=scripts/lib/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

sshd=/usr/sbin/sshd

# demo_node_prepare FOLDER PORT: keys and configuration for a server that lets the current user in by one throwaway key.
demo_node_prepare() {
	local folder=$1 port=$2
	ssh-keygen -q -t ed25519 -N '' -C 'glasshell demo host' -f "$folder/host_key"
	ssh-keygen -q -t ed25519 -N '' -C 'glasshell demo login' -f "$folder/login_key"
	cat "$folder/login_key.pub" >"$folder/authorized_keys"
	cat >"$folder/sshd_config" <<-END
		ListenAddress 127.0.0.1
		Port $port
		HostKey $folder/host_key
		PidFile none
		LogLevel VERBOSE

		# One way in: the throwaway key, for the one who started the demo. The folder is private, but below /tmp,
		# which StrictModes takes for a folder that anyone may change.
		AllowUsers $(id -un)
		AuthorizedKeysFile $folder/authorized_keys
		StrictModes no
		PubkeyAuthentication yes
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		PermitRootLogin prohibit-password
		UsePAM no

		# A terminal and nothing else, always in UTF-8 (C.UTF-8 exists on every Debian).
		SetEnv LANG=C.UTF-8
		AcceptEnv COLORTERM
		PrintMotd no
		PrintLastLog no
		AllowTcpForwarding no
		AllowAgentForwarding no
		X11Forwarding no
		PermitUserRC no
		UseDNS no
	END
	# OpenSSH wants this folder to exist when it starts as root; Debian's service makes it.
	if [ "$(id -u)" = 0 ] && [ ! -d /run/sshd ]; then mkdir -m 755 /run/sshd; fi
	"$sshd" -t -f "$folder/sshd_config" || die "sshd does not accept the demo's configuration." "see its message above"
}

# demo_login FOLDER: the demo's login as the address's fragment carries it.
demo_login() {
	local key
	key=$(sed -e 's/$/\\n/' "$1/login_key" | tr -d '\n')
	printf '{"node":"demo","user":"%s","key":"%s"}' "$(id -un)" "$key" | base64 -w0 | tr '+/' '-_' | tr -d '='
}
