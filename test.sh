#!/usr/bin/env bash
# Restores, builds and runs the unit suites: tests/*.Tests. The last line sums them up: N passed, N failed, N skipped.
#   ./test.sh            all unit suites
#   ./test.sh Core Cli   only tests/Core.Tests and tests/Cli.Tests
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" || exit 1
. eng/suites.sh

folders=()
for name in "$@"; do
  [ -d "tests/$name.Tests" ] || { echo "test.sh: there is no tests/$name.Tests" >&2; exit 64; }
  folders+=("tests/$name.Tests")
done
[ $# -gt 0 ] || folders=(tests/*.Tests)

if [ $# -gt 0 ]; then targets=("${folders[@]}"); else targets=(Flink.sln); fi
for target in "${targets[@]}"; do
  if ! dotnet build "$target" --nologo --verbosity quiet; then
    echo "test.sh: $target does not build" >&2
    count "0 passed, 1 failed, 0 skipped"
    conclude
    exit 1
  fi
done

for folder in "${folders[@]}"; do
  run_suite "$folder" debug
done
conclude
