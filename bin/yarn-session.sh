#!/usr/bin/env bash
# Starts a session on YARN, or attaches to one; Apache Flink's options. HADOOP_CONF_DIR says where YARN and HDFS are.
set -euo pipefail
bin="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

usage() {
  cat <<'EOF'
Usage: yarn-session.sh [options]
  -d,--detached                 Return when the session takes jobs; otherwise stay attached and take commands: stop, quit, help.
  -id,--applicationId ID        Attach to a running session, by its application id or its name.
  -nm,--name NAME               Name of the session: small letters, digits and dashes.
  -qu,--queue NAME              Queue of YARN.
  -nl,--nodeLabel LABEL         Label of the machines that everything of the session runs on.
  -at,--applicationType TYPE    Type of the application, as YARN's lists show it.
  -jm,--jobManagerMemory SIZE   Memory of the JobManager's container; megabytes where no unit is given.
  -tm,--taskManagerMemory SIZE  Memory of a TaskManager's container.
  -s,--slots N                  Slots of a TaskManager.
  -j,--jar FILE                 Archive of the distribution that containers run, of this machine or on HDFS.
  -t,--ship FILES               Further files for every container, divided by commas.
  -D key=value                  A value of the configuration.
  -h,--help                     This text.
EOF
}

refuse() {
  echo "yarn-session.sh: option $1 is refused: $2" >&2
  exit 1
}

needs() { [ $# -ge 2 ] || { echo "yarn-session.sh: option $1 needs a value" >&2; exit 1; }; }
size() { if [[ "$1" =~ ^[0-9]+$ ]]; then echo "$1m"; else echo "$1"; fi; }

attached=(--attached) properties=()
while [ $# -gt 0 ]; do
  case "$1" in
    -d | --detached) attached=() ;;
    -h | --help) usage; exit 0 ;;
    -id | --applicationId) needs "$@"; properties+=(-D "yarn.application.id=$2"); shift ;;
    -nm | --name) needs "$@"; properties+=(-D "yarn.application.name=$2"); shift ;;
    -qu | --queue) needs "$@"; properties+=(-D "yarn.application.queue=$2"); shift ;;
    -jm | --jobManagerMemory) needs "$@"; properties+=(-D "jobmanager.memory.process.size=$(size "$2")"); shift ;;
    -tm | --taskManagerMemory) needs "$@"; properties+=(-D "taskmanager.memory.process.size=$(size "$2")"); shift ;;
    -s | --slots) needs "$@"; properties+=(-D "taskmanager.numberOfTaskSlots=$2"); shift ;;
    -j | --jar) needs "$@"; properties+=(-D "yarn.flink-dist-jar=$2"); shift ;;
    -t | --ship) needs "$@"; properties+=(-D "yarn.ship-files=${2//,/;}"); shift ;;
    -D) needs "$@"; properties+=(-D "$2"); shift ;;
    -D*) properties+=(-D "${1#-D}") ;;
    -nl | --nodeLabel) needs "$@"; properties+=(-D "yarn.application.node-label=$2"); shift ;;
    -at | --applicationType) needs "$@"; properties+=(-D "yarn.application.type=$2"); shift ;;
    -q | --query) refuse "$1" "'yarn node -list' shows what YARN has" ;;
    -z | --zookeeperNamespace) refuse "$1" "there is no ZooKeeper in it; high-availability.cluster-id is the name of the session" ;;
    *) echo "yarn-session.sh: unknown option $1; see yarn-session.sh --help" >&2; exit 1 ;;
  esac
  shift
done
exec "$bin/flink" session start -t yarn-session "${attached[@]}" "${properties[@]}"
