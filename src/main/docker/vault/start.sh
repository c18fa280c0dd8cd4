#!/bin/sh
# Starts the development Vault and prepares it.
set -eu

docker-entrypoint.sh server -dev &
server=$!
trap 'kill "$server"' TERM INT

until vault status >/dev/null 2>&1; do
  kill -0 "$server"
  sleep 1
done
sh "$(dirname "$0")/set-up.sh"

wait "$server"
