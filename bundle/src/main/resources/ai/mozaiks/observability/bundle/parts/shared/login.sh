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
