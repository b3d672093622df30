#!/usr/bin/env bash
# The soak test of docs/reliability.md: many nodes, a bad network and a broker that restarts again and
# again, for half an hour; then compares the gateway's heap after a full collection with that of the
# 5th minute. Fails where the simulator finds a broken promise or the heap has grown by a tenth.
# Usage: soak.sh [MINUTES [NODES [SECONDS between the restarts]]]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

minutes="${1:-30}"
nodes="${2:-500}"
every="${3:-120}"
settled=$((minutes > 5 ? 300 : minutes * 10))
udp=21883
tcp=21884
work="$(mktemp -d)"
gateway=
broker=

finish() {
  for process in $gateway $broker; do
    kill "$process" 2>/dev/null && wait "$process" || true
  done
  rm -rf "$work"
}
trap finish EXIT

start_broker() {
  mosquitto -c "$work/mosquitto.conf" >>"$work/mosquitto.log" 2>&1 &
  broker=$!
}

# Live objects after a full collection, in kilobytes.
heap() {
  jcmd "$gateway" GC.run >/dev/null
  jcmd "$gateway" GC.class_histogram | awk '/^Total/ { print int($3 / 1024) }'
}

resident() {
  awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$gateway/status"
}

printf '%s\n' "listener $tcp 127.0.0.1" "allow_anonymous true" "persistence true" \
  "persistence_location $work/" "user $(id -un)" "max_queued_messages 100000" \
  >"$work/mosquitto.conf"
ulimit -n 8192
start_broker
./mqttsn gateway --udp "127.0.0.1:$udp" --broker "mqtt://127.0.0.1:$tcp" --state "$work/state" \
  >"$work/gateway.log" 2>&1 &
gateway=$!
./mqttsn sim --nodes "$nodes" --scenario mixed --loss 10 --port "$udp" \
  --broker "mqtt://127.0.0.1:$tcp" --verify --seconds $((minutes * 60)) &
sim=$!

began=$SECONDS
restarts=0
early=
while kill -0 "$sim" 2>/dev/null && [ $((SECONDS - began)) -lt $((minutes * 60)) ]; do
  sleep 1
  passed=$((SECONDS - began))
  if [ -z "$early" ] && [ "$passed" -ge "$settled" ]; then
    early="$(heap)"
    echo "heap after a full collection at $passed s: $early kB, resident $(resident) MB"
  fi
  if [ $((passed / every)) -gt "$restarts" ]; then
    kill "$broker"
    wait "$broker" || true
    start_broker
    restarts=$((passed / every))
  fi
done
late="$(heap)"
echo "heap after a full collection at $((SECONDS - began)) s: $late kB, resident $(resident) MB;" \
  "the broker was restarted $restarts times"

status=0
wait "$sim" || status=$?
grep -E " (WARN|ERROR) " "$work/gateway.log" | cut -c14- | sort | uniq -c | sort -rn | head -20 || true
if [ $((late * 10)) -gt $((early * 11)) ]; then
  echo "soak: the heap has grown by more than a tenth" >&2
  status=1
fi
exit "$status"
