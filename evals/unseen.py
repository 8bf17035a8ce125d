"""The same measures on three long papers that no part was tuned on: `python -m evals.unseen FOLDER`.

The papers are not the project's to hand on, so that only the questions lie here, in `unseen/`. Their answers were
written down from the papers' text alone, before the system had answered any of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UserFacingError
from evals.cases import load_cases

CASES = Path(__file__).with_name("unseen")

PAPERS = (
    "csc_ca1989_vol3_transitions_feb2025.pdf",
    "csc_health_looked_after_2022.pdf",
    "csc_kcsie_2025.pdf",
)
"""Departmental guidance on leaving care, on the health of looked-after children, on safeguarding in schools."""


def absent(folder: Path) -> list[str]:
    """Which of the papers the folder lacks."""
    return [name for name in PAPERS if not (folder / name).is_file()]


def gather(folder: Path, into: Path) -> Path:
    """Copy the papers, and nothing else of the folder, into a library of their own; links would be left out of it."""
    into.mkdir(parents=True)
    for name in PAPERS:
        shutil.copyfile(folder / name, into / name)
    return into


def main(arguments: Sequence[str] | None = None) -> int:
    """Build an index of the three papers in a temporary folder, ask every case, print the report."""
    parser = argparse.ArgumentParser(prog="python -m evals.unseen", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where the PDFs lie")
    parser.add_argument("--suite", help="only the cases of this file", metavar="NAME")
    parser.add_argument("--json", type=Path, help="write the report there too, every case with its answer")
    parser.add_argument("--no-baseline", action="store_true", help="leave the plain baseline out")
    chosen = parser.parse_args(arguments)
    if missing := absent(chosen.folder):
        _tell(f"Skipped: {chosen.folder} lacks {', '.join(missing)}.")
        return 0
    try:
        load_cases(CASES, suite=chosen.suite)
        _run(chosen.folder, suite=chosen.suite, report_to=chosen.json, baseline=not chosen.no_baseline)
    except UserFacingError as error:
        _tell(str(error))
        return 1
    return 0


def _run(folder: Path, *, suite: str | None, report_to: Path | None, baseline: bool) -> None:
    from assistant.build import build_assistant
    from assistant.settings import Settings
    from evals.run import run

    with tempfile.TemporaryDirectory(prefix="reforms-unseen-") as place:
        library = gather(folder, Path(place) / "papers")
        assistant = build_assistant(Settings(corpus=library, data=Path(place) / "data"), notify=_tell)
        try:
            report = run(assistant, suite=suite, folder=CASES, baseline=baseline)
        finally:
            assistant.close()
    if report_to is not None:
        report_to.write_text(json.dumps(report.to_dict(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(report.to_text() + "\n")


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
