#!/bin/sh
# Measures: ./benchmarks/run.sh [filter] [--smoke] [--pairs N] [--gate] [--list] [--report]; see benchmarks/README.md.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
if ! log=$(dotnet build "$root/benchmarks/Flink.Benchmarks.csproj" -c Release -v quiet --nologo 2>&1); then
  printf '%s\n' "$log" >&2
  exit 1
fi
exec dotnet "$root/artifacts/bin/Flink.Benchmarks/release/Flink.Benchmarks.dll" "$@"
