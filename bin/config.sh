#!/usr/bin/env bash
# Sourced by the scripts beside it: folders, names and the values of config.yaml that scripts need.
#
#   FLINK_CONF_DIR      folder of config.yaml, masters and workers   (FLINK_HOME/conf)
#   FLINK_LOG_DIR       folder of log files                          (env.log.dir, else FLINK_HOME/log)
#   FLINK_PID_DIR       folder of the files that name processes      (env.pid.dir, else the temporary folder)
#   FLINK_IDENT_STRING  part of the names of these files             (the user)
#   FLINK_SSH_OPTS      options of ssh                               (env.ssh.opts)

bin="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export FLINK_HOME="$(dirname "$bin")"
export FLINK_CONF_DIR="${FLINK_CONF_DIR:-$FLINK_HOME/conf}"
FLINK_IDENT_STRING="${FLINK_IDENT_STRING:-${USER:-$(id -un)}}"
HOST="${HOSTNAME:-$(hostname)}"

# Prints the values of keys, a line each; nothing for a key without one. A second process, so only where a key may be set.
configured() { "$bin/flink" config "$@"; }

# The file may set it: the words of a dotted key occur in it, nested or not. FLINK_PROPERTIES counts too.
may_set() {
  grep -q "$1" "$FLINK_CONF_DIR/config.yaml" 2>/dev/null || [[ "${FLINK_PROPERTIES:-}" == *"$1"* ]]
}

old_logs=10
if may_set env; then
  # In this shell and not behind a pipe, so that a broken configuration ends the script with its message.
  values="$(configured env.log.dir env.pid.dir env.ssh.opts env.log.max)" || exit 1
  mapfile -t values <<<"$values"
  FLINK_LOG_DIR="${FLINK_LOG_DIR:-${values[0]:-}}"
  FLINK_PID_DIR="${FLINK_PID_DIR:-${values[1]:-}}"
  FLINK_SSH_OPTS="${FLINK_SSH_OPTS:-${values[2]:-}}"
  old_logs="${values[3]:-10}"
fi
export FLINK_LOG_DIR="${FLINK_LOG_DIR:-$FLINK_HOME/log}"
export FLINK_PID_DIR="${FLINK_PID_DIR:-${TMPDIR:-/tmp}}"

# In a checkout the command line may have to be built: before something runs in the background, where nobody sees it.
prepare() {
  if [ ! -f "$FLINK_HOME/lib/flink.dll" ] && [ ! -f "$FLINK_HOME/lib/flink" ]; then
    "$bin/flink" --version >/dev/null || exit 1
  fi
}

# What the command line calls a kind of process; nothing for one that is not there.
verb_of() {
  case "$1" in
    taskexecutor) echo taskmanager ;;
    standalonesession) echo jobmanager ;;
    standalonejob) echo standalone-job ;;
  esac
}

# Lines of a file of hosts, without comments and blanks.
hosts_of() {
  [ -f "$1" ] || return 0
  sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$1"
}

is_local() { [ "$1" = localhost ] || [ "$1" = 127.0.0.1 ] || [ "$1" = ::1 ]; }

# on_host <host> <script> [arguments]: here, or by ssh where the same folder holds the same installation.
on_host() {
  local host="$1"
  shift
  if is_local "$host"; then
    "$bin/$1" "${@:2}"
    return
  fi
  local command
  printf -v command '%q ' "FLINK_CONF_DIR=$FLINK_CONF_DIR" "$bin/$1" "${@:2}"
  # shellcheck disable=SC2086 # the options are several words
  ssh -n ${FLINK_SSH_OPTS:-} "$host" -- "env $command"
}

# on_each <host> <script> [arguments]: likewise, but a host that refuses or does not answer keeps no other from its turn.
failed=()
on_each() { on_host "$@" || failed+=("$1"); }

# conclude <message>: ends a script; with the message, and as failed, where a host has failed.
conclude() {
  if [ ${#failed[@]} -gt 0 ]; then
    echo "$1: see above what ${failed[*]} said" >&2
    exit 1
  fi
}
