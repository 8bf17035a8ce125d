"""Claims → ClaimsReport: which are checked, and what they must reach."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from corpus.documents import Document
from evals.asking import Checker, check
from evals.claims import FOLDER, PlacedClaim, Split, load_claims, place_claims
from evals.claims_report import ClaimResult, ClaimsReport
from evals.gates import load_gates

__all__ = ["Checker", "check_claims"]


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
    gated = suite is None and split is None and folder == FOLDER
    return gather(check(checker, documents, placed), len(placed), gated=gated, split=split, progress=progress)


def gather(
    results: Iterable[ClaimResult],
    n: int,
    *,
    gated: bool,
    split: Split | None = None,
    small: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> ClaimsReport:
    """The report of results as they come.

    Args:
        results: In the order of the claims.
        n: How many there will be.
        gated: Whether they are those that the gates are for.
        split: The half that was asked for.
        small: Whether they are the small slice, which has gates of its own.
        progress: Told each claim.
    """
    gates = load_gates()
    limits = gates.small_claims if small else gates.claims
    started, gathered = time.perf_counter(), []
    for number, result in enumerate(results, start=1):
        progress(f"claim {number} of {n}")
        gathered.append(result)
    return ClaimsReport(
        tuple(gathered),
        took_s=time.perf_counter() - started,
        gates=limits.least if gated else {},
        ceilings=limits.most if gated else {},
        targets=gates.claim_targets,
        split=split,
        margin=gates.margin,
    )


def small_slice(claims: Sequence[PlacedClaim]) -> list[PlacedClaim]:
    """The few claims of the small run, in the order of the files."""
    kept = load_gates().claim_slice([claim.case for claim in claims])
    return [claim for claim in claims if claim.case.id in kept]
