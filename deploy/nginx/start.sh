#!/usr/bin/env bash
# Finds the certificate, or makes one for this machine alone, and becomes nginx.
set -euo pipefail
umask 077
given=/run/secrets kept=/var/lib/glasshell-tls
if [ -r $given/tls_certificate ] && [ -r $given/tls_key ]; then
	certificate=$given/tls_certificate key=$given/tls_key
else
	certificate=$kept/certificate.pem key=$kept/key.pem
	if ! openssl x509 -in $certificate -noout -checkend 86400 >/dev/null 2>&1; then
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 \
			-subj "/CN=${SERVER_NAME:-localhost}" -addext "subjectAltName=DNS:${SERVER_NAME:-localhost},IP:127.0.0.1,IP:::1" \
			-keyout $key -out $certificate 2>/dev/null
		echo "No certificate was given, so this is a new one of our own; browsers warn once. Its SHA-256 is"
		openssl x509 -in $certificate -noout -fingerprint -sha256
	fi
fi
ln -sf "$certificate" /tmp/certificate.pem
ln -sf "$key" /tmp/key.pem
exec nginx -g 'daemon off;'
