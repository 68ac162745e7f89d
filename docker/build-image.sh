#!/usr/bin/env bash
# Builds the image of Flink for .NET. It needs a Docker Engine (DOCKER_HOST) and no registry: the image begins with nothing, takes the engine's
# runtime from the build and a handful of libraries from this machine.
#   docker/build-image.sh                 flink-dotnet:latest, everything: plug-ins and examples too
#   --worker                              the engine alone, for workers
#   --tag NAME[:TAG]                      another name (with a registry in it: registry.example.com/flink:1)
#   --push                                and push it there
#   --base IMAGE                          begin with an image of a registry, for a shell and its tools: debian:12-slim
#   --root DIR                            no image, but what it would hold as a folder that is DIR: for other builders; needs no engine
#   --dist DIR                            a self-contained distribution that ./build-dist.sh has made, instead of making one
set -euo pipefail
root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
tag=flink-dotnet:latest base=scratch dist='' kind=full push='' folder=''
while [ $# -gt 0 ]; do
  case "$1" in
    --worker) kind=worker ;;
    --push) push=1 ;;
    --tag) tag="${2:?--tag needs a name}"; shift ;;
    --base) base="${2:?--base needs an image}"; shift ;;
    --root) folder="$(realpath -m "${2:?--root needs a folder}")"; shift ;;
    --dist) dist="$(readlink -f "${2:?--dist needs a folder}")"; shift ;;
    *) echo "build-image.sh: unknown option $1 (there are --worker, --tag NAME, --push, --base IMAGE, --root DIR, --dist DIR)" >&2; exit 64 ;;
  esac
  shift
done
[ -z "$folder" ] || [ -z "$(ls -A "$folder" 2>/dev/null)" ] || { echo "build-image.sh: $folder is not empty" >&2; exit 1; }
[ -n "$folder" ] || command -v docker >/dev/null || { echo "build-image.sh: there is no docker command on this machine" >&2; exit 1; }
[ -n "$folder" ] || docker version >/dev/null 2>&1 || { echo "build-image.sh: no Docker Engine answers at ${DOCKER_HOST:-unix:///var/run/docker.sock}: start it, or set DOCKER_HOST" >&2; exit 1; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if [ -z "$dist" ]; then
  dist="$work/dist"
  "$root/build-dist.sh" --self-contained --output "$dist" >&2
fi
[ -f "$dist/lib/libcoreclr.so" ] || { echo "build-image.sh: $dist is no self-contained distribution: ./build-dist.sh --self-contained" >&2; exit 1; }

system="$work/context/root" home="$work/context/home"
mkdir -p "$system"/{etc/ssl/certs,usr/share} "$home/opt/flink"/{lib,conf,plugins,log} "$home/tmp"
chmod 1777 "$home/tmp"

# copy_library <path>: where the dynamic linker looks for it, under the name by which it is asked for.
copy_library() { mkdir -p "$system$(dirname "$1")"; cp -L "$1" "$system$1"; }

# What the engine is linked with, and what it opens by name: OpenSSL for certificates and hashes, the resolver for names of hosts.
if [ "$base" = scratch ]; then
  {
    find "$dist/lib/" -name '*.so' -exec ldd {} + 2>/dev/null
    ldd "$dist/lib/flink"
  } | grep -Eo '/[^ ]+\.so[^ ]*' | grep -v "^$dist" | grep -v lttng | sort -u >"$work/libraries"
  # Read to its end each time: what writes into a pipe that nobody reads any more fails.
  for name in libssl.so.3 libcrypto.so.3 libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
    ldconfig -p | awk -v name="$name" '$1 == name && /x86-64|AArch64/ && !found { print $NF; found = 1 }' >>"$work/libraries"
  done
  sort -u "$work/libraries" | while read -r library; do copy_library "$library"; done
  printf 'root:x:0:0:root:/root:/none\nflink:x:9999:9999:flink:/opt/flink:/none\n' >"$system/etc/passwd"
  printf 'root:x:0:\nflink:x:9999:\n' >"$system/etc/group"
  printf 'hosts: files dns\n' >"$system/etc/nsswitch.conf"
  if [ -f /etc/ssl/certs/ca-certificates.crt ]; then cp -L /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/"; fi
  # Without the copies for leap seconds and the old names, which are links.
  if [ -d /usr/share/zoneinfo ]; then
    mkdir -p "$system/usr/share/zoneinfo"
    tar -C /usr/share/zoneinfo --exclude=./right --exclude=./posix -cf - . | tar -C "$system/usr/share/zoneinfo" -xf -
  fi
fi

# What nobody loads in here: debuggers' and tracers' parts, servers of Windows, and the clients of symbol servers that the reader of stacks brings along.
cp -r "$dist/lib/." "$home/opt/flink/lib/"
rm -f "$home/opt/flink/lib"/{createdump,libmscordbi.so,libcoreclrtraceptprovider.so,libclrgcexp.so,libclrgc.so} \
  "$home/opt/flink/lib"/{Azure.,Microsoft.Identity,Microsoft.AspNetCore.Server.HttpSys,Microsoft.AspNetCore.Server.IIS}*.dll
cp "$root/docker/config.yaml" "$home/opt/flink/conf/config.yaml"
cp -r "$dist/licenses" "$home/opt/flink/"
if [ "$kind" = full ]; then
  cp -r "$dist/plugins/." "$home/opt/flink/plugins/"
  cp -r "$dist/examples" "$home/opt/flink/"
  # The engine is there once: what examples bring of it is not what runs them.
  for example in "$home"/opt/flink/examples/*/; do
    rm -f "$example"*.xml
    for file in "$example"*.dll; do
      if [ -f "$dist/lib/$(basename "$file")" ]; then rm "$file"; fi
    done
  done
fi

if [ -n "$folder" ]; then
  mkdir -p "$folder"
  cp -r "$system/." "$home/." "$folder/"
  exit
fi

cp "$root/docker/Dockerfile" "$work/context/Dockerfile"
docker build --quiet --build-arg "BASE=$base" --tag "$tag" "$work/context" >/dev/null
if [ -n "$push" ]; then docker push --quiet "$tag" >&2; fi
echo "$tag: $(($(docker image inspect --format '{{.Size}}' "$tag") / 1000000)) MB"
