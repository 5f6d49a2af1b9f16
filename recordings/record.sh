#!/usr/bin/env bash
# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
#
# Records one driver again: recordings/record.sh python/ag2_classic
# Virtual environments stay in ${RECORDINGS_VENVS:-/tmp/mozaiks-recordings}; delete them when done.
set -euo pipefail
cd "$(dirname "$0")"
driver=${1:?"which driver, for example: $0 python/ag2_classic"}
if [ ! -f "$driver/script.json" ]; then
  echo "driver: $driver (expected: a folder below recordings/ with a script.json)" >&2
  exit 1
fi
exec python3 -B stub/record.py "$@"
