"""Passages in order of relevance, by what the retrievers say of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.documents import Chunk, Document
from index.contexts import sentence_in_context
from index.crossencoding import CrossEncoder
from index.passages import Passage

PASSAGES_READ = 16
"""Passages of which the cross-encoder reads sentences."""
_OF_A_PASSAGE = 4
"""Sentences it reads of one passage, the nearest to the question."""
_SENTENCES_READ = 20
"""Sentences it reads in all: its time grows with them."""
_LOGIT_WEIGHT, _LOGIT_WEIGHT_ALONE = 0.035, 0.06
"""Of the best logit of a passage beside the sum of its signals, where questions that passages answer are known, and
where none are: known questions guide so well that the logit counts for less beside them. With it, and the weight of a
sentence's, about half as high, the first sentence was right for .64 of 380 kept-back questions in place of .60."""
UNREAD = -4.0
"""Stands for the logit of a sentence that was not read; about what a wrong one gets."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What the retrievers make of one chunk for one query.

    Attributes:
        text: Best cosine of the query with the chunk and its sentences, in [-1, 1].
        asked: Best cosine with a question the chunk is known to answer, in [-1, 1]; None when it has none.
        lexical: BM25 score over the best one of this query, in [0, 1].
        near_miss: Best cosine with a question that the chunk only seems to answer; None when none is known.
    """

    text: float
    asked: float | None
    lexical: float
    near_miss: float | None = None

    @property
    def similarity(self) -> float:
        """Best cosine with anything that points to the chunk."""
        return self.text if self.asked is None else max(self.text, self.asked)


class Reranker(Protocol):
    """Scores chunks for a query; the plug-in point for a cross-encoder."""

    def scores(self, query: str, chunks: Sequence[Chunk], signals: Sequence[Signals]) -> list[float]:
        """One score a chunk, rising with relevance."""


@dataclass(frozen=True, slots=True)
class SignalReranker:
    """A weighted sum of the signals, which, unlike ranks, keeps how much better the best one is.

    The weights were chosen on questions of development, of which one half was indexed and the other asked: recall@1
    and @5 .44 and .72, against .38 and .72 by reciprocal rank alone (see the README of this package).
    """

    best_weight: float = 1.0
    text_weight: float = 0.3
    lexical_weight: float = 0.35

    def scores(self, query: str, chunks: Sequence[Chunk], signals: Sequence[Signals]) -> list[float]:
        """One score a chunk, rising with relevance; `query` and `chunks` are not looked at."""
        return [
            self.best_weight * signal.similarity + self.text_weight * signal.text + self.lexical_weight * signal.lexical
            for signal in signals
        ]


def read_by(
    cross_encoder: CrossEncoder, question: str, found: Sequence[Passage], documents: Mapping[str, Document]
) -> list[Passage]:
    """Let a cross-encoder read the likeliest sentences; passages in order of their score and its best logit.

    Args:
        cross_encoder: Reads a question and a sentence together.
        question: The standalone question.
        found: Passages by falling score, with their sentences.
        documents: The documents of the passages.

    Returns:
        The same passages by falling new score, with new ranks; the sentences that were read have logits.
    """
    likely: list[tuple[float, int, int]] = []
    for position, passage in enumerate(found[:PASSAGES_READ]):
        nearest = sorted(range(len(passage.sentences)), key=lambda i: -passage.sentences[i].nearness)[:_OF_A_PASSAGE]
        likely += [(passage.score + passage.sentences[i].nearness, position, i) for i in nearest]
    likely.sort(key=lambda one: (-one[0], one[1], one[2]))
    del likely[_SENTENCES_READ:]
    texts = [
        sentence_in_context(documents[passage.chunk.document_id], hit.char_start, hit.char_end)
        for passage, hit in ((found[position], found[position].sentences[i]) for _, position, i in likely)
    ]
    logits: dict[tuple[int, int], float] = {
        (position, i): logit
        for (_, position, i), logit in zip(likely, cross_encoder.logits(question, texts), strict=True)
    }
    known = any(passage.asked is not None for passage in found)
    weight = _LOGIT_WEIGHT if known else _LOGIT_WEIGHT_ALONE
    read = []
    for position, passage in enumerate(found):
        hits = tuple(replace(hit, logit=logits.get((position, i))) for i, hit in enumerate(passage.sentences))
        heard = replace(passage, sentences=hits)
        best = UNREAD if heard.best_logit is None else heard.best_logit
        read.append(replace(heard, score=passage.score + weight * best))
    read.sort(key=lambda passage: -passage.score)
    return [replace(passage, rank=rank) for rank, passage in enumerate(read, start=1)]
