#!/usr/bin/env bash
# Sourced by test.sh, .ci/run and .ci/nightly: runs test suites and checks one after the other and adds up what they report.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-${HOME:-${TMPDIR:-/tmp}}}"

passed=0 failed=0 skipped=0

# What failed, repeated before the sum: long logs are read from their end.
failures=()

# A suite that hangs is a failure with a name, not a build that never ends.
suite_seconds="${FLINK_SUITE_SECONDS:-900}"

# count "<line of the form N passed, N failed, N skipped>"
count() {
  local numbers
  read -r -a numbers <<<"${1//[!0-9]/ }"
  passed=$((passed + numbers[0])) failed=$((failed + numbers[1])) skipped=$((skipped + numbers[2]))
}

# run_suite <folder of the test project> <debug|release>: runs what is built. Its own output tells which test failed and why.
run_suite() {
  local folder="$1" name log code p f s
  name="$(basename "$(ls "$folder"/*.csproj)" .csproj)"
  log="$(mktemp)"
  echo "== $name"
  timeout --kill-after=20 "$suite_seconds" dotnet "artifacts/bin/$name/$2/$name.dll" --progress off --ansi off 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  p="$(summary_of "$log" succeeded)" f="$(summary_of "$log" failed)" s="$(summary_of "$log" skipped)"
  while IFS= read -r line; do failures+=("$line"); done < <(grep -A 40 '^failed ' "$log" | head -n 160)
  rm -f "$log"
  case "$code" in
    0) ;;
    124 | 137) note_failure "$name did not finish in $suite_seconds s and was ended" ;;
    8) note_failure "$name ran no test: a suite without tests counts as failed" ;;
    *) note_failure "$name ended with exit code $code" ;;
  esac
  # A suite that crashed before it could count its failures has at least one.
  if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
  if [ "$code" -eq 0 ] && [ $((p + f + s)) -eq 0 ]; then
    note_failure "$name ended well and its summary could not be read"
    f=1
  fi
  count "$p passed, $f failed, $s skipped"
}

# run_check <name> <command...>: a check that either holds or does not counts as one test; one that ends with 77 said what it lacks.
run_check() {
  local name="$1" code=0
  shift
  echo "== $name"
  "$@" || code=$?
  case "$code" in
    0) count "1 passed, 0 failed, 0 skipped" ;;
    77) count "0 passed, 0 failed, 1 skipped" ;;
    *)
      note_failure "$name failed"
      count "0 passed, 1 failed, 0 skipped"
      ;;
  esac
}

note_failure() {
  echo "$1"
  failures+=("$1")
}

# What failed, then the sum as the last line, and the exit code that goes with it.
conclude() {
  if [ ${#failures[@]} -gt 0 ]; then
    echo "== what failed"
    printf '%s\n' "${failures[@]}"
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# The last "  succeeded: 12" of a log; 0 when the suite did not get that far.
summary_of() {
  local number
  number="$(sed -nE "s/^ +$2: ([0-9]+).*$/\1/p" "$1" | tail -n 1)"
  echo "${number:-0}"
}
