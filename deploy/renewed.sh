#!/bin/sh
# Called by certbot when it has a new certificate: hands it to the proxy, which keeps its connections.
set -eu
cd "$(dirname "$0")/.."
install -m 0444 -o 101 -g 101 "$RENEWED_LINEAGE/fullchain.pem" tls/fullchain.pem
install -m 0400 -o 101 -g 101 "$RENEWED_LINEAGE/privkey.pem" tls/privkey.pem
docker compose kill --signal HUP proxy
