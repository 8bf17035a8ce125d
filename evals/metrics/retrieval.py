"""Is the evidence found, and how high? Ranks of passages against the known places, measured by ir-measures.

Systems cut the papers in different ways, so that what is ranked and judged is not the passage but what it holds: a
case's places are the relevant items (one item for a case of which any place is enough), and a passage stands for the
places that it is the first to hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from evals.cases import PlacedCase

DEPTH = 10
"""Passages that are looked at."""


class Span(Protocol):
    """A passage of any length, of any system."""

    @property
    def document_id(self) -> str:
        """Of which document."""

    @property
    def char_start(self) -> int:
        """Where it starts in the document's text."""

    @property
    def char_end(self) -> int:
        """Where it ends, exclusive."""


@dataclass(frozen=True, slots=True)
class RankScores:
    """How the first passages of one case rank; every value in [0, 1].

    Attributes:
        recall_at_1: 1.0 when the first passage holds what the case needs, else 0.0.
        recall_at_5: Likewise for the first five.
        recall_at_10: Likewise for the first ten.
        reciprocal_rank: 1 / rank of the first passage that holds a place, 0.0 when none does.
        ndcg_at_10: Discounted gain of the places found over that of the best order.
    """

    recall_at_1: float
    recall_at_5: float
    recall_at_10: float
    reciprocal_rank: float
    ndcg_at_10: float


def rank_scores(case: PlacedCase, passages: Sequence[Span]) -> RankScores | None:
    """All of them in one go; None for a case without places."""
    if not case.spans:
        return None
    recalls = [recall_at_k(case, passages, k) or 0.0 for k in (1, 5, 10)]
    rr, ndcg = _measured(case, passages[:DEPTH], "RR", "nDCG@10")
    return RankScores(recalls[0], recalls[1], recalls[2], rr, ndcg)


def recall_at_k(case: PlacedCase, passages: Sequence[Span], k: int) -> float | None:
    """1.0 when the first `k` passages hold what the case needs, else 0.0; None for a case without places.

    A passage of any length holds a place when it covers it wholly. A case that needs all its places counts only when
    the passages hold every one.
    """
    if not case.spans:
        return None
    (share,) = _measured(case, passages[:k], "R@1000")
    return float(share == 1.0)


def reciprocal_rank(case: PlacedCase, passages: Sequence[Span]) -> float | None:
    """1 / rank of the first passage that holds a place, 0.0 when none does; None for a case without places."""
    return _measured(case, passages, "RR")[0] if case.spans else None


def _measured(case: PlacedCase, passages: Sequence[Span], *names: str) -> list[float]:
    import ir_measures

    items, found = _as_items(case, passages)
    wanted = [_measure(name) for name in names]
    scores = {"case": {item: float(len(found) - at) for at, item in enumerate(found)}}
    met = ir_measures.calc_aggregate(wanted, {"case": dict.fromkeys(items, 1)}, scores)
    return [float(met.get(measure, 0.0)) for measure in wanted]


@cache
def _measure(name: str) -> Any:
    import ir_measures

    return ir_measures.parse_measure(name)


def _as_items(case: PlacedCase, passages: Sequence[Span]) -> tuple[list[str], list[str]]:
    """What is to be found, and what was, best first.

    A passage that holds nothing new is an item that nobody asked for; one that holds two places takes two ranks.
    """
    one = case.case.need == "any"
    items = ["place"] if one else [f"place {number}" for number in range(len(case.spans))]
    found: list[str] = []
    for rank, passage in enumerate(passages):
        held = [
            items[0 if one else number] for number, spans in enumerate(case.spans) if _holds(passage, spans)
        ]  # several of one item where any is enough
        new = [item for item in dict.fromkeys(held) if item not in found]
        found += new or [f"other {rank}"]
    return items, found


def _holds(passage: Span, spans: Sequence[tuple[str, int, int]]) -> bool:
    return any(
        passage.document_id == document_id and passage.char_start <= start and end <= passage.char_end
        for document_id, start, end in spans
    )
