"""A claim → the sentences of the papers that it may be held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.checking.saying import Saying, saying
from assistant.quantities import Quantity, read
from corpus.documents import Block, Document
from index.analysis import terms
from index.contexts import sentence_in_context
from index.passages import Query
from index.retrieval import Retriever

_PASSAGES = 10
_OF_A_PASSAGE = 4
SENTENCES = 12
"""Sentences a claim is held against."""


@dataclass(frozen=True)
class Candidate:
    """A sentence of a paper with what surrounds it.

    Attributes:
        document: The paper.
        block: Index of its block.
        char_start: Of the sentence, in the document's text.
        char_end: Exclusive.
        similarity: Cosine with the claim, in [-1, 1].
        score: Of the passage it stands in; rises with relevance.
    """

    document: Document
    block: int
    char_start: int
    char_end: int
    similarity: float
    score: float

    @property
    def words(self) -> str:
        """The sentence."""
        return self.document.text[self.char_start : self.char_end]

    @property
    def place(self) -> Block:
        """Its block."""
        return self.document.blocks[self.block]

    @cached_property
    def in_context(self) -> str:
        """As a cross-encoder reads it."""
        return sentence_in_context(self.document, self.char_start, self.char_end)

    @cached_property
    def said(self) -> Saying:
        """What it says by itself."""
        return saying(" ".join(self.words.split()), self.document.source.published)

    @cached_property
    def lead_in(self) -> str:
        """The words that introduce it: its lead-in, and the rest of its block before it."""
        place = self.place
        opener = self.document.body(self.document.blocks[place.lead_in]) if place.lead_in is not None else ""
        return f"{opener} {self.document.text[place.body_start : self.char_start]}"

    @cached_property
    def introduced(self) -> tuple[Quantity, ...]:
        """Quantities of the words that introduce it, and of its headings."""
        before = f"{' '.join(self.lead_in.split())}; {'; '.join(self.place.section)}"
        return read(before, self.document.source.published)

    @cached_property
    def around(self) -> str:
        """Block, lead-in, headings, title, publisher and holder: what a reader knows when reading the sentence."""
        place, source = self.place, self.document.source
        return " ".join(
            (
                self.lead_in,
                self.document.text[self.char_end : place.char_end],
                *place.section,
                source.title,
                source.publisher,
                place.standpoint.holder,
            )
        )

    @cached_property
    def around_stems(self) -> frozenset[str]:
        """Stems of `around`."""
        return frozenset(terms(self.around))


class Finder:
    """Finds what a claim may be held against.

    Args:
        retriever: Over the index, without a cross-encoder that reads questions.
        documents: Of the index.
    """

    def __init__(self, retriever: Retriever, documents: Mapping[str, Document]) -> None:
        """Nothing is searched yet."""
        self._retriever, self._documents = retriever, documents

    def find(self, claim: str) -> tuple[Candidate, ...]:
        """Sentences near the claim, one that stands on its own, likeliest first."""
        likely: list[tuple[float, Candidate]] = []
        for passage in self._retriever.search(Query(claim, k=_PASSAGES)):
            document = self._documents[passage.chunk.document_id]
            hits = sorted(passage.sentences, key=lambda hit: -hit.similarity)[:_OF_A_PASSAGE]
            for hit in hits:
                block = document.block_at(hit.char_start)
                if block is None or document.blocks[block].kind == "heading":
                    continue
                candidate = Candidate(document, block, hit.char_start, hit.char_end, hit.similarity, passage.score)
                likely.append((passage.score + hit.similarity, candidate))
        likely.sort(key=lambda one: -one[0])
        return tuple(candidate for _, candidate in likely[:SENTENCES])
