#!/usr/bin/env bash
# Starts runs-api on stores that hold more than it has memory for, and measures. See README.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${BENCH_DIR:-$(mktemp -d)}
port=${PORT:-7731}
key=key-of-the-memory-bench
mkdir -p "$folder/state" "$folder/workflows"
PATH=$PWD/workflows/node_modules/.bin:$PATH
bun bench/memory/stores.mjs "$folder/state"
java=$(scripts/mvn --print-java-home)/bin/java
# shellcheck disable=SC2046
MALLOC_ARENA_MAX=2 SMITHERS_RUNS_API_KEY=$key CHAD_STATE_DIR=$folder/state CHAD_WORKFLOW_DIR=$folder/workflows \
  CHAD_RUNS_PORT=$port CHAD_RUNS_MANAGEMENT_PORT=$((port + 1)) \
  "$java" $(<docker/java-options) -jar runs-api/target/quarkus-app/quarkus-run.jar >"$folder/runs-api.log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true' EXIT
until curl -sf -o /dev/null -H "x-smithers-key: $key" "http://127.0.0.1:$port/api/stores"; do
  kill -0 "$pid" || { tail -20 "$folder/runs-api.log"; exit 1; }
  sleep 0.2
done
sleep "${REST_SECONDS:-10}"
bun bench/memory/measure.mjs --clients "${CLIENTS:-16}" --url "http://127.0.0.1:$port" --key "$key" --pid "$pid" --only "${ONLY:-}"
