"""Claims → ClaimsReport: every claim checked once, scored by code alone."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from assistant.answers import Claim, Verdict
from corpus.documents import Document
from evals.claims import FOLDER, PlacedClaim, Split, load_claims, place_claims
from evals.claims_report import ClaimResult, ClaimsReport
from evals.metrics import claims as metrics
from evals.metrics.answers import quotes_verbatim

GATES = Path(__file__).with_name("gates.toml")


class Checker(Protocol):
    """What says of a claim whether the papers bear it out: the assistant, or a fake."""

    def check(self, claim: Claim) -> Verdict:
        """The verdict on one claim."""
        ...


def check_claims(
    checker: Checker,
    documents: Mapping[str, Document],
    *,
    suite: str | None = None,
    split: Split | None = None,
    folder: Path = FOLDER,
    progress: Callable[[str], None] = lambda _: None,
) -> ClaimsReport:
    """Check every claim and score the verdicts.

    Args:
        checker: The system.
        documents: The papers, by id.
        suite: Only the claims of this file; they have no gates then.
        split: Only this half; it has no gates then either.
        folder: Where the claim files lie. The gates are those of the claims on the bundled papers.
        progress: Told each claim.

    Raises:
        CaseError: If a claim is wrong or its place is not in the documents.
    """
    placed = place_claims(load_claims(folder, suite=suite, split=split), documents)
    kept = tomllib.loads(GATES.read_text(encoding="utf-8"))["claims"]
    gated = suite is None and split is None and folder == FOLDER
    started = time.perf_counter()
    results = _checked(checker, placed, documents, progress)
    return ClaimsReport(
        results,
        took_s=time.perf_counter() - started,
        gates=kept["gates"] if gated else {},
        ceilings=kept["ceilings"] if gated else {},
        targets=tuple(kept["target"]),
        split=split,
    )


def _checked(
    checker: Checker,
    placed: Sequence[PlacedClaim],
    documents: Mapping[str, Document],
    progress: Callable[[str], None],
) -> tuple[ClaimResult, ...]:
    results = []
    for number, claim in enumerate(placed, start=1):
        progress(f"claim {number} of {len(placed)}")
        started = time.perf_counter()
        verdict = checker.check(Claim(claim.case.claim)).to_dict()
        took = (time.perf_counter() - started) * 1000
        results.append(
            ClaimResult(
                case=claim.case,
                suite=claim.suite,
                verdict=verdict["verdict"],
                explanation=verdict["explanation"],
                cites_place=metrics.cites_place(claim, verdict),
                shows_opposed=metrics.shows_opposed(claim, verdict),
                parts_right=metrics.parts_right(claim, verdict),
                verbatim=quotes_verbatim(verdict, documents),
                took_ms=took,
                given=verdict,
            )
        )
    return tuple(results)
