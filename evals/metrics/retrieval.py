"""Is the evidence found, and how high? Ranks of passages against the known places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from evals.cases import PlacedCase


class Span(Protocol):
    """A passage of any length, of any system."""

    document_id: str
    char_start: int
    char_end: int


def recall_at_k(case: PlacedCase, passages: Sequence[Span], k: int) -> float | None:
    """1.0 when the first `k` passages hold what the case needs, else 0.0; None for a case without places.

    A passage of any length holds a place when it covers it wholly. A case that needs all its places counts only when
    the passages hold every one.
    """
    if not case.spans:
        return None
    held = [any(_holds(passage, spans) for passage in passages[:k]) for spans in case.spans]
    return float(all(held) if case.case.need == "all" else any(held))


def reciprocal_rank(case: PlacedCase, passages: Sequence[Span]) -> float | None:
    """1 / rank of the first passage that holds a place, 0.0 when none does; None for a case without places."""
    if not case.spans:
        return None
    for rank, passage in enumerate(passages, start=1):
        if any(_holds(passage, spans) for spans in case.spans):
            return 1.0 / rank
    return 0.0


def _holds(passage: Span, spans: Sequence[tuple[str, int, int]]) -> bool:
    return any(
        passage.document_id == document_id and passage.char_start <= start and end <= passage.char_end
        for document_id, start, end in spans
    )
