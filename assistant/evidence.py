"""What an answer may rest on: Evidence and Selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.documents import Block, Document
from corpus.sentences import sentence_spans

Role = Literal["sentence", "lead_in", "item"]

LONG_WORDS = 180
"""About the most words of a view, a summary or a comparison."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A piece of one document that the answer may rest on.

    Attributes:
        document_id: The document.
        block: Index of its block.
        char_start: In the document's text.
        char_end: Likewise, exclusive.
        score: Rises with how well it answers.
        role: "sentence"; or "lead_in" and "item" of a list.
        similarity: Cosine of the query with the sentence or a question it answers, whichever is nearer.
        coverage: Share of the question's words, weighted by rarity, that the piece and its headings hold, in [0, 1].
        logit: What the cross-encoder makes of it, 0 and above for a piece that answers; None where it was not read.
    """

    document_id: str
    block: int
    char_start: int
    char_end: int
    score: float
    role: Role = "sentence"
    similarity: float = 0.0
    coverage: float = 0.0
    logit: float | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """What the answer may rest on, in reading order, and how well the best piece fits.

    Attributes:
        evidence: The chosen pieces.
        best_similarity: Best cosine of the query with any sentence or known question of the passages.
        coverage: Share of the question's words that the best sentence holds, in [0, 1].
        fits: False when the question asks for a figure, a date or a name and no chosen piece holds one.
        silent: Bodies and papers that a comparison names and of which nothing was found on its subject, each with the
            ids of the papers that were looked in.
        named: Whether the question names, in all its words, the section that it asks to be summed up or listed.
        otherwise: Whether the piece does not answer, but says otherwise than the question takes for granted.
    """

    evidence: tuple[Evidence, ...]
    best_similarity: float
    coverage: float
    fits: bool
    silent: tuple[tuple[str, tuple[str, ...]], ...] = ()
    named: bool = False
    otherwise: bool = False


def overlap(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces share words of one document."""
    same = one.document_id == other.document_id
    return same and one.char_start < other.char_end and other.char_start < one.char_end


def text_of(piece: Evidence, documents: Mapping[str, Document]) -> str:
    """The piece's words as they stand in its document."""
    return documents[piece.document_id].text[piece.char_start : piece.char_end]


def block_of(piece: Evidence, documents: Mapping[str, Document]) -> Block:
    """The block the piece stands in."""
    return documents[piece.document_id].blocks[piece.block]


def first_sentence(document: Document, block: Block) -> tuple[int, int] | None:
    """Span of a block's opening sentence; None for a block without words."""
    spans = sentence_spans(document.body(block))
    return (block.body_start + spans[0][0], block.body_start + spans[0][1]) if spans else None


def last_sentence(document: Document, block: Block) -> tuple[int, int]:
    """Span of the sentence of a paragraph that introduces the list after it."""
    spans = sentence_spans(document.body(block))
    return (block.body_start + spans[-1][0] if spans else block.body_start), block.char_end
