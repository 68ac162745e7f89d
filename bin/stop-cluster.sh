#!/usr/bin/env bash
# Stops a TaskManager for each line of conf/workers, then a JobManager for each line of conf/masters.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/config.sh"
mapfile -t masters < <(hosts_of "$FLINK_CONF_DIR/masters")
mapfile -t workers < <(hosts_of "$FLINK_CONF_DIR/workers")
for worker in ${workers[@]+"${workers[@]}"}; do
  on_each "$worker" taskmanager.sh stop
done
if [ ${#masters[@]} -eq 0 ]; then masters=(localhost); fi
for master in "${masters[@]}"; do
  on_each "${master%%:*}" jobmanager.sh stop
done
conclude "stop-cluster.sh: not everything was stopped"
