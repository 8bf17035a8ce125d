"""How much a word tells of a library: the fewer pieces hold it, the more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from index.ingestion import Index


@dataclass(frozen=True, slots=True)
class Rarity:
    """Weighs terms by how few pieces of a library hold them.

    Attributes:
        counts: In how many pieces each term stands.
        n_pieces: How many there are.

    >>> weigh = Rarity({"care": 9, "kinship": 1}, 10)
    >>> weigh("unheard") == 1.0, weigh("care") < weigh("kinship") < 1
    (True, True)
    """

    counts: Mapping[str, int]
    n_pieces: int

    @classmethod
    def of_sentences(cls, index: Index) -> Rarity:
        """By sentences: a small library has too few chunks to tell words apart. A large one has enough, and its
        sentences are not counted.
        """
        if index.sentence_terms is not None:
            return cls(index.sentence_terms, index.n_sentences)
        return cls(index.term_counts, len(index.chunks))

    @classmethod
    def of_chunks(cls, index: Index) -> Rarity:
        """By chunks."""
        return cls(index.term_counts, max(len(index.chunks), 1))

    def __call__(self, term: str) -> float:
        """In (0, 1]; 1 for a term that none holds."""
        top = math.log(1 + max(self.n_pieces, 1))
        return math.log(1 + self.n_pieces / (1 + self.counts.get(term, 0))) / top
