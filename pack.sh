#!/usr/bin/env bash
# Packs the libraries of src (all but the executable) as NuGet packages into artifacts/packages, a folder that works as a feed.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-${TMPDIR:-/tmp}}}"

feed=artifacts/packages
rm -rf "$feed"
mkdir -p "$feed"
for project in src/*/*.csproj; do
  # IsPackable=false keeps a project out; everything else of src is a library for users.
  dotnet pack "$project" --configuration Release --output "$feed" --nologo --verbosity quiet >&2
done
ls "$feed"/*.nupkg
