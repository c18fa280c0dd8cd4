#!/usr/bin/env bash
# Runs the tests that depend on time while the machine is busy, to show that no pause of the machine breaks one.
#
#   src/test/busy/run.sh [RUNS]        ten runs unless told otherwise
#
# The load is two processes that keep a core busy each and one that writes to the disk and waits for it. The classes
# are listed in tests.txt beside this file, one name a line. The project is compiled once, without the load; then each
# run starts a JVM of its own and prints one line: green or red, how many tests ran, in how many seconds, and which
# failed. Logs stay in target/busy. Exits with 1 if a run was red. Used by hand, not by the build.
set -euo pipefail
exec </dev/null
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

runs=${1:-10}
[[ $runs =~ ^[1-9][0-9]*$ ]] || { echo "usage: $0 [RUNS]" >&2; exit 2; }
logs=target/busy
mkdir -p "$logs"
filler=$(mktemp "$logs/filler.XXXXXX")
load=()
maven=

# whatever ends this script ends what it started
finish() {
  local status=$?
  trap - EXIT INT TERM HUP
  for process in $maven ${load[@]+"${load[@]}"}; do
    kill "$process" 2>/dev/null || true
  done
  wait
  rm -f -- "$filler"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# the load also ends by itself when this script was killed without a chance to end it
keep_core_busy() {
  trap - EXIT INT TERM HUP
  while kill -0 $$ 2>/dev/null; do
    for ((i = 0; i < 200000; i++)); do :; done
  done
}

keep_disk_busy() {
  trap - EXIT INT TERM HUP
  while kill -0 $$ 2>/dev/null; do
    dd if=/dev/zero of="$filler" bs=1M count=128 conv=fsync status=none
  done
}

run_maven() {
  ./mvnw -B -ntp -o "$@" &
  maven=$!
  local status=0
  wait "$maven" || status=$?
  maven=
  return "$status"
}

classes=$(grep -vE '^(#|$)' src/test/busy/tests.txt | paste -sd, -)
run_maven -q process-test-classes >"$logs/compile.log" 2>&1 || { cat "$logs/compile.log" >&2; exit 1; }

keep_core_busy & load+=($!)
keep_core_busy & load+=($!)
keep_disk_busy & load+=($!)

# surefire runs alone, so that nothing is compiled or checked again; what its argument line needs comes before it
green=0
for ((run = 1; run <= runs; run++)); do
  began=$SECONDS
  log=$logs/run-$run.log
  verdict=red
  rm -rf -- target/surefire-reports
  if run_maven toolchains:select-jdk-toolchain@default dependency:properties jacoco:prepare-agent \
      surefire:test -Dtest="$classes" >"$log" 2>&1; then
    verdict=green
    green=$((green + 1))
  fi
  rm -rf -- "$logs/reports-$run"
  [[ ! -d target/surefire-reports ]] || cp -r target/surefire-reports "$logs/reports-$run"
  count=$(grep -E '^\[(INFO|WARNING|ERROR)\] *Tests run:.*[0-9]$' "$log" | tail -1 | sed 's/^[^T]*//' || true)
  failed=$(grep -oE '^\[ERROR\] +[A-Z][A-Za-z0-9]+(Tests)[.>:][^ ]+' "$log" | sed -E 's/^\[ERROR\] +//' | sort -u |
    paste -sd' ' - || true)
  printf 'run %d: %s, %s, %d s %s\n' "$run" "$verdict" "${count:-no test ran}" $((SECONDS - began)) "$failed"
done
printf '%d of %d runs green\n' "$green" "$runs"
[[ $green == "$runs" ]]
