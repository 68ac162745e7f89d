#!/usr/bin/env bash
# Runs a process in the foreground: signals reach it, its log goes to standard output and to a file.
#   flink-console.sh taskexecutor|standalonesession|standalonejob [arguments]
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/config.sh"
service="${1:-}"
verb="$(verb_of "$service")"
if [ -z "$verb" ]; then
  echo "usage: flink-console.sh taskexecutor|standalonesession|standalonejob [arguments]" >&2
  exit 1
fi
# $$ stays the process's own number, so the log is this run's.
exec "$bin/flink" "$verb" --configDir "$FLINK_CONF_DIR" --logFile "$FLINK_LOG_DIR/flink-$FLINK_IDENT_STRING-$service-$$-$HOST.log" --console "${@:2}"
