#!/usr/bin/env bash
# What machines of YARN are shipped must stay below 60 MB, compressed: engine, runtime, and the plug-ins that are of use there.
#   eng/check-bundle.sh DIST    a self-contained distribution
set -euo pipefail
dist="${1:?the folder of a distribution is missing}"
most=60000000
[ -f "$dist/lib/libcoreclr.so" ] || { echo "check-bundle.sh: $dist brings no runtime: make it with build-dist.sh --self-contained" >&2; exit 1; }
size="$(tar -C "$dist" --exclude='*.pdb' --exclude='*.xml' -cf - bin lib plugins/hdfs plugins/s3 plugins/yarn | gzip -9 | wc -c)"
echo "what is shipped to YARN: $size bytes, compressed, of at most $most"
[ "$size" -le "$most" ]
