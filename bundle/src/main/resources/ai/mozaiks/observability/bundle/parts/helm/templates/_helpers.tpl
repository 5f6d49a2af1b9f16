{{- /*
Helm: names and labels that all templates share.
Install:  with the chart, see Chart.yaml
Check:    helm lint --strict .
Made for: Helm 3.14 and later
*/ -}}
{{- define "mozaiks.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "mozaiks.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "mozaiks.labels" -}}
{{ include "mozaiks.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "mozaiks.metadata" -}}
name: {{ include "mozaiks.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "mozaiks.labels" . | nindent 2 }}
{{- end }}

{{- define "mozaiks.config" -}}
{{ toYaml (mergeOverwrite (deepCopy .Values.config) (dict "host" "0.0.0.0" "data" "/var/lib/mozaiks")) }}
{{- end }}
