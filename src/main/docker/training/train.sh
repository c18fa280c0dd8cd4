#!/usr/bin/env bash
# Starts the service once, lets it work for some seconds and ends it, so that Java leaves behind what it learned: the
# AOT cache with the loaded classes (JEP 514) and the profiles of the methods (JEP 515), which make the next start and
# its first requests faster. Run in the folder of the extracted jar, by the Java that will run it.
#
#   DATABASE_URL=postgresql://… TRAINING_CLASSES=folder train.sh [flags of Java]
#
# TRAINING_CLASSES holds Training.java compiled, which makes the requests; default: this script's folder. Without it, or
# when it fails, the cache is made of the start alone. Without DATABASE_URL this starts the Postgres that Debian's
# packages bring, which only an image's build should do.
set -euo pipefail

port=${PORT:-3001}
cache=connector-service.aot
classes=${TRAINING_CLASSES:-$(dirname "${BASH_SOURCE[0]}")}
secret=training-secret-of-at-least-32-bytes

if [[ -z ${DATABASE_URL-} ]]; then
  service postgresql start
  su postgres -c "psql -qc \"ALTER ROLE postgres PASSWORD 'training'\""
  export DATABASE_URL=postgresql://postgres:training@127.0.0.1:5432/postgres
fi

# the training's own servers, a secret store and an API, listen on loopback at a port that it prints first
coproc TRAINING { exec java -cp "$classes" Training "$port" "$secret"; }
training=$TRAINING_PID
exec 4<&"${TRAINING[0]}"
trap 'kill "$training" ${service-} 2>/dev/null || true' EXIT
servers=1
read -r servers <&4 || echo 'The requests of the training are left out' >&2

# nothing that is learned holds any of this
PORT=$port BIND_ADDRESS=127.0.0.1 VAULT_ADDR=http://127.0.0.1:${servers:-1} VAULT_TOKEN=token-of-the-training \
  EGRESS_ALLOW=127.0.0.1:${servers:-1} TENANT_AUTO_REGISTER=true SUPABASE_JWT_SECRET=$secret \
  java -XX:AOTCacheOutput="$cache" "$@" -jar connector-service.jar &
service=$!

# prints the status of an answer, if there is one
ask() {
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
  printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
  local status
  read -r _ status _ <&3 && printf '%s' "$status"
  exec 3<&- 3>&-
}

for _ in {1..180}; do
  [[ $(ask /api/v1/health) == 200 ]] && break
  kill -0 "$service" || exit 1
  sleep 1
done
cat <&4
wait "$training" || echo 'The requests of the training failed: only the start is in the cache' >&2

# a service that is told to end ends with 143, after it has written the cache
kill "$service"
wait "$service" || true
[[ -s $cache ]]
