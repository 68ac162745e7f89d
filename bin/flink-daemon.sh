#!/usr/bin/env bash
# Starts and stops processes in the background. A pid file holds the processes of one kind, a line each, the last one started last.
#   flink-daemon.sh start|stop|stop-all taskexecutor|standalonesession|standalonejob [arguments]
set -euo pipefail
usage="usage: flink-daemon.sh start|stop|stop-all taskexecutor|standalonesession|standalonejob [arguments]"
operation="${1:-}" daemon="${2:-}"
shift 2 || { echo "$usage" >&2; exit 1; }
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/config.sh"

verb="$(verb_of "$daemon")"
if [ -z "$verb" ]; then
  echo "flink-daemon.sh: there is no daemon \"$daemon\"; $usage" >&2
  exit 1
fi

# Before the lock is taken: what a build leaves running would keep it.
if [ "$operation" = start ]; then prepare; fi

mkdir -p "$FLINK_PID_DIR"
pid_file="$FLINK_PID_DIR/flink-$FLINK_IDENT_STRING-$daemon.pid"

# One script at a time reads and writes the file.
exec 8>"$pid_file.lock"
if command -v flock >/dev/null; then flock 8; fi

# Whether a pid is a process of this kind: numbers are used again, and a file may outlive a restart of the machine.
is_ours() {
  local line
  if [ -d /proc/self ]; then
    line="$({ tr "\0" " " <"/proc/$1/cmdline"; } 2>/dev/null)" || true
  else
    line="$(ps -o command= -p "$1" 2>/dev/null || true)"
  fi
  [[ "$line" == *flink*" $verb "* ]]
}

recorded() { [ -f "$pid_file" ] && grep -E '^[0-9]+$' "$pid_file" || true; }

# end <pid>: asks, waits, and insists after ten seconds. One that has ended and that nobody has collected has no command line any more.
end() {
  kill "$1" 2>/dev/null || return 0
  local waited
  for ((waited = 0; waited < 200; waited++)); do
    is_ours "$1" || return 0
    sleep 0.05
  done
  echo "$daemon (pid: $1) does not end: it is killed" >&2
  kill -9 "$1" 2>/dev/null || true
}

stop_one() {
  if is_ours "$1"; then
    echo "Stopping $daemon daemon (pid: $1) on host $HOST."
    end "$1"
  else
    echo "No $daemon daemon (pid: $1) is running anymore on $HOST."
  fi
}

# The output file of the last run becomes .1, that one .2, and so on.
rotate_output() {
  local number
  if [ "$old_logs" -eq 0 ] || [ ! -s "$1" ]; then return 0; fi
  for ((number = old_logs - 1; number >= 1; number--)); do
    if [ -f "$1.$number" ]; then mv -f "$1.$number" "$1.$((number + 1))"; fi
  done
  mv -f "$1" "$1.1"
}

start() {
  local running=() pid id=0 log
  for pid in $(recorded); do
    if is_ours "$pid"; then running+=("$pid"); fi
  done
  if [ ${#running[@]} -gt 0 ]; then
    echo "[INFO] ${#running[@]} instance(s) of $daemon are already running on $HOST."
  fi

  # The first number whose log no running process writes.
  mkdir -p "$FLINK_LOG_DIR"
  while :; do
    log="$FLINK_LOG_DIR/flink-$FLINK_IDENT_STRING-$daemon-$id-$HOST"
    local taken=
    for pid in ${running[@]+"${running[@]}"}; do
      if [[ "$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null)" == *"$log.log"* ]]; then taken=1; fi
    done
    [ -n "$taken" ] || break
    id=$((id + 1))
  done
  rotate_output "$log.out"

  echo "Starting $daemon daemon on host $HOST."
  # A group of its own, so that Ctrl-C in this terminal is not for it.
  set -m
  "$bin/flink" "$verb" --configDir "$FLINK_CONF_DIR" --logFile "$log.log" "$@" >"$log.out" 2>&1 </dev/null 8>&- &
  local started=$!
  set +m
  disown

  # Until it has its own command line, the next script that gets the lock would not know it for one of these.
  until is_ours "$started" || ! kill -0 "$started" 2>/dev/null; do sleep 0.01; done
  printf '%s\n' ${running[@]+"${running[@]}"} "$started" >"$pid_file.new"
  mv -f "$pid_file.new" "$pid_file"
}

case "$operation" in
  start) start "$@" ;;
  stop)
    last="$(recorded | tail -n 1)"
    if [ -z "$last" ]; then
      echo "No $daemon daemon to stop on host $HOST."
    else
      stop_one "$last"
      recorded | sed '$d' >"$pid_file.new"
      mv -f "$pid_file.new" "$pid_file"
    fi
    ;;
  stop-all)
    pids="$(recorded | tac)"
    if [ -z "$pids" ]; then echo "No $daemon daemon to stop on host $HOST."; fi
    for pid in $pids; do stop_one "$pid"; done
    rm -f "$pid_file"
    ;;
  *) echo "flink-daemon.sh: there is no operation \"$operation\"; $usage" >&2; exit 1 ;;
esac
if [ -f "$pid_file" ] && [ ! -s "$pid_file" ]; then rm -f "$pid_file"; fi
