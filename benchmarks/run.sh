#!/bin/sh
# Measures: ./benchmarks/run.sh [filter] [--smoke] [--pairs N] [--gate] [--list] [--report] [--plot]; see benchmarks/README.md.
# Builds this program, publishes it to a folder, and publishes the engine that loads it from there: what is built already costs seconds.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
published="$root/artifacts/benchmarks"
make_all() {
  dotnet publish "$root/benchmarks/Flink.Benchmarks.csproj" -c Release -o "$published/program" -v quiet --nologo &&
    "$root/eng/publish-engine.sh" "$published/lib"
}
if ! log=$(make_all 2>&1); then
  printf '%s\n' "$log" >&2
  exit 1
fi
exec dotnet "$root/artifacts/bin/Flink.Benchmarks/release/Flink.Benchmarks.dll" "$@"
