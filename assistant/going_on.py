"""The answer before a follow-up → where it stands in the papers.

"Why?", "and after those two years?" and "how many would that help?" are often answered by the sentences that go on from
the ones quoted before, in words that the question shares nothing with.
"""

from __future__ import annotations

import re

from assistant.neighbours import Place
from corpus.documents import Document
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.ingestion import Index

_QUOTED = re.compile(r"“([^”]+)”")
_MARKS = re.compile(r"\[\d+\]|\*\*[^*]+:\*\*|[*_>#|]+|^\s*[-•]\s*", re.MULTILINE)
_SENTENCES_READ = 4
_FEWEST_TERMS = 4
_LOOKED_AT = 4
"""Chunks that may hold a sentence of the answer."""
_SAME = 0.7
"""Share of an answer's words that a sentence of a paper must hold to be the one it was taken from."""
_FARTHEST = 1200
"""Characters from the answer on within which a sentence still goes on from it."""

_THE_REST = re.compile(
    r"\b(?:the (?:rest|others)|(?:every(?:one|body|where)|somewhere|any(?:one|body|where)) else|elsewhere|"
    r"(?:the )?other (?:areas|places|regions|councils))\b",
    re.IGNORECASE,
)


def asks_for_the_rest(question: str) -> bool:
    """Whether a question asks besides of those whom the first figure is not for: "and how much for the rest"."""
    return bool(_THE_REST.search(question))


def told_before(answer: str, index: Index) -> tuple[Place, ...]:
    """The sentences of the papers that an answer quotes or nearly repeats, in its order.

    Args:
        answer: As Markdown; only its first sentences are looked for.
        index: Where to look.
    """
    places: dict[Place, None] = {}
    own = " ".join(_QUOTED.findall(answer)) or answer
    text = " ".join(_MARKS.sub(" ", own).split())
    for start, end in sentence_spans(text)[:_SENTENCES_READ]:
        wanted = frozenset(terms(text[start:end]))
        if len(wanted) < _FEWEST_TERMS:
            continue
        best: tuple[float, Place] | None = None
        for chunk_id, _ in index.opened.lexical.search(tuple(wanted), _LOOKED_AT, dict.fromkeys(wanted, 1.0)):
            chunk = index.chunks[chunk_id]
            document = index.documents[chunk.document_id]
            for first, last in sentence_spans(document.text[chunk.char_start : chunk.char_end]):
                place = chunk.document_id, chunk.char_start + first, chunk.char_start + last
                held = frozenset(terms(document.text[place[1] : place[2]]))
                share = len(wanted & held) / len(wanted)
                if share >= _SAME and (best is None or share > best[0]):
                    best = share, place
        if best is not None:
            places[best[1]] = None
    return tuple(places)


def goes_on(document: Document, char_start: int, place: Place) -> bool:
    """Whether what starts there stands under the same heading as a place before it, and not far behind."""
    if document.source.document_id != place[0] or not 0 <= char_start - place[2] <= _FARTHEST:
        return False
    own, other = document.block_at(char_start), document.block_at(place[1])
    return own is not None and other is not None and document.blocks[own].section == document.blocks[other].section
