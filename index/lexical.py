"""BM25 over lists of terms, with the library bm25s: kept on disk and mapped into memory when opened.

Terms come in ready made: what a term is (case, stems, synonyms) is decided where texts and queries are tokenised.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import durability
from index import lines
from index.exact import top_rows

_IDS = "ids"

# Lucene's form, whose inverse document frequency is never negative, so that a document scores above zero if and only
# if it holds a term of the query. Less weight on length than the usual b = 0.75: chunks are of a kind (recall@5
# .48 → .49 on the questions of development).
_PARAMETERS: Mapping[str, Any] = {"method": "lucene", "k1": 1.2, "b": 0.5}


def build(path: Path, ids: Sequence[str], token_lists: Sequence[Sequence[str]]) -> None:
    """Write the index of `token_lists` into the new folder `path`; an item without terms is left out.

    The same lists give the same bytes. Files are not yet synced: the generation that holds them is, as a whole.

    Raises:
        ValueError: If ids and lists differ in number, or an id comes twice.
    """
    if len(ids) != len(token_lists) or len(set(ids)) != len(ids):
        raise ValueError(f"{len(ids)} ids ({len(set(ids))} different) for {len(token_lists)} lists of terms")
    kept = [(id_, tokens) for id_, tokens in zip(ids, token_lists, strict=True) if tokens]
    path.mkdir(parents=True)
    if kept:
        import bm25s

        vocabulary = {str(token): i for i, token in enumerate(sorted({t for _, tokens in kept for t in tokens}))}
        numbers = [[vocabulary[token] for token in tokens] for _, tokens in kept]
        index = bm25s.BM25(**_PARAMETERS)
        index.index((numbers, vocabulary), create_empty_token=False, show_progress=False)
        index.save(path, show_progress=False)
    ids_kept = [id_ for id_, _ in kept]
    table = lines.pack(_IDS, ids_kept, [json.dumps(id_, ensure_ascii=False).encode() for id_ in ids_kept])
    for name, data in table.items():
        durability.write_file(path / name, data)


class LexicalSearcher:
    """BM25 search in a folder written by `build`."""

    def __init__(self, path: Path) -> None:
        """Open the folder; its arrays are mapped, not read, so opening costs little at any size."""
        data, rows = (lines.mapped(path / name) for name in lines.table_names(_IDS))
        self._ids: lines.Keys[str] = lines.Keys(lines.LineTable(data, rows, _id))
        self._index: Any = None
        if len(self._ids):
            import bm25s

            self._index = bm25s.BM25.load(path, mmap=True, show_progress=False)
            if self._index.scores["num_docs"] != len(self._ids):
                raise ValueError(f"{len(self._ids)} ids for {self._index.scores['num_docs']} indexed items")

    def __len__(self) -> int:
        """How many items can be found."""
        return len(self._ids)

    @property
    def ids(self) -> tuple[str, ...]:
        """The items that can be found, in their order in the index."""
        return tuple(self._ids)

    def search(
        self, tokens: Sequence[str], k: int, weights: Mapping[str, float] | None = None
    ) -> list[tuple[str, float]]:
        """The `k` best items for a query, as `(id, score)`, best first, ties in order of the index.

        Args:
            tokens: Terms of the query. A term given twice counts twice; an unknown term counts for nothing.
            k: At most so many. Only items that hold a term are ever given, so there may be fewer.
            weights: Factor on a term's score; 1 for a term not named, and a term at 0 or less is not looked for.

        Returns:
            BM25 scores: above zero, unbounded, comparable within one query only.
        """
        if self._index is None or k <= 0:
            return []
        # bm25s weighs documents but not terms. A score is a sum over terms, so the weighted sum of the scores of
        # groups of terms with one weight each is the weighted score, by public calls only.
        groups: dict[float, list[str]] = {}
        for token, count in Counter(tokens).items():
            weight = 1.0 if weights is None else float(weights.get(token, 1.0))
            if weight > 0:
                groups.setdefault(weight, []).extend([token] * count)
        scores: NDArray[np.float32] = np.zeros(len(self._ids), dtype=np.float32)
        for weight, group in groups.items():
            known = self._index.get_tokens_ids(group)
            if known:
                scores += np.float32(weight) * self._index.get_scores_from_ids(known)
        found = np.flatnonzero(scores > 0)
        return [(self._ids[found[row]], float(scores[found[row]])) for row in top_rows(scores[found], k)]

    def close(self) -> None:
        """Let go of the mapped files."""
        self._index = None


def _id(line: bytes) -> tuple[str, str]:
    id_: str = json.loads(line)
    return id_, id_
