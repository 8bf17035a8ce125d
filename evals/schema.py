"""The JSON schemas of case and claim files, for editors: `python -m evals.schema` writes them beside the folders.

A file names its own in its first line, `# yaml-language-server: $schema=…`, so that an editor completes and checks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel

from evals.cases import CaseFile
from evals.claims import ClaimFile

_HERE = Path(__file__).parent
SCHEMAS: Mapping[Path, tuple[type[BaseModel], str]] = {
    _HERE / "cases.schema.json": (CaseFile, "Known-answer cases"),
    _HERE / "claims.schema.json": (ClaimFile, "Claims with known verdicts"),
}
"""What each file should hold: the schema of a model, and its title."""


def schema(model: type[BaseModel], title: str) -> str:
    """The schema as it should stand in the file."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema(), "title": title}
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def outdated() -> list[Path]:
    """The files that are missing or hold something else."""
    return [
        path
        for path, given in SCHEMAS.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != schema(*given)
    ]


def main() -> int:
    """Write the files; with `--check` only say whether they are current."""
    if "--check" in sys.argv[1:]:
        told = [f"{path.name} is out of date: run python -m evals.schema\n" for path in outdated()]
        sys.stdout.write("".join(told) or "current\n")
        return 1 if told else 0
    for path, given in SCHEMAS.items():
        path.write_text(schema(*given), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
