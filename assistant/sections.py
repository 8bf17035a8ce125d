"""A section asked for by its heading ("summarise Pillar 3", "the LGA view on Pillar 6"), and a summary of any other.

A summary is an extract: the opening sentences of a section's paragraphs, which say what each is about. Of a section too
long for that, those that together hold most of its words, each word weighing as often as it is met, for their length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import sqrt

from assistant.asking import Asked
from assistant.evidence import LONG_WORDS, Evidence, block_of, first_sentence, text_of
from assistant.lists import with_lead_ins
from corpus.documents import Document
from index.analysis import terms

_NAMED = 0.6
"""Share of the question's words, weighted by rarity, that the last two headings and the paper's name must hold."""
_NAMED_BY_HEADING = 0.3
"""Share that the last heading alone must hold."""
_SHORTEST = 4
"""Words below which an opening sentence tells nothing."""
_REQUEST_TERMS = frozenset(
    terms(
        "summarise summary overview outline explain describe brief briefing main points tell about plan planned "
        "say says gist think thinks view views opinion position feel"
    )
)
"""Words of the request itself, which name no section."""


def named_section(
    weights: Mapping[str, float], asked: Asked, near: Sequence[Evidence], documents: Mapping[str, Document]
) -> list[Evidence] | None:
    """The opening sentence of every paragraph of the section that a summary or a view is asked of.

    Args:
        weights: Rarity of each of the question's terms that the papers hold, in [0, 1].
        asked: What the question asks for; only a summary or a view is asked of a section.
        near: The best pieces found; only their papers are looked through.
        documents: By id.

    Returns:
        The pieces in order of place, or None when no heading is named.
    """
    if asked.kind not in ("summary", "view"):
        return None
    weights = {term: weight for term, weight in weights.items() if term not in _REQUEST_TERMS}
    total = sum(weights.values())
    if not total:
        return None
    found: list[tuple[float, str, tuple[str, ...]]] = []
    for document_id in dict.fromkeys(piece.document_id for piece in near):
        document = documents[document_id]
        paper = set(terms(f"{document.source.publisher} {document.source.title}"))
        for section in dict.fromkeys(block.section for block in document.blocks if block.section):
            leaf, headings = set(terms(section[-1])), set(terms(" ".join(section[-2:])))
            named = sum(weight for term, weight in weights.items() if term in headings or term in paper) / total
            by_heading = sum(weight for term, weight in weights.items() if term in leaf) / total
            if named >= _NAMED and by_heading >= _NAMED_BY_HEADING:
                found.append((named + by_heading, document_id, section))
    for _, document_id, section in sorted(found, key=lambda item: -item[0]):
        pieces = _openings(documents[document_id], section, near[0].score)
        pieces = (
            _fitting(pieces, documents[document_id], None) if asked.kind == "summary" else _first(pieces, documents)
        )
        voices = {block_of(piece, documents).standpoint.voice for piece in pieces}
        if len(pieces) > 1 and (asked.kind == "summary" or voices == {"view"}):
            return with_lead_ins(pieces, documents)
    return None


def around(best: Evidence, asked: Asked, documents: Mapping[str, Document]) -> list[Evidence] | None:
    """The section of the best piece as an extract that holds the piece, for a summary that names no heading."""
    document, section = documents[best.document_id], block_of(best, documents).section
    if asked.kind != "summary" or not section:
        return None
    pieces = _fitting(_openings(document, section, best.score, first=best), document, best)
    return with_lead_ins(pieces, documents) if len(pieces) > 1 else None


def _openings(
    document: Document, section: tuple[str, ...], score: float, *, first: Evidence | None = None
) -> list[Evidence]:
    """The opening sentence of each paragraph and list item of a section; `first` stands for its own paragraph's."""
    pieces: list[Evidence] = []
    for index, block in enumerate(document.blocks):
        if block.kind == "heading" or block.section != section or document.body(block).endswith(":"):
            continue
        span = first_sentence(document, block)
        if first is not None and first.block == index:
            pieces.append(first)
        elif span is not None:
            pieces.append(Evidence(document.source.document_id, index, *span, score))
    return pieces


def _first(pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> list[Evidence]:
    """As many of the first pieces as the length allows, one at least."""
    n_words = list(accumulate(len(text_of(piece, documents).split()) for piece in pieces))
    return [piece for piece, words in zip(pieces, n_words, strict=True) if piece is pieces[0] or words <= LONG_WORDS]


def _fitting(pieces: Sequence[Evidence], document: Document, first: Evidence | None) -> list[Evidence]:
    """As many pieces as the length allows, those that say most of what all say, in order of place."""
    texts = [document.text[piece.char_start : piece.char_end] for piece in pieces]
    n_words = [len(text.split()) for text in texts]
    if sum(n_words) <= LONG_WORDS:
        return list(pieces)
    said = [frozenset(terms(text)) for text in texts]
    weights = Counter(term for own in said for term in own)
    # The first paragraph of a section opens it; the others earn their place.
    chosen = {0} | {number for number, piece in enumerate(pieces) if piece is first}
    while True:
        covered = frozenset().union(*(said[number] for number in chosen))
        left = LONG_WORDS - sum(n_words[number] for number in chosen)
        worth = {
            number: sum(weights[term] for term in said[number] - covered) / sqrt(n_words[number])
            for number in range(len(pieces))
            if number not in chosen and _SHORTEST <= n_words[number] <= left
        }
        if not worth or not max(worth.values()):
            return [pieces[number] for number in sorted(chosen)]
        chosen.add(max(worth, key=lambda number: worth[number]))
