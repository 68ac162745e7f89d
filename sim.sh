#!/usr/bin/env bash
# Simulates whole clusters, each under a seed of its own, in virtual time: the control plane and the tasks are the real ones.
#   ./sim.sh                              10 seeds from 1
#   ./sim.sh --seeds 500 --first-seed 1   so many, from there
#   --slice 250                           a process for each so many: a world that is over still costs the process something
#   --trace DIR                           writes every event of each seed to DIR/seed-N.txt
# A seed that fails is named, with its last events; the same seed fails the same way. In slices the others go on, progress is shown, and an interrupted run says how to go on.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-${TMPDIR:-/tmp}}}"

# Checkpoints are files that are synced: a disk would be most of the time.
[ -w /dev/shm ] && export TMPDIR=/dev/shm

# A process runs a few hundred seeds: code that is measured first to be compiled better later costs a fifth of that.
export DOTNET_TieredPGO=0

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
  exec dotnet artifacts/bin/Flink.Simulation.Tests/debug/Flink.Simulation.Tests.dll --progress off --ansi off \
    --filter-method '*Jobs_finish_with_exact_results_whatever_breaks' --filter-method '*DrainSimulationTests.*'
}

if [ -z "$slice" ]; then
  simulate
  exit
fi

# All slices run, whatever fails: the seeds that do are said at once, and again in the end. A run that is ended says where the next one goes on.
count="${FLINK_SIM_SEEDS:-10}" begin="${FLINK_SIM_FIRST_SEED:-1}" done=0 code=0 failed=() running=
output="$(mktemp)"
trap 'rm -f "$output"' EXIT
trap 'kill "$running" 2>/dev/null; conclude; echo "sim.sh: to go on: ./sim.sh --seeds $((count - done)) --first-seed $((begin + done)) --slice $slice"; exit 130' INT TERM
conclude() {
  echo "sim.sh: $done of $count seeds from $begin, ${#failed[@]} failed: ${failed[*]:-none}"
  for seed in "${failed[@]}"; do echo "  ./sim.sh --seeds 1 --first-seed $seed"; done
}

while [ "$done" -lt "$count" ]; do
  export FLINK_SIM_FIRST_SEED=$((begin + done)) FLINK_SIM_SEEDS=$((count - done < slice ? count - done : slice))
  simulate >"$output" 2>&1 &
  running=$!
  if ! wait "$running"; then
    code=1
    cat "$output"
    mapfile -t -O "${#failed[@]}" failed < <(sed -n 's/.* seeds failed: \([0-9, ]*\)\..*/\1/p' "$output" | tr -d ' ' | tr ',' '\n' | sort -un)
  fi
  done=$((done + FLINK_SIM_SEEDS))
  echo "$(date -u +%H:%M:%S) seeds $FLINK_SIM_FIRST_SEED to $((begin + done - 1)): $done of $count, ${#failed[@]} failed, $((SECONDS * 1000 / done)) ms each"
done
conclude
exit "$code"
