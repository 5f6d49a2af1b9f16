#!/bin/sh
# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
#
# Runs the system load: a mozaiks server on its own data folder, then Zipkin's in-memory server, one
# after the other on this machine, loaded by the same driver with the same traces.
#
#   benchmarks/run.sh [SECONDS]        each measurement takes SECONDS (15) and WARM_UP (15) s to warm up
#   benchmarks/run.sh jmh [ARGUMENTS]  the JMH benchmarks instead; arguments go to JMH
#   benchmarks/run.sh query [--events N] how fast a store with 10 million events answers; 1 GB of disk
#   benchmarks/run.sh logs [--rate N]  log lines to disk at 50,000 a second; 500 MB of disk
#   benchmarks/run.sh search [--lines N] how fast a store with a gigabyte of log lines is searched
#   benchmarks/run.sh floor            what fsync, the store and DuckDB need alone; 1 GB of disk
#
# Ports 18000, 14317 and 19411 must be free. Prints a report for each case; keeps nothing.

set -eu

root="$(cd "$(dirname "$0")/.." && pwd -P)"
cd "$root"
. .mvn/find-jdk.sh
find_jdk_25 || exit 1
java="$JAVA_HOME/bin/java"

./mvnw -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true -pl benchmarks,cli -am package
classpath="$(ls "$root"/benchmarks/target/observability-benchmarks-*.jar | head -n 1):$(cat benchmarks/target/classpath)"

if [ "${1-}" = jmh ]; then
  shift
  exec "$java" -cp "$classpath" org.openjdk.jmh.Main "$@"
fi

if [ "${1-}" = query ] || [ "${1-}" = floor ] || [ "${1-}" = logs ] ||
  [ "${1-}" = search ]; then
  case "$1" in
  query) main=ai.mozaiks.observability.benchmarks.query.QueryBenchmark ;;
  logs) main=ai.mozaiks.observability.benchmarks.logs.LogRate ;;
  search) main=ai.mozaiks.observability.benchmarks.query.LogSearchBenchmark ;;
  floor) main=ai.mozaiks.observability.benchmarks.floor.FloorBenchmark ;;
  esac
  shift
  folder="$(mktemp -d)"
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 130' INT TERM
  "$java" --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR -Xmx2g -cp "$classpath" \
    "$main" --folder "$folder" "$@"
  exit
fi

seconds="${1:-15}"
warm_up="${WARM_UP:-15}" # the compilers work for the first ten to twenty seconds of load
zipkin="$root/benchmarks/target/zipkin-server-3.6.1-exec.jar"
[ -f "$zipkin" ] || ./mvnw -B -q -N dependency:copy -Dartifact=io.zipkin:zipkin-server:3.6.1:jar:exec \
  -DoutputDirectory="$root/benchmarks/target"

data="$(mktemp -d)"
server=''
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || :
    wait "$server" 2>/dev/null || :
    server=''
  fi
}
trap 'stop; rm -rf "$data" "$data.log"' EXIT
trap 'exit 130' INT TERM

start() { # a new server on an empty folder
  stop
  rm -rf "${data:?}"/*
  MOZAIKS_BUILD=never JAVA_OPTS="${JAVA_OPTS--Xmx2g}" ./mozaiks serve --port 18000 --grpc-port 14317 --otlp-port off \
    --data "$data" >"$data.log" 2>&1 &
  server=$!
  tries=0
  until "$java" -cp "$classpath" ai.mozaiks.observability.benchmarks.load.Reachable http://127.0.0.1:18000/health/ready; do
    tries=$((tries + 1))
    if [ "$tries" -gt 30 ] || ! kill -0 "$server" 2>/dev/null; then
      cat "$data.log" >&2
      exit 1
    fi
    sleep 0.5
  done
}

load() {
  if ! "$java" --enable-native-access=ALL-UNNAMED -Dslf4j.internal.verbosity=ERROR -Xmx512m -cp "$classpath" \
    ai.mozaiks.observability.benchmarks.load.LoadDriver --seconds "$seconds" --warm-up "$warm_up" "$@"; then
    failed=1
    if [ -n "$server" ] && ! kill -0 "$server" 2>/dev/null; then
      echo "the server is gone; its last words:" >&2
      tail -n 20 "$data.log" >&2
    fi
  fi
}

failed=0
for size in 450 2048; do
  for wire in OTLP_PROTOBUF OTLP_JSON; do
    printf '\n== mozaiks, %s over HTTP, %s B\n' "$wire" "$size"
    start
    load --url http://127.0.0.1:18000 --wire "$wire" --span-bytes "$size" --pid "$server"
  done
  printf '\n== mozaiks, OTLP_PROTOBUF over gRPC, %s B\n' "$size"
  start
  load --url http://127.0.0.1:18000 --grpc http://127.0.0.1:14317 --span-bytes "$size" --pid "$server"
done
stop
for size in 450 2048; do
  for wire in ZIPKIN_PROTOBUF ZIPKIN_JSON; do
    printf '\n== zipkin in memory, %s, %s B\n' "$wire" "$size"
    load --url http://127.0.0.1:19411 --zipkin-jar "$zipkin" --wire "$wire" --span-bytes "$size"
  done
done
exit "$failed"
