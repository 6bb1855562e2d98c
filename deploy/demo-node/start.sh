#!/usr/bin/env bash
# Makes the host key and the password that the volume does not have yet, says both, and becomes sshd.
set -euo pipefail
umask 077
kept=/var/lib/demo-node
[ -e $kept/host_key ] || ssh-keygen -q -t ed25519 -N '' -C 'glasshell demo node' -f $kept/host_key
[ -e $kept/password ] || head -c 12 /dev/urandom | base64 | tr '+/' 'xy' >$kept/password
touch $kept/authorized_keys
chmod 711 $kept
chmod 644 $kept/authorized_keys
printf 'demo:%s\n' "$(cat $kept/password)" | chpasswd
install -d -m 755 /run/sshd
echo "The demo node is ready. Sign in as demo with the password $(cat $kept/password)"
echo "Its host key is $(ssh-keygen -lf $kept/host_key.pub | cut -d' ' -f2)"
exec /usr/sbin/sshd -D -e
