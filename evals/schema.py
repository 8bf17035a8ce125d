"""The JSON schema of a case file, for editors: `python -m evals.schema` writes it beside the cases.

A file of cases names it in its first line, `# yaml-language-server: $schema=…`, so that an editor completes and checks.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from evals.cases import CaseFile

PATH = Path(__file__).with_name("cases.schema.json")


def schema() -> str:
    """The schema as it should stand in the file."""
    made = CaseFile.model_json_schema()
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": "Known-answer cases"}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the file; with `--check` only say whether it is current."""
    current = PATH.is_file() and PATH.read_text(encoding="utf-8") == schema()
    if "--check" in sys.argv[1:]:
        sys.stdout.write("current\n" if current else f"{PATH.name} is out of date: run python -m evals.schema\n")
        return 0 if current else 1
    PATH.write_text(schema(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
