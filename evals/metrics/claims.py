"""Is the verdict right, does it stand on the right place, and is nothing false called supported?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answers import Finding
from evals.claims import PlacedClaim
from evals.metrics.answers import overlaps

VERDICTS: tuple[Finding, ...] = ("supported", "contradicted", "not_found")
_N = len(VERDICTS)


def coded(expected: Finding, found: Finding) -> int:
    """A verdict beside the known one as one number, so that a sequence of them can be drawn again."""
    return VERDICTS.index(expected) * _N + VERDICTS.index(found)


def confusion(codes: NDArray[Any]) -> NDArray[np.int64]:
    """How often which verdict was given for which known one.

    Args:
        codes: Of `coded`, shape (…, n).

    Returns:
        Shape (…, 3, 3): known verdict by row, given verdict by column, both in the order of `VERDICTS`.
    """
    counts = np.stack([(codes == code).sum(axis=-1) for code in range(_N * _N)], axis=-1)
    return counts.reshape(*codes.shape[:-1], _N, _N)


def f1_by_verdict(codes: NDArray[Any]) -> NDArray[np.float64]:
    """F1 of each verdict, shape (…, 3); 0 for one that is neither known nor given."""
    matrix = confusion(codes)
    right = np.diagonal(matrix, axis1=-2, axis2=-1)
    total = matrix.sum(axis=-1) + matrix.sum(axis=-2)
    return np.asarray(np.divide(2 * right, total, out=np.zeros(right.shape), where=total > 0), dtype=np.float64)


def f1_of(verdict: Finding, codes: NDArray[Any]) -> NDArray[np.float64]:
    """F1 of one verdict, shape (…)."""
    return np.asarray(f1_by_verdict(codes)[..., VERDICTS.index(verdict)])


def macro_f1(codes: NDArray[Any]) -> NDArray[np.float64]:
    """The mean F1 of the verdicts that are known of any claim or given of any."""
    matrix = confusion(codes)
    met = (matrix.sum(axis=-1) + matrix.sum(axis=-2)) > 0
    return np.asarray((f1_by_verdict(codes) * met).sum(axis=-1) / met.sum(axis=-1), dtype=np.float64)


def cites_place(claim: PlacedClaim, verdict: Mapping[str, Any]) -> bool | None:
    """Whether a quote that a part was held against lies on a known place; None for a claim without places."""
    if not claim.spans:
        return None
    return _covers(claim.spans, verdict, [number for part in verdict["parts"] for number in part["citations"]])


def shows_opposed(claim: PlacedClaim, verdict: Mapping[str, Any]) -> bool | None:
    """Where papers differ: whether the one that says otherwise is quoted as such; None where none does."""
    if not claim.opposed:
        return None
    return _covers(claim.opposed, verdict, [number for part in verdict["parts"] for number in part["opposed"]])


def parts_right(claim: PlacedClaim, verdict: Mapping[str, Any]) -> bool | None:
    """Whether the parts got the verdicts known of them, however the claim was split; None without known parts."""
    if not claim.case.parts:
        return None
    return {part["verdict"] for part in verdict["parts"]} == {part.verdict for part in claim.case.parts}


def _covers(spans: Sequence[tuple[str, int, int]], verdict: Mapping[str, Any], used: Sequence[int]) -> bool:
    cited = [citation for citation in verdict["citations"] if citation["id"] in used]
    return any(overlaps(citation, span) for citation in cited for span in spans)
