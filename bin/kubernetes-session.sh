#!/usr/bin/env bash
# Starts a cluster for many jobs on Kubernetes, and returns; attached, it stays and takes commands (stop, quit, help).
#   kubernetes-session.sh -Dkubernetes.cluster-id=NAME [-Dkubernetes.namespace=NAMESPACE] [-Dkey=value ...]
#   kubernetes-session.sh -Dkubernetes.cluster-id=NAME -Dexecution.attached=true
#   echo stop | kubernetes-session.sh -Dkubernetes.cluster-id=NAME -Dexecution.attached=true
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/flink" session start -t kubernetes-session "$@"
