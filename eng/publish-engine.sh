#!/usr/bin/env bash
# Publishes the engine and its command line, precompiled (ReadyToRun): the lib/ of a distribution, which the benchmarks measure too.
#   eng/publish-engine.sh FOLDER [--runtime RID] [--self-contained]
set -euo pipefail
folder="${1:?the folder to publish to is missing}" runtime=linux-x64 form=--no-self-contained
shift
while [ $# -gt 0 ]; do
  case "$1" in
    --runtime) runtime="$2"; shift ;;
    --self-contained) form=--self-contained ;;
    *) echo "publish-engine.sh: unknown option $1" >&2; exit 64 ;;
  esac
  shift
done
dotnet publish "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../src/Cli" -c Release -r "$runtime" "$form" \
  -p:PublishReadyToRun=true -p:DebugType=none -o "$folder" --nologo --verbosity quiet
rm -f "$folder"/*.xml # documentation of the libraries: it belongs to the packages
