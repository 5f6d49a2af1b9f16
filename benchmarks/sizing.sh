#!/bin/sh
# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
#
# What docs/operations/sizing.md says of bytes on disk, memory and the time of a start: a server with simulated agents takes in an
# hour at once, is stopped, and started again on what it has stored.
#
#   benchmarks/sizing.sh [SPEED] [SECONDS]   SPEED times as many chats as usual (100), SECONDS more of them live (30)
#   CONTENT=false benchmarks/sizing.sh       the same without the texts of messages
#
# Port 18000 must be free. Prints counts and bytes; keeps nothing.

set -eu

root="$(cd "$(dirname "$0")/.." && pwd -P)"
speed="${1:-100}"
seconds="${2:-30}"
data="$(mktemp -d)"
server=''
stop() {
  if [ -n "$server" ]; then
    kill "$server" 2>/dev/null || :
    wait "$server" 2>/dev/null || :
    server=''
  fi
}
trap 'stop; rm -rf "$data" "$data.log" "$data.metrics"' EXIT
trap 'exit 130' INT TERM

start() { # a command of mozaiks on the data folder, until it is ready
  "$root/mozaiks" "$@" --port 18000 --grpc-port off --otlp-port off --data "$data" >"$data.log" 2>&1 &
  server=$!
  tries=0
  until curl -sf http://127.0.0.1:18000/health/ready >/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
      cat "$data.log" >&2
      exit 1
    fi
    sleep 0.5
  done
}

scrape() { curl -sf http://127.0.0.1:18000/metrics/prometheus >"$data.metrics"; }

value() { # the sum of a metric, of a label's value if there is one
  awk -v name="$1" -v label="${2-}" \
    'index($1, name) == 1 && (label == "" || index($0, label)) && $1 ~ "^" name "([{]|$)" { sum += $NF } END { printf "%.0f", sum }' \
    "$data.metrics"
}

nearly_all_stored() { # agents and server are one process: what is live goes on
  scrape
  [ "$(value mozaiks_ingest_pending_items)" -lt 2000 ]
}

if [ "${CONTENT-true}" = false ]; then
  MOZAIKS_CONTENT_APPS='{}'
  MOZAIKS_CONTENT_KEEP=false
  export MOZAIKS_CONTENT_APPS MOZAIKS_CONTENT_KEEP
fi
"$root/mozaiks" --version >/dev/null # builds first, if need be
start demo --speed "$speed" --seed 1
until grep -q 'Sent the last hour' "$data.log"; do
  kill -0 "$server" 2>/dev/null || exit 1
  sleep 1
done
sleep "$seconds"
until nearly_all_stored; do sleep 1; done
printf 'with agents, speed %s: resident %s MiB, heap used %s MiB, chats in memory %s\n' "$speed" \
  "$(($(value process_resident_memory_bytes) / 1048576))" "$(($(value jvm_memory_used_bytes 'area="heap"') / 1048576))" \
  "$(value mozaiks_fold_live_chats)"
stop
start serve
# Estimates by signal are made about a minute after the start.
tries=0
until scrape && [ "$(value mozaiks_store_signal_bytes)" -gt 0 ] || [ "$tries" -gt 90 ]; do
  tries=$((tries + 1))
  sleep 1
done
scrape
printf 'start: %s\n' "$(grep -o 'Live .*began' "$data.log" || echo 'no time in the log')"
printf 'server alone: resident %s MiB, heap used %s MiB\n' "$(($(value process_resident_memory_bytes) / 1048576))" \
  "$(($(value jvm_memory_used_bytes 'area="heap"') / 1048576))"
printf 'chats %s, events %s, spans %s, log records %s, points %s\n' "$(value mozaiks_store_chats)" "$(value mozaiks_store_events)" \
  "$(value mozaiks_store_spans)" "$(value mozaiks_store_logs)" "$(value mozaiks_store_points)"
for kind in events spans content logs points; do
  printf 'bytes of %s: %s\n' "$kind" "$(value mozaiks_store_signal_bytes "kind=\"$kind\"")"
done
stop
printf 'folder: store %s, journal %s, all %s KiB\n' "$(du -sk "$data/store" | cut -f1)" "$(du -sk "$data/journal" | cut -f1)" \
  "$(du -sk "$data" | cut -f1)"
