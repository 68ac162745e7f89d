#!/usr/bin/env bash
# Simulates whole clusters, each under a seed of its own, in virtual time: the control plane and the tasks are the real ones.
#   ./sim.sh                              10 seeds from 1
#   ./sim.sh --seeds 500 --first-seed 1   so many, from there
#   --slice 250                           a process for each so many: a world that is over still costs the process something
#   --trace DIR                           writes every event of each seed to DIR/seed-N.txt
# A seed that fails is named, with its last events; the same seed fails the same way.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-${TMPDIR:-/tmp}}}"

# Checkpoints are files that are synced: a disk would be most of the time.
[ -w /dev/shm ] && export TMPDIR=/dev/shm

build=yes
slice=
while [ $# -gt 0 ]; do
  case "$1" in
    --seeds) export FLINK_SIM_SEEDS="${2:?--seeds needs a number}"; shift ;;
    --first-seed) export FLINK_SIM_FIRST_SEED="${2:?--first-seed needs a number}"; shift ;;
    --trace) mkdir -p "${2:?--trace needs a folder}"; FLINK_SIM_TRACE="$(realpath "$2")"; export FLINK_SIM_TRACE; shift ;;
    --slice) slice="${2:?--slice needs a number}"; shift ;;
    --no-build) build= ;;
    *) echo "sim.sh: unknown option $1 (there are --seeds N, --first-seed S, --slice N, --trace DIR, --no-build)" >&2; exit 64 ;;
  esac
  shift
done

if [ -n "$build" ]; then
  dotnet build tests/Simulation.Tests --nologo --verbosity quiet
fi

simulate() {
  dotnet artifacts/bin/Flink.Simulation.Tests/debug/Flink.Simulation.Tests.dll --progress off --ansi off \
    --filter-method '*Jobs_finish_with_exact_results_whatever_breaks' --filter-method '*DrainSimulationTests.*'
}

if [ -z "$slice" ]; then
  simulate
  exit
fi

# All slices run, whatever fails: the seeds that do are in the output.
left="${FLINK_SIM_SEEDS:-10}"
first="${FLINK_SIM_FIRST_SEED:-1}"
code=0
while [ "$left" -gt 0 ]; do
  export FLINK_SIM_FIRST_SEED="$first" FLINK_SIM_SEEDS=$((left < slice ? left : slice))
  simulate || code=$?
  first=$((first + slice))
  left=$((left - slice))
done
exit "$code"
