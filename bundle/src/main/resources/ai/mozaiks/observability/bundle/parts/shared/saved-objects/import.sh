#!/bin/sh
# <%program.name%>: imports the views and dashboards of Mozaiks.
# Install:  ./import.sh    as often as you like; what was imported before is replaced
# Check:    Dashboards > "Mozaiks: errors"
# Made for: <%program.versions%>; needs curl
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"

if [ "$#" -gt 0 ]; then
  echo "$* (expected: nothing)" >&2
  exit 2
fi
URL="${KIBANA_URL:-<%search.kibana_url%>}"
URL="${URL%/}"
<%>shared/login.sh%>

<%#search.ca_file%>
set -- --cacert '<%search.ca_file%>'
<%/search.ca_file%>
answer="$(login | curl --config - --silent --show-error --max-time 60 --header '<%program.header%>: true' \
  --form 'file=@mozaiks.ndjson;type=application/ndjson' "$@" "$URL/api/saved_objects/_import?overwrite=true")" || {
  echo "$URL does not answer (expected: <%program.name%>; set KIBANA_URL, or search.kibana_url in bundle.yml)" >&2
  exit 1
}
printf '%s\n' "$answer"
case "$answer" in
  *'"success":true'*) ;;
  *)
    echo "not all was imported (expected: \"success\":true; the answer above says why)" >&2
    exit 1
    ;;
esac
