#!/bin/sh
# <%engine.name%>: types, ingest pipeline, index templates and deletion by age for the log records of MozaiksAI.
# Install:  ./install.sh            as often as you like; what is there is put again
<%#engine.is_opensearch%>
#           ./install.sh --without-deletion    for a node without index management
<%/engine.is_opensearch%>
# Check:    ./install.sh --check    sends a line through the pipeline and keeps nothing
# Made for: <%engine.versions%>; needs curl
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"

<%#engine.is_opensearch%>
expected='nothing, --check or --without-deletion'
case "$#:${1:-}" in 0:* | 1:--check | 1:--without-deletion) ;;
<%/engine.is_opensearch%>
<%^engine.is_opensearch%>
expected='nothing or --check'
case "$#:${1:-}" in 0:* | 1:--check) ;;
<%/engine.is_opensearch%>
  *)
    echo "$* (expected: $expected)" >&2
    exit 2
    ;;
esac

URL="${SEARCH_URL:-<%search.url%>}"
URL="${URL%/}"
<%>shared/login.sh%>

# ask METHOD PATH [FILE]: sets status and answer
ask() {
  method="$1" path="$2" file="${3:-}"
  if [ -n "$file" ]; then
    set -- --header 'Content-Type: application/json' --data-binary "@$file"
  else
    set --
  fi
<%#search.ca_file%>
  set -- --cacert '<%search.ca_file%>' "$@"
<%/search.ca_file%>
  answer="$(login | curl --config - --silent --show-error --max-time 60 --request "$method" \
    --write-out '\n%{http_code}' "$@" "$URL$path")" || {
    echo "$URL does not answer (expected: <%engine.name%>; set SEARCH_URL, or search.url in bundle.yml)" >&2
    exit 1
  }
  status="${answer##*
}"
  answer="${answer%
*}"
}

# send METHOD PATH [FILE]: fails, and says why, when the answer is no success
send() {
  ask "$@"
  case "$status" in
    2*) ;;
    *)
      printf '%s\n' "$method $path: $status $answer" >&2
      exit 1
      ;;
  esac
}

# put PATH FILE: also fails when a success does not say that it was done, as that of a cluster without a master, or of another program
put() {
  send PUT "$1" "$2"
  case "$answer" in
    *'"acknowledged":true'* | *'"_seq_no":'*) ;;
    *)
      printf '%s\n' "PUT $1: $status $answer" >&2
      echo "$URL did not say that it was done (expected: <%engine.name%>, and \"acknowledged\":true in its answer)" >&2
      exit 1
      ;;
  esac
  echo "put $1"
}

if [ "${1:-}" = --check ]; then
  line="$(mktemp)"
  trap 'rm -f "$line"' EXIT
  cat > "$line" << 'EOF'
{"docs": [{"_source": {"ts": "2025-10-02T10:00:00.123456+00:00", "level": "warn", "logger": "core", "msg": "a line to see",
  "extra": {"chat_id": "chat_abc123", "app_id": "acme_corp", "cost_usd": 0.85}}}]}
EOF
  send POST /_ingest/pipeline/mozaiksai-logs/_simulate "$line"
  printf '%s\n' "$answer"
  case "$answer" in
    *'"level":"WARNING"'*) ;;
    *)
      echo "the pipeline did not make WARNING of warn (expected: this folder's pipeline; run ./install.sh)" >&2
      exit 1
      ;;
  esac
  send GET '/_index_template/<%search.index%>'
  send GET '/_index_template/<%search.data_stream%>'
  echo "$URL is ready for log records"
  exit 0
fi

<%#engine.is_opensearch%>
# What is there is replaced only by one who says which version that is.
policy() {
  ask GET "/_plugins/_ism/policies/$1"
  case "$status $answer" in
    200*)
      number="$(printf '%s' "$answer" | sed -n 's/.*"_seq_no":\([0-9]*\).*/\1/p')"
      term="$(printf '%s' "$answer" | sed -n 's/.*"_primary_term":\([0-9]*\).*/\1/p')"
      put "/_plugins/_ism/policies/$1?if_seq_no=$number&if_primary_term=$term" "$2"
      ;;
    404*)
      put "/_plugins/_ism/policies/$1" "$2"
      ;;
    *)
      printf '%s\n' "GET /_plugins/_ism/policies/$1: $status $answer" >&2
      echo "nothing deletes old records here (expected: OpenSearch with index management; or run with --without-deletion)" >&2
      exit 1
      ;;
  esac
}

if [ "${1:-}" != --without-deletion ]; then
  policy '<%search.index%>' ism-data-stream.json
  policy '<%search.index%>-daily' ism-daily.json
fi
<%/engine.is_opensearch%>
<%^engine.is_opensearch%>
put '/_ilm/policy/<%search.index%>' lifecycle-data-stream.json
put '/_ilm/policy/<%search.index%>-daily' lifecycle-daily.json
<%/engine.is_opensearch%>
put /_ingest/pipeline/mozaiksai-logs ingest-pipeline.json
put /_component_template/mozaiksai-logs component-template.json
put '/_index_template/<%search.data_stream%>' index-template-data-stream.json
put '/_index_template/<%search.index%>' index-template-daily.json
echo "$URL is ready for log records"
