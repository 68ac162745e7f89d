#!/usr/bin/env bash
# Makes the distribution: bin/ conf/ lib/ plugins/ examples/ licenses/. lib/ is precompiled (ReadyToRun) for one runtime.
#   ./build-dist.sh                    dist/, needs a .NET 10 runtime where it runs
#   ./build-dist.sh --self-contained   brings the runtime along
#   --output DIR, --runtime RID        elsewhere than dist/, for another machine than linux-x64
set -euo pipefail
root="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-${TMPDIR:-/tmp}}}"

output="$root/dist" runtime=linux-x64 form=
while [ $# -gt 0 ]; do
  case "$1" in
    --self-contained) form=--self-contained ;;
    --output) output="$(realpath -m "${2:?--output needs a folder}")"; shift ;;
    --runtime) runtime="${2:?--runtime needs a runtime identifier such as linux-arm64}"; shift ;;
    *) echo "build-dist.sh: unknown option $1 (there are --self-contained, --output DIR, --runtime RID)" >&2; exit 64 ;;
  esac
  shift
done
cd "$root"

# Whatever stood there before was made by this script, or is not ours to delete.
if [ -e "$output" ] && [ ! -f "$output/licenses/PACKAGES.md" ] && [ -n "$(ls -A "$output")" ]; then
  echo "build-dist.sh: $output exists and is no distribution: delete it yourself or give another --output" >&2
  exit 1
fi
rm -rf "$output"
mkdir -p "$output"/{bin,conf,lib,plugins,examples,licenses}

echo "lib" >&2
eng/publish-engine.sh "$output/lib" --runtime "$runtime" ${form:+"$form"} >&2

echo "bin, conf, plugins, examples" >&2
cp bin/* "$output/bin/"
cp -r conf/. "$output/conf/"
cp eng/plugins-readme.txt "$output/plugins/README.txt"
for name in docker hdfs kubernetes s3 yarn; do
  project="$(grep -l "\"name\": \"$name\"" src/*/plugin.json)"
  dotnet publish "$(dirname "$project")" -c Release -r "$runtime" --no-self-contained -p:PublishReadyToRun=true -p:DebugType=none \
    -o "$output/plugins/$name" --nologo --verbosity quiet >&2
  rm -f "$output/plugins/$name"/*.xml
  mkdir -p "$output/plugins/$name/licenses"
  eng/collect-licenses.sh "$(ls "$output/plugins/$name"/Flink.*.deps.json)" "$output/plugins/$name/licenses"
done
cp -r examples/data "$output/examples/"
for project in examples/*/*.csproj; do
  name="$(basename "$(dirname "$project")")"
  # The stand-alone example is built from packages, as a third party would: examples/StandaloneWordCount/run.sh.
  if [ ! -f "$project" ] || [ "$name" = StandaloneWordCount ]; then continue; fi
  dotnet publish "$project" -c Release -p:DebugType=none -o "$output/examples/$name" --nologo --verbosity quiet >&2
done

echo "licenses" >&2
cp LICENSE NOTICE "$output/"
eng/collect-licenses.sh "$output/lib/flink.deps.json" "$output/licenses"
echo "$output: $(du -sh "$output" | cut -f1)" >&2
