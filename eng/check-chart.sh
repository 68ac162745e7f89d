#!/usr/bin/env bash
# Checks the chart without a cluster: lint, what it makes of the values in charts/flink/tests (NAME.yaml -> NAME.golden.yaml), and what it refuses.
#   eng/check-chart.sh             compares; ends with 77 where there is no helm
#   eng/check-chart.sh --update    writes the golden files anew, for review
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../charts/flink" || exit 1
command -v helm >/dev/null || { echo "check-chart.sh: there is no helm on the PATH"; exit 77; }

failures=0
fail() { echo "check-chart.sh: $1"; failures=$((failures + 1)); }
render() { helm template golden . --namespace golden-ns --kube-version 1.34.0 "$@" 2>&1; }

helm lint --strict . >/dev/null || fail "helm lint finds something: helm lint --strict charts/flink"
for values in tests/*.yaml; do
  case "$values" in *.golden.yaml) continue ;; esac
  golden="${values%.yaml}.golden.yaml"
  if [ "${1:-}" = --update ]; then
    render --values "$values" >"$golden"
  elif ! difference="$(diff <(render --values "$values") "$golden")"; then
    fail "$values makes something else than $golden says (--update writes it anew):"
    echo "$difference" | head -n 40
  fi
  helm lint --strict . --values "$values" >/dev/null || fail "helm lint finds something with $values"
done

while IFS='|' read -r values why; do
  case "$values" in '' | '#'*) continue ;; esac
  if answer="$(render --set "$values")"; then
    fail "$values is taken"
  elif [[ "$answer" != *"$why"* ]]; then
    fail "$values is refused without the words '$why': $answer"
  fi
done <tests/refused.txt
[ "$failures" -eq 0 ]
