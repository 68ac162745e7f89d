#!/usr/bin/env bash
# Fuzzes the serializers with afl-fuzz for so many seconds (300): ./eng/fuzz.sh [SECONDS]. Exit code 1 when an input crashed or hung.
# Needs afl-fuzz (Debian: afl++) and the .NET tool sharpfuzz (SharpFuzz.CommandLine); 77 when one of them is missing.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
seconds="${1:-300}"
PATH="$PATH:${DOTNET_CLI_HOME:-$HOME}/.dotnet/tools"
for tool in afl-fuzz sharpfuzz; do
  command -v "$tool" >/dev/null || { echo "fuzz.sh: $tool is not installed, nothing was fuzzed" >&2; exit 77; }
done

out="artifacts/fuzz"
rm -rf "$out"
dotnet publish tests/Core.Fuzz/Flink.Core.Fuzz.csproj -c Release -o "$out/program" -v quiet --nologo
dotnet "$out/program/Flink.Core.Fuzz.dll" corpus "$out/corpus"
sharpfuzz "$out/program/Flink.Core.dll"
export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1
afl-fuzz -V "$seconds" -i "$out/corpus" -o "$out/findings" -t 10000 -m none -- dotnet "$out/program/Flink.Core.Fuzz.dll" >"$out/afl.log" 2>&1 \
  || { tail -n 20 "$out/afl.log" >&2; exit 1; }

grep -E '^(execs_done|corpus_count|saved_crashes|saved_hangs) ' "$out/findings/default/fuzzer_stats"
found="$(find "$out/findings/default/crashes" "$out/findings/default/hangs" -name 'id:*' | sort)"
[ -z "$found" ] || { echo "fuzz.sh: inputs that crashed or hung (run one: dotnet $out/program/Flink.Core.Fuzz.dll FILE):" >&2; echo "$found" >&2; exit 1; }
