#!/usr/bin/env bash
# The JobManager of a session on this host.
#   jobmanager.sh start|start-foreground [host] [web port] [-D key=value ...]     stop: the one started last     stop-all: every one
set -euo pipefail
bin="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
operation="${1:-}"
shift || true
arguments=()
if [ $# -gt 0 ] && [[ "$1" != -* ]]; then
  arguments+=(--host "$1")
  shift
  if [ $# -gt 0 ] && [[ "$1" != -* ]]; then
    arguments+=(--webui-port "$1")
    shift
  fi
fi
case "$operation" in
  start) exec "$bin/flink-daemon.sh" start standalonesession ${arguments[@]+"${arguments[@]}"} "$@" ;;
  stop | stop-all) exec "$bin/flink-daemon.sh" "$operation" standalonesession ;;
  start-foreground) exec "$bin/flink-console.sh" standalonesession ${arguments[@]+"${arguments[@]}"} "$@" ;;
  *) echo "usage: jobmanager.sh (start|start-foreground) [host] [web port] [arguments] | stop | stop-all" >&2; exit 1 ;;
esac
