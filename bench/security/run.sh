#!/usr/bin/env bash
# Measures whether the time of a key's comparison tells anything about the key. See README.md. run.sh [PROCESSES]
set -euo pipefail
cd "$(dirname "$0")/../.."

processes=${1:-30}
scripts/mvn -B -q compile -pl runs-api -am
java=$(scripts/mvn --print-java-home)
mkdir -p .make/bench-security
"$java/bin/javac" -cp runs-api/target/classes -d .make/bench-security bench/security/KeyTiming.java
for _ in $(seq "$processes"); do
  "$java/bin/java" -XX:+UseSerialGC -cp .make/bench-security:runs-api/target/classes chad.ide.security.KeyTiming
done | awk '
  { n[$1]++; one[$1] += $2; sum[$1] += $3; squares[$1] += $3 * $3 }
  END {
    for (name in n) {
      mean = sum[name] / n[name]
      error = sqrt((squares[name] / n[name] - mean * mean) / (n[name] - 1))
      printf "%-6s one comparison %6.1f ns   last - first %+8.3f ns, standard error %.3f   t = %+.2f over %d processes\n",
        name, one[name] / n[name], mean, error, mean / error, n[name]
    }
  }'
