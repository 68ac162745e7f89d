#!/usr/bin/env bash
# Packs the engine, builds this project from the packages alone, as a third party would, and runs it. Arguments go to the program.
#   --no-pack   first: use the packages that are in artifacts/packages
set -euo pipefail
here="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
root="$(dirname "$(dirname "$here")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-${TMPDIR:-/tmp}}}"

if [ "${1:-}" = --no-pack ]; then
  shift
else
  "$root/pack.sh" >&2
fi

# The version does not change with every build of the engine, so what was unpacked before may be stale.
rm -rf "$root"/artifacts/standalone/packages/flink.*
dotnet build "$here/StandaloneWordCount.csproj" --configuration Release --nologo --verbosity quiet >&2
exec dotnet "$root/artifacts/standalone/bin/StandaloneWordCount/release/StandaloneWordCount.dll" "$@"
