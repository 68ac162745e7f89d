#!/usr/bin/env bash
# Starts a JobManager for each line of conf/masters (host:web port) and a TaskManager for each line of conf/workers, on other hosts by ssh.
# Arguments are passed on to the JobManagers.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/config.sh"
prepare
mapfile -t masters < <(hosts_of "$FLINK_CONF_DIR/masters")
mapfile -t workers < <(hosts_of "$FLINK_CONF_DIR/workers")

if [ ${#masters[@]} -eq 0 ]; then masters=(localhost:8081); fi

echo "Starting cluster."
if [ ${#masters[@]} -eq 1 ] && is_local "${masters[0]%%:*}"; then
  "$bin/jobmanager.sh" start "$@"
else
  if [ ${#masters[@]} -gt 1 ]; then
    kind="$(configured high-availability.type)" || exit 1
    if [ "${kind^^}" = NONE ]; then
      echo "start-cluster.sh: $FLINK_CONF_DIR/masters has ${#masters[@]} lines, and several JobManagers need high-availability.type (and high-availability.storageDir) in config.yaml" >&2
      exit 1
    fi
  fi
  for master in "${masters[@]}"; do
    port="${master##*:}"
    if [ "$port" = "$master" ]; then port=8081; fi
    on_each "${master%%:*}" jobmanager.sh start "${master%%:*}" "$port" "$@"
  done
fi
for worker in ${workers[@]+"${workers[@]}"}; do
  on_each "$worker" taskmanager.sh start
done
conclude "start-cluster.sh: not everything was started"
