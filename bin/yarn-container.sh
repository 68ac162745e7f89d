#!/usr/bin/env bash
# The process of a container on YARN; the services that the plug-in yarn creates start it: jobmanager|standalone-job|taskmanager [options].
# What YARN says of the container counts: its id, its host, its folders. The folder itself holds flink-options.yaml and Hadoop's configuration.
set -euo pipefail
role="$1"
shift
here="$PWD"
export FLINK_HOME="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
export FLINK_CONF_DIR="$here/conf" FLINK_LOG_DIR="${LOG_DIRS%%,*}" FLINK_PLUGINS_DIR="$FLINK_HOME/plugins" FLINK_STATE_DIR="$here/state"
if [ -f "$here/core-site.xml" ]; then export HADOOP_CONF_DIR="$here"; fi

# Whatever stands for a home here cannot be written to.
export HOME="$here" TMPDIR="$here/tmp" DOTNET_CLI_HOME="$here" DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_BUNDLE_EXTRACT_BASE_DIR="$here/tmp" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="${DOTNET_SYSTEM_GLOBALIZATION_INVARIANT:-1}" DOTNET_gcServer=0
export LC_ALL=C.UTF-8
mkdir -p "$TMPDIR" "$FLINK_CONF_DIR"
: >"$FLINK_CONF_DIR/config.yaml" # all options are in the file beside it

if [ -x "$FLINK_HOME/lib/flink" ] && [ -f "$FLINK_HOME/lib/libcoreclr.so" ]; then
  command=("$FLINK_HOME/lib/flink")
elif [ -x "$FLINK_HOME/dotnet/dotnet" ]; then
  export DOTNET_ROOT="$FLINK_HOME/dotnet"
  command=("$DOTNET_ROOT/dotnet" "$FLINK_HOME/lib/flink.dll")
else
  command=(dotnet "$FLINK_HOME/lib/flink.dll")
fi

# The command that made the service writes it while YARN starts; whoever started before that must not go on without options.
[ -s "$here/flink-options.yaml" ] || { echo "yarn-container.sh: flink-options.yaml is empty: the command that starts the cluster had not written it yet" >&2; exit 1; }
host="${NM_HOST:-$(hostname)}"
own=(--propertiesFile "$here/flink-options.yaml" --logFile "$FLINK_LOG_DIR/$role.log" -D "io.tmp.dirs=${LOCAL_DIRS:-$TMPDIR}")
case "$role" in
  taskmanager) own+=(-D "taskmanager.resource-id=$CONTAINER_ID" -D "taskmanager.host=$host") ;;
  *) own+=(-D "jobmanager.rpc.address=$host" -D "rest.address=$host") ;;
esac

if [ "$role" != taskmanager ] && [ -f "$here/flink-arguments" ]; then
  mapfile -d '' -t more <"$here/flink-arguments"
  own+=("${more[@]}")
fi

# This shell becomes the process: its exit code and its signals are those of the container.
exec "${command[@]}" "$role" "${own[@]}" "$@"
