#!/bin/sh
# Measures: ./benchmarks/run.sh [filter] [--smoke] [--pairs N] [--gate] [--list] [--report]; see benchmarks/README.md.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build "$root/benchmarks/Flink.Benchmarks.csproj" -c Release -v quiet --nologo -tl:off -clp:ErrorsOnly >&2
exec dotnet "$root/artifacts/bin/Flink.Benchmarks/release/Flink.Benchmarks.dll" "$@"
