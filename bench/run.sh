#!/usr/bin/env bash
# Measures runs-api on generated stores and prints the tables of bench/README.md. Needs wrk and 5 GB of disk.
#
#   bench/run.sh                      # 50 stores of 10,000 runs, a run of 200,000 events
#   STORES=5 RUNS=1000 SECONDS_EACH=2 ROUNDS=1 bench/run.sh
#   BENCH_DIR=/some/folder bench/run.sh   # keeps the stores there, and uses them again
#   ONLY=load|interference bench/run.sh
set -euo pipefail
cd "$(dirname "$0")/.."

stores=${STORES:-50} runs=${RUNS:-10000} events=${EVENTS:-12} long=${LONG:-200000}
seconds=${SECONDS_EACH:-8} rounds=${ROUNDS:-12} turn=${TURN_SECONDS:-5}

command -v wrk >/dev/null || {
  echo "wrk is missing (Debian: apt-get install wrk)." >&2
  exit 1
}
scripts/install-engine
[ -f runs-api/target/quarkus-app/quarkus-run.jar ] || scripts/mvn -B -q package -DskipTests -pl runs-api -am
BENCH_JAVA=$(scripts/mvn --print-java-home)/bin/java
export BENCH_JAVA
bun=$PWD/workflows/node_modules/.bin/bun

if [ -n "${BENCH_DIR:-}" ]; then
  mkdir -p "$BENCH_DIR"
  folder=$BENCH_DIR
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi

[ -f "$folder/stores/long.db" ] ||
  "$bun" bench/make-stores.mjs --out "$folder/stores" --stores "$stores" --runs "$runs" --events "$events" --big "$long" >&2

echo "## $(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo), stores: $(du -shL "$folder/stores" | cut -f1)"
case ${ONLY:-} in interference) ;; *) "$bun" bench/load.mjs --dir "$folder/stores" --folder "$folder/load" --seconds "$seconds" ;; esac
case ${ONLY:-} in load) ;; *)
  "$bun" bench/interference.mjs --dir "$folder/stores" --folder "$folder/interference" --rounds "$rounds" --seconds "$turn"
  ;;
esac
