#!/bin/sh
# <%program.name%>: imports the views and dashboards of Mozaiks.
# Install:  ./import.sh    as often as you like; what was imported before is replaced
# Check:    Dashboards > "Mozaiks: errors"
# Made for: <%program.versions%>; needs curl
set -eu
cd "$(dirname "$0")"

URL="${KIBANA_URL:-<%search.kibana_url%>}"
<%#search.user%>
# The login is read by curl from its input, so that no list of processes shows it.
PASSWORD_FILE="${SEARCH_PASSWORD_FILE:-<%search.password_file%>}"
if [ ! -r "$PASSWORD_FILE" ]; then
  echo "$PASSWORD_FILE cannot be read (expected: a file with the password of <%search.user%>)" >&2
  exit 1
fi
login() {
  printf 'user = "<%search.user%>:%s"\n' "$(tr -d '\r\n' < "$PASSWORD_FILE" | sed 's/[\\"]/\\&/g')"
}
<%/search.user%>
<%^search.user%>
login() { :; }
<%/search.user%>

<%#search.ca_file%>
set -- --cacert '<%search.ca_file%>'
<%/search.ca_file%>
answer="$(login | curl --config - --silent --show-error --max-time 60 --header '<%program.header%>: true' \
  --form 'file=@mozaiks.ndjson;type=application/ndjson' "$@" "$URL/api/saved_objects/_import?overwrite=true")" || {
  echo "$URL does not answer (expected: <%program.name%>; set KIBANA_URL, or search.kibana_url in bundle.yml)" >&2
  exit 1
}
echo "$answer"
case "$answer" in
  *'"success":true'*) ;;
  *)
    echo "not all was imported (expected: \"success\":true; the answer above says why)" >&2
    exit 1
    ;;
esac
