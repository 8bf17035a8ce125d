"""What flows out of `index`: Query and Passage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corpus.documents import Chunk


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for.

    Attributes:
        text: The standalone question.
        k: How many passages are wanted.
        document_ids: Only these documents; None for all.
        also: Other wordings, which only bring further passages in; `text` alone is what they are read for.
        told: Where the answer to the question before stands: id of a document, start and end in its text.
    """

    text: str
    k: int = 10
    document_ids: tuple[str, ...] | None = None
    also: tuple[str, ...] = ()
    told: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """One sentence of a chunk and how near the query it is.

    Attributes:
        char_start: In the document's text.
        char_end: Likewise, exclusive.
        similarity: Cosine of the query with the sentence (and its lead-in), in [-1, 1].
        asked: Best cosine with a question whose answer lies in the sentence; None when it has none.
        logit: What the cross-encoder makes of it: 0 and above says that the sentence answers; None when it was not
            asked, for a sentence far down.
    """

    char_start: int
    char_end: int
    similarity: float
    asked: float | None = None
    logit: float | None = None

    @property
    def nearness(self) -> float:
        """Best cosine with anything that points to the sentence."""
        return self.similarity if self.asked is None else max(self.similarity, self.asked)


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as found for a query.

    Attributes:
        chunk: The chunk.
        score: Rises with relevance; comparable only within one query.
        rank: From 1.
        similarity: Best cosine in [-1, 1] of the query with any vector that points to the chunk; None when only the
            lexical search found it.
        signals: Rank of the chunk in each retriever that found it, for traces and evaluation.
        sentences: Its sentences in order of place.
        asked: Best cosine of the query with a question known to be answered here; None when none is known.
        near_miss: Best cosine of the query with a question known to be not answered here; None when none is known.
        leaning: Of the whole search, the same in each of its passages: by how much the query lies nearer to what the
            papers say and are known to answer than to what they are known not to; None where nothing is known.
    """

    chunk: Chunk
    score: float
    rank: int
    similarity: float | None = None
    signals: dict[str, int] = field(default_factory=dict)
    sentences: tuple[SentenceHit, ...] = ()
    asked: float | None = None
    near_miss: float | None = None
    leaning: float | None = None

    @property
    def best_logit(self) -> float | None:
        """The highest logit of its sentences; None where the cross-encoder read none."""
        return max((hit.logit for hit in self.sentences if hit.logit is not None), default=None)

    def to_dict(self) -> dict[str, Any]:
        """The passage as JSON values, in the shape of the contract."""
        return {
            "rank": self.rank,
            "score": round(self.score, 6),
            "document_id": self.chunk.document_id,
            "page_number": self.chunk.page_number,
            "page_label": self.chunk.page_label,
            "page_end_number": self.chunk.page_end_number,
            "page_end_label": self.chunk.page_end_label,
            "paragraph": self.chunk.paragraph,
            "section": list(self.chunk.section),
            "standpoint": self.chunk.standpoint.holder,
            "text": self.chunk.text,
            "char_start": self.chunk.char_start,
            "char_end": self.chunk.char_end,
        }
