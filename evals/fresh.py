"""Questions and claims of other hands, read in development: `python -m evals.fresh`.

Writers who had the papers before them, and nothing of this program or of its cases, wrote them. What they found
wanting was mended, so that they measure no more what nobody has seen: the cases of `cases/` do. They show whether a
change helps more than what it was made for.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.settings import Settings, default_data_folder
from corpus.errors import UserFacingError
from evals.cases import load_cases
from evals.claims import load_claims

CASES = Path(__file__).with_name("fresh")
CLAIMS = CASES / "claims"


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask every fresh question of the bundled papers, or check every fresh claim, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m evals.fresh", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=default_data_folder(), help="where the index lies")
    parser.add_argument("--suite", help="only the questions of this file", metavar="NAME")
    parser.add_argument("--claims", action="store_true", help="the claims instead of the questions")
    parser.add_argument("--only", action="append", default=[], help="only a kind, or ids that fit a pattern")
    parser.add_argument("--jobs", type=int, help="processes that share the work; by default one a core")
    chosen = parser.parse_args(arguments)
    if chosen.claims and chosen.only:
        parser.error("--only chooses among questions")
    from assistant.build import build_assistant
    from evals.checking import check_claims
    from evals.run import run

    try:
        if chosen.claims:
            load_claims(CLAIMS, suite=chosen.suite)
        else:
            load_cases(CASES, suite=chosen.suite)
        assistant = build_assistant(Settings(data=chosen.data), notify=_tell)
        try:
            if chosen.claims:
                checked = check_claims(assistant.checker, assistant.index.documents, suite=chosen.suite, folder=CLAIMS)
                told = checked.to_text()
            else:
                told = run(
                    assistant, suite=chosen.suite, only=chosen.only, folder=CASES, baseline=False, jobs=chosen.jobs
                ).to_text()
        finally:
            assistant.close()
    except UserFacingError as error:
        _tell(str(error))
        return 1
    sys.stdout.write(told + "\n")
    return 0


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
