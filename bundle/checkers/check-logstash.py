# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Says where a file is against the grammar of Logstash's configuration: check-logstash.py FILE"""
import pathlib
import sys

from logstash_pipeline_parser import Pipeline
from logstash_pipeline_parser.tree import ParseError

try:
    Pipeline(pathlib.Path(sys.argv[1]).read_text("utf-8")).parse()
except ParseError as problem:
    sys.exit(f"{sys.argv[1]}: {problem}")
