#!/usr/bin/env bash
# Starts the service once, lets it work for a moment and ends it, so that Java leaves behind what it learned: the
# AOT cache that halves the next start (JEP 514). Run in the folder of the extracted jar, by the Java that will run it.
#
#   DATABASE_URL=postgresql://… train.sh [flags of Java]
#
# Without DATABASE_URL it starts the Postgres that Debian's packages bring, which only an image's build should do.
set -euo pipefail

port=${PORT:-3001}
cache=connector-service.aot

if [[ -z ${DATABASE_URL-} ]]; then
  service postgresql start
  su postgres -c "psql -qc \"ALTER ROLE postgres PASSWORD 'training'\""
  export DATABASE_URL=postgresql://postgres:training@127.0.0.1:5432/postgres
fi

# nothing else listens at these addresses, and nothing that is learned holds any of this
PORT=$port BIND_ADDRESS=127.0.0.1 VAULT_ADDR=http://127.0.0.1:1 VAULT_TOKEN=training \
  SUPABASE_JWT_SECRET=training-secret-of-at-least-32-bytes \
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
for path in /actuator/health/readiness /actuator/prometheus /v3/api-docs /api/v1/connectors/configurations; do
  ask "$path" >/dev/null
done

# a service that is told to end ends with 143, after it has written the cache
kill "$service"
wait "$service" || true
[[ -s $cache ]]
