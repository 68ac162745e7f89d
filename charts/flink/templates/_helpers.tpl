{{/* The cluster's id. */}}
{{- define "flink.id" -}}
{{- $id := default .Release.Name .Values.clusterId -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]{0,43}[a-z0-9])?$" $id) -}}
{{- fail (printf "'%s' is no id of a cluster: at most 45 lower-case letters, digits and dashes, a letter first. Set clusterId." $id) -}}
{{- end -}}
{{- $id -}}
{{- end }}

{{/* What deployment and pods are found by; the commands of flink look for these. */}}
{{- define "flink.selector" -}}
app: {{ include "flink.id" . }}
type: flink-native-kubernetes
component: jobmanager
{{- end }}

{{- define "flink.labels" -}}
app: {{ include "flink.id" . }}
type: flink-native-kubernetes
app.kubernetes.io/name: flink
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "flink.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag }}
{{- end }}

{{- define "flink.account.jobmanager" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "flink.id" .) .Values.serviceAccount.jobManager }}
{{- else -}}
{{ required "serviceAccount.jobManager must be named where serviceAccount.create is false" .Values.serviceAccount.jobManager }}
{{- end -}}
{{- end }}

{{- define "flink.account.taskmanager" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (printf "%s-taskmanager" (include "flink.id" .)) .Values.serviceAccount.taskManager }}
{{- else -}}
{{ required "serviceAccount.taskManager must be named where serviceAccount.create is false" .Values.serviceAccount.taskManager }}
{{- end -}}
{{- end }}

{{/* The secret of options that nobody may see; empty when there is none. */}}
{{- define "flink.secret" -}}
{{- if .Values.existingSecret -}}
{{ .Values.existingSecret }}
{{- else if .Values.secretConfiguration -}}
flink-secrets-{{ include "flink.id" . }}
{{- end -}}
{{- end }}

{{/* A quantity of Kubernetes as a size of Flink. */}}
{{- define "flink.size" -}}
{{ . | replace "Mi" "m" | replace "Gi" "g" }}
{{- end }}

{{/* A map as a value of Flink: key:value,key:value. */}}
{{- define "flink.map" -}}
{{- $parts := list -}}
{{- range $key, $value := . -}}
{{- $parts = append $parts (printf "%s:%v" $key $value) -}}
{{- end -}}
{{ join "," $parts }}
{{- end }}

{{/* A number as people write it, not as a float. */}}
{{- define "flink.scalar" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end }}

{{/* The options of the processes, a line each. */}}
{{- define "flink.configuration" -}}
{{- $id := include "flink.id" . -}}
{{- $v := .Values -}}
{{- $set := dict
  "resourcemanager.driver" "kubernetes"
  "kubernetes.cluster-id" $id
  "kubernetes.namespace" .Release.Namespace
  "high-availability.cluster-id" $id
  "jobmanager.rpc.address" (printf "%s.%s" $id .Release.Namespace)
  "jobmanager.memory.process.size" (include "flink.size" $v.jobManager.memory)
  "rest.address" (printf "%s-rest.%s" $id .Release.Namespace)
  "rest.bind-address" "0.0.0.0"
  "rest.port" (include "flink.scalar" $v.service.port)
  "taskmanager.memory.process.size" (include "flink.size" $v.taskManager.memory)
  "taskmanager.numberOfTaskSlots" (include "flink.scalar" $v.taskManager.slots)
  "kubernetes.taskmanager.cpu.amount" (toString $v.taskManager.cpu)
  "kubernetes.taskmanager.cpu.limit-factor" (include "flink.scalar" $v.taskManager.cpuLimitFactor)
  "kubernetes.taskmanager.service-account" (include "flink.account.taskmanager" .)
  "kubernetes.container.image.ref" (include "flink.image" .)
  "kubernetes.container.image.pull-policy" $v.image.pullPolicy
-}}
{{- if $v.image.pullSecrets }}{{ $_ := set $set "kubernetes.container.image.pull-secrets" (join ";" $v.image.pullSecrets) }}{{ end -}}
{{- range $name, $option := dict "labels" "labels" "annotations" "annotations" "nodeSelector" "node-selector" -}}
{{- $map := index $v.taskManager $name -}}
{{- if $map }}{{ $_ := set $set (printf "kubernetes.taskmanager.%s" $option) (include "flink.map" $map) }}{{ end -}}
{{- end -}}
{{- if $v.taskManager.tolerations -}}
{{- $all := list -}}
{{- range $v.taskManager.tolerations }}{{ $all = append $all (include "flink.map" .) }}{{ end -}}
{{- $_ := set $set "kubernetes.taskmanager.tolerations" (join ";" $all) -}}
{{- end -}}
{{- if $v.taskManager.podTemplate }}{{ $_ := set $set "kubernetes.pod-template-file.taskmanager" "/opt/flink/pod-template/taskmanager-pod-template.yaml" }}{{ end -}}
{{- if $v.highAvailability.enabled -}}
{{- $_ := set $set "high-availability.type" "kubernetes" -}}
{{- $_ := set $set "high-availability.storageDir" (required "highAvailability.storageDir must name a folder that all JobManagers and workers reach" $v.highAvailability.storageDir) -}}
{{- $_ := set $set "high-availability.kubernetes.leader-election.lease-duration" $v.highAvailability.leaseDuration -}}
{{- $_ := set $set "high-availability.kubernetes.leader-election.renew-deadline" $v.highAvailability.renewDeadline -}}
{{- $_ := set $set "high-availability.kubernetes.leader-election.retry-period" $v.highAvailability.retryPeriod -}}
{{- end -}}
{{- $mounts := dict -}}
{{- range $kind := list "internal" "rest" -}}
{{- $tls := index $v.tls $kind -}}
{{- if $tls.enabled -}}
{{- $folder := printf "/opt/flink/tls/%s" $kind -}}
{{- $_ := set $mounts (required (printf "tls.%s.secret must name a secret with PKCS#12 files" $kind) $tls.secret) $folder -}}
{{- $_ := set $set (printf "security.ssl.%s.enabled" $kind) "true" -}}
{{- $_ := set $set (printf "security.ssl.%s.keystore" $kind) (printf "%s/%s" $folder $tls.keystore) -}}
{{- $_ := set $set (printf "security.ssl.%s.truststore" $kind) (printf "%s/%s" $folder $tls.truststore) -}}
{{- end -}}
{{- end -}}
{{- if and $v.tls.rest.enabled $v.tls.rest.authentication }}{{ $_ := set $set "security.ssl.rest.authentication-enabled" "true" }}{{ end -}}
{{- if and $v.tls.internal.enabled $v.tls.rest.enabled (eq $v.tls.internal.secret $v.tls.rest.secret) }}{{ fail "tls.internal.secret and tls.rest.secret must be two secrets: each is mounted at a place of its own" }}{{ end -}}
{{- if $mounts }}{{ $_ := set $set "kubernetes.secrets" (include "flink.map" $mounts) }}{{ end -}}
{{- range $key, $value := $v.configuration -}}
{{- if hasKey $set $key }}{{ fail (printf "configuration.%s is set by another value: see values.yaml" $key) }}{{ end -}}
{{- $_ := set $set $key (include "flink.scalar" $value) -}}
{{- end -}}
{{- range $key, $value := $set }}
{{ $key }}: {{ toString $value | toJson }}
{{- end }}
{{- end }}

{{/* A prober has no certificate to show. */}}
{{- define "flink.probe" -}}
{{- if and .tls.enabled .tls.authentication -}}
tcpSocket:
  port: rest
{{- else -}}
httpGet:
  path: {{ .path }}
  port: rest
  scheme: {{ .tls.enabled | ternary "HTTPS" "HTTP" }}
{{- end -}}
{{- end }}
