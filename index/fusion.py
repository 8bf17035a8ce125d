"""Several rankings → one."""

from __future__ import annotations

from collections.abc import Sequence


def reciprocal_rank_fusion(rankings: Sequence[Sequence[str]], *, k: int = 60) -> list[tuple[str, float]]:
    """Fuse rankings by summed reciprocal rank, best first.

    A chunk at 1-based rank r adds 1 / (k + r) in each ranking that holds it, so agreement between retrievers
    counts and raw scores, which live on different scales (cosine in [-1, 1], BM25 unbounded), never meet.

    Args:
        rankings: One sequence of chunk ids per retriever, best first; a repeated id counts once, at its best.
        k: Rank smoothing, in ranks. Larger values flatten the top of each list.

    Returns:
        `(chunk_id, score)` by falling score, ties in order of first sight.

    Raises:
        ValueError: If `k` is negative.

    Source: Cormack, Clarke and Büttcher, SIGIR 2009.

    >>> [chunk_id for chunk_id, _ in reciprocal_rank_fusion([["a", "b"], ["b", "c"]])]
    ['b', 'a', 'c']
    """
    if k < 0:
        raise ValueError(f"k is {k}, and must not be negative")
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, chunk_id in enumerate(dict.fromkeys(ranking), start=1):
            scores[chunk_id] = scores.get(chunk_id, 0.0) + 1.0 / (k + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
