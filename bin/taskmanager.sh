#!/usr/bin/env bash
# A worker on this host.
#   taskmanager.sh start|start-foreground [-D key=value ...]     stop: the one started last     stop-all: every one
set -euo pipefail
bin="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
operation="${1:-}"
case "$operation" in
  start) exec "$bin/flink-daemon.sh" start taskexecutor "${@:2}" ;;
  stop | stop-all) exec "$bin/flink-daemon.sh" "$operation" taskexecutor ;;
  start-foreground) exec "$bin/flink-console.sh" taskexecutor "${@:2}" ;;
  *) echo "usage: taskmanager.sh (start|start-foreground) [arguments] | stop | stop-all" >&2; exit 1 ;;
esac
