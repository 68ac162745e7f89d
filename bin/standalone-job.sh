#!/usr/bin/env bash
# The JobManager of one application on this host: it runs the program's Main, and ends when the program's jobs have.
#   standalone-job.sh start|start-foreground --jars PROGRAM [--job-classname CLASS] [-D key=value ...] [program arguments]
#   standalone-job.sh stop | stop-all
# Without --jars the program is what lies in FLINK_HOME/usrlib.
set -euo pipefail
bin="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
operation="${1:-}"
case "$operation" in
  start) exec "$bin/flink-daemon.sh" start standalonejob "${@:2}" ;;
  stop | stop-all) exec "$bin/flink-daemon.sh" "$operation" standalonejob ;;
  start-foreground) exec "$bin/flink-console.sh" standalonejob "${@:2}" ;;
  *) echo "usage: standalone-job.sh (start|start-foreground) --jars PROGRAM [arguments] | stop | stop-all" >&2; exit 1 ;;
esac
