"""Which sections of the papers no case stands in: `reforms eval cases coverage`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.documents import Document

Span = tuple[str, int, int]

_WORDS = 12
"""A section of fewer words (a name, an address, a date of meeting) has nothing to ask for."""


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading, without what stands under headings within it.

    Attributes:
        document_id: The paper.
        path: Headings, outermost first; empty before the first one.
        spans: Where its words stand.
        n_words: How many.
    """

    document_id: str
    path: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    n_words: int

    def __str__(self) -> str:
        """As the list shows it."""
        return f"{self.document_id}: {' > '.join(self.path) or '(before the first heading)'}"


def sections(documents: Mapping[str, Document]) -> list[Section]:
    """Every section with enough words to ask about, in order of document and place."""
    found: list[Section] = []
    for document_id, document in documents.items():
        spans: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for block in document.blocks:
            if block.kind != "heading":
                spans.setdefault(block.section, []).append((block.char_start, block.char_end))
        for path, of in spans.items():
            n_words = sum(len(document.text[start:end].split()) for start, end in of)
            if n_words >= _WORDS:
                found.append(Section(document_id, path, tuple(of), n_words))
    return found


def uncovered(documents: Mapping[str, Document], places: Iterable[Span]) -> list[Section]:
    """The sections in which none of the places lies."""
    of: dict[str, list[tuple[int, int]]] = {}
    for document_id, start, end in places:
        of.setdefault(document_id, []).append((start, end))
    return [
        section
        for section in sections(documents)
        if not any(
            start < high and low < end for start, end in section.spans for low, high in of.get(section.document_id, ())
        )
    ]
