"""A section whose view is asked for by its heading ("the LGA view on Pillar 6"): how its paragraphs open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from assistant.asking import Asked
from assistant.coverage import is_of, label_in
from assistant.evidence import LONG_WORDS, Evidence, block_of, first_sentence, text_of
from assistant.lists import with_lead_ins
from corpus.documents import Document
from index.analysis import terms

_NAMED = 0.6
"""Share of the question's words, weighted by rarity, that the last two headings and the paper's name must hold."""
_NAMED_BY_HEADING = 0.3
"""Share that the last heading alone must hold."""
_REQUEST_TERMS = frozenset(
    terms(
        "summarise summary overview outline explain describe brief briefing main points tell about plan planned "
        "say says gist think thinks view views opinion position feel"
    )
)
"""Words of the request itself, which name no section."""


def named_section(
    question: str,
    weights: Mapping[str, float],
    asked: Asked,
    near: Sequence[Evidence],
    documents: Mapping[str, Document],
) -> list[Evidence] | None:
    """The opening sentence of every paragraph of the section that a view is asked of.

    Args:
        question: Standing on its own.
        weights: Rarity of each of its terms that the papers hold, in [0, 1].
        asked: What the question asks for; only a view is taken from a section whole.
        near: The best pieces found; only their papers are looked through.
        documents: By id.

    Returns:
        The pieces in order of place, or None when no heading is named.
    """
    if asked.kind != "view":
        return None
    weights = {term: weight for term, weight in weights.items() if term not in _REQUEST_TERMS}
    numbered = label_in(question)
    total = sum(weights.values())
    if not total:
        return None
    found: list[tuple[float, str, tuple[str, ...]]] = []
    for document_id in dict.fromkeys(piece.document_id for piece in near):
        document = documents[document_id]
        paper = set(terms(f"{document.source.publisher} {document.source.title}"))
        for section in dict.fromkeys(block.section for block in document.blocks if block.section):
            if numbered is not None and not any(is_of(numbered, heading) for heading in section):
                continue
            leaf, headings = set(terms(section[-1])), set(terms(" ".join(section[-2:])))
            named = sum(weight for term, weight in weights.items() if term in headings or term in paper) / total
            by_heading = sum(weight for term, weight in weights.items() if term in leaf) / total
            if named >= _NAMED and (by_heading >= _NAMED_BY_HEADING or numbered is not None):
                found.append((named + by_heading, document_id, section))
    for _, document_id, section in sorted(found, key=lambda item: -item[0]):
        pieces = _first(_openings(documents[document_id], section, near[0].score), documents)
        voices = {block_of(piece, documents).standpoint.voice for piece in pieces}
        if len(pieces) > 1 and voices == {"view"}:
            return with_lead_ins(pieces, documents)
    return None


def _openings(document: Document, section: tuple[str, ...], score: float) -> list[Evidence]:
    """The opening sentence of each paragraph and list item of a section."""
    pieces: list[Evidence] = []
    for index, block in enumerate(document.blocks):
        if block.kind == "heading" or block.section != section or document.body(block).endswith(":"):
            continue
        span = first_sentence(document, block)
        if span is not None:
            pieces.append(Evidence(document.source.document_id, index, *span, score))
    return pieces


def _first(pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> list[Evidence]:
    """As many of the first pieces as the length allows, one at least."""
    n_words = list(accumulate(len(text_of(piece, documents).split()) for piece in pieces))
    return [piece for piece, words in zip(pieces, n_words, strict=True) if piece is pieces[0] or words <= LONG_WORDS]
