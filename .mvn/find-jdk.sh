# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by `mvnw` and `mozaiks`. Points JAVA_HOME at a JDK 25 or newer:
# JAVA_HOME itself, then `java` on the PATH, then the folders where installers put JDKs.
# Plain POSIX sh, safe under `set -euf`.

_jdk_major() { # $1: a JDK home; prints its feature release, or 0
  if [ -r "$1/release" ] && [ -x "$1/bin/javac" ]; then
    _version="$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")"
    printf '%s\n' "${_version:-0}"
  else
    printf '0\n'
  fi
}

find_jdk_25() {
  if [ -n "${JAVA_HOME-}" ] && [ "$(_jdk_major "$JAVA_HOME")" -ge 25 ]; then
    return 0
  fi
  _java="$(command -v java || :)"
  if [ -n "$_java" ]; then
    # Follow the links (/usr/bin/java -> /etc/alternatives/java -> the JDK); macOS has no `readlink -f`
    # before 12.3, in which case the usual folders below still find it.
    _java="$(readlink -f "$_java" 2>/dev/null || :)"
    _home="${_java%/bin/java}"
    if [ -n "$_home" ] && [ "$(_jdk_major "$_home")" -ge 25 ]; then
      JAVA_HOME="$_home"
      export JAVA_HOME
      return 0
    fi
  fi
  _best='' _best_major=0
  set +f # the caller may have switched globbing off
  for _home in /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/.asdf/installs/java/*; do
    _major="$(_jdk_major "$_home")"
    # The oldest that will do: it is the one the project is tested on.
    if [ "$_major" -ge 25 ] && { [ -z "$_best" ] || [ "$_major" -lt "$_best_major" ]; }; then
      _best="$_home" _best_major="$_major"
    fi
  done
  if [ -n "$_best" ]; then
    JAVA_HOME="$_best"
    export JAVA_HOME
    return 0
  fi
  echo "Mozaiks Observability needs a JDK 25 or newer, and none was found in JAVA_HOME, on the PATH or in the usual folders." >&2
  echo "Install one (Debian, Ubuntu: apt install openjdk-25-jdk; macOS: brew install openjdk@25; any system: https://adoptium.net)" >&2
  echo "or set JAVA_HOME to it, then run the command again." >&2
  return 1
}
