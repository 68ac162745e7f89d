#!/usr/bin/env bash
# collect-licenses.sh <deps.json> <folder>: writes what each package in the deps.json is licensed under, and the texts that the
# packages carry, into the folder. PACKAGES.md lists them. A package that says nothing about its licence is an error.
set -euo pipefail
deps="$1" folder="$2"
packages="${NUGET_PACKAGES:-$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')}"

# "libraries" holds entries of the form  "Name/1.2.3": { "type": "package", ... }
libraries() {
  awk '/^  "libraries": \{/ { inside = 1; next }
       inside && /^    "[^"]+\/[^"]+": \{/ { split($1, parts, "\""); name = parts[2] }
       inside && /"type": "(package|runtimepack)"/ { print name }' "$deps"
}

element() { # element <name> <file>: text of the first such element, attributes ignored
  tr -d '\r' <"$2" | tr '\n' ' ' | sed -nE "s:.*<$1( [^>]*)?>([^<]*)</$1>.*:\2:p"
}

{
  echo "# Packages in this distribution"
  echo
  echo "| package | version | licence | copyright |"
  echo "|---|---|---|---|"
} >"$folder/PACKAGES.md"

for library in $(libraries); do
  name="${library%/*}" version="${library#*/}"
  # A self-contained deps.json calls the runtime's own package runtimepack.<package>.
  package="$packages/$(tr '[:upper:]' '[:lower:]' <<<"${name#runtimepack.}")/$version"
  nuspec="$(ls "$package"/*.nuspec 2>/dev/null || true)"
  [ -n "$nuspec" ] || { echo "collect-licenses.sh: $package has no nuspec: is the package restored?" >&2; exit 1; }
  licence="$(element license "$nuspec")"
  # Packages older than licence expressions give the address of a text, which they also carry.
  licence="${licence:-$(element licenseUrl "$nuspec")}"
  [ -n "$licence" ] || { echo "collect-licenses.sh: $name $version does not state its licence" >&2; exit 1; }
  copyright="$(element copyright "$nuspec")"
  echo "| ${name#runtimepack.} | $version | $licence | ${copyright:-$(element authors "$nuspec")} |" >>"$folder/PACKAGES.md"
  find "$package" -maxdepth 1 -type f \( -iname 'licen[sc]e*' -o -iname 'third*party*' -o -iname 'notice*' \) | while read -r text; do
    mkdir -p "$folder/${name#runtimepack.}"
    cp "$text" "$folder/${name#runtimepack.}/"
  done
done

# Packages that only name their licence leave its text to whoever passes them on.
cp "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/licenses/MIT.txt" "$folder/"
