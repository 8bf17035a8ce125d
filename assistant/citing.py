"""Statements → Statements with Citations, and the last check that both are true to the papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from assistant.answers import Citation, Statement
from assistant.evidence import Evidence
from assistant.helping.plainwords import PLAIN_WORDS
from assistant.writing import DraftStatement
from corpus.documents import Document

_CONTEXT_CHARS = 300
_FIGURE = re.compile(r"£?\d(?:[\d,.]*\d)?(?:\s?(?:million|billion|thousand|per cent|bn|[mk%]\b|%))?", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w'’&-]*[a-z][\w'’&-]*|\b[A-Z]{2,}\b")
_WORD = re.compile(r"\w+")


def cite(
    drafts: Sequence[DraftStatement], documents: Mapping[str, Document]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Give every piece of evidence a numbered citation, in order of first mention.

    A list whose items stand under one paragraph number is one citation, quoted whole from its lead-in to its end;
    items with numbers of their own are cited one by one.
    """
    spans = _merged(drafts, documents)
    citations: list[Citation] = []
    numbers: dict[tuple[str, int, int], int] = {}
    statements = []
    for draft in drafts:
        ids = []
        for piece in draft.evidence:
            span = spans[piece]
            if span not in numbers:
                numbers[span] = len(citations) + 1
                citations.append(citation(numbers[span], documents[piece.document_id], piece.block, span[1], span[2]))
            ids.append(numbers[span])
        statements.append(
            Statement(
                draft.text, tuple(dict.fromkeys(ids)), draft.standpoint, draft.attribution, draft.role, draft.own_words
            )
        )
    return tuple(statements), tuple(citations)


def citation(number: int, document: Document, block: int, start: int, end: int) -> Citation:
    """A citation of `Document.text[start:end]`, whose place is that of the block."""
    source, place = document.source, document.blocks[block]
    pages = document.pages_of(start, end)
    page, last = (pages[0], pages[-1]) if pages else (None, None)
    return Citation(
        id=number,
        document_id=source.document_id,
        title=source.title,
        publisher=source.publisher,
        kind=source.kind,
        published=source.published,
        page_number=page.number if page else place.page,
        page_label=page.label if page else None,
        paragraph=place.paragraph,
        section=place.section,
        quote=document.text[start:end],
        char_start=start,
        char_end=end,
        standpoint=place.standpoint.holder or source.publisher,
        voice=place.standpoint.voice,
        before=_cut_before(document.text[max(0, start - _CONTEXT_CHARS) : start]),
        after=_cut_after(document.text[end : end + _CONTEXT_CHARS]),
        page_end_number=last.number if last and last is not page else None,
        page_end_label=last.label if last and last is not page else None,
        ocr=any(one.ocr for one in pages),
        superseded=bool(source.superseded_by),
        superseded_by=source.superseded_by or None,
    )


class Place(Protocol):
    """A span of a document's text: a citation, a chunk."""

    @property
    def document_id(self) -> str:
        """Its document."""
        ...

    @property
    def char_start(self) -> int:
        """Where it starts in the document's text."""
        ...

    @property
    def char_end(self) -> int:
        """Where it ends, exclusive."""
        ...


def cautions(places: Iterable[Place], documents: Mapping[str, Document]) -> tuple[str, ...]:
    """What must be said of what is shown: documents that have a newer version, and words that OCR read."""
    older: list[str] = []
    by_ocr: list[str] = []
    for place in places:
        document = documents[place.document_id]
        if document.source.superseded_by:
            older.append(place.document_id)
        if any(page.ocr for page in document.pages_of(place.char_start, place.char_end)):
            by_ocr.append(place.document_id)
    found = []
    for document_id in dict.fromkeys(older):
        source = documents[document_id].source
        newer = documents.get(source.superseded_by)
        dated = f" of {newer.source.published}" if newer and newer.source.published else ""
        found.append(
            f"“{source.title}” ({document_id}) is superseded: the library holds a newer version{dated}, "
            f"{source.superseded_by}."
        )
    found += [
        f"“{documents[document_id].source.title}” ({document_id}) was read by OCR where it is quoted: compare "
        "its words, and figures above all, with the page."
        for document_id in dict.fromkeys(by_ocr)
    ]
    return tuple(found)


def verify(
    statements: Sequence[Statement], citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """Drop what does not hold: a quote that is not the document's text at its place, and a statement that is left
    without a quote or holds a figure or a name that none of its quotes holds.

    Citations nothing rests on any more go too, and the rest are numbered anew.
    """
    sound = {c.id: c for c in citations if _is_verbatim(c, documents)}
    kept = [
        statement
        for statement in statements
        if statement.citations
        and all(number in sound for number in statement.citations)
        and covers(statement.text, quotes=[sound[n].quote for n in statement.citations], own_words=statement.own_words)
    ]
    if len(kept) == len(statements) and len(sound) == len(citations):
        return tuple(statements), tuple(citations)
    used = [c for c in citations if any(c.id in statement.citations for statement in kept)]
    renumbered = {c.id: position for position, c in enumerate(used, start=1)}
    return (
        tuple(replace(s, citations=tuple(renumbered[n] for n in s.citations)) for s in kept),
        tuple(_renumber(c, renumbered[c.id]) for c in used),
    )


def _is_verbatim(cited: Citation, documents: Mapping[str, Document]) -> bool:
    document = documents.get(cited.document_id)
    return (
        document is not None
        and 0 <= cited.char_start < cited.char_end <= len(document.text)
        and document.text[cited.char_start : cited.char_end] == cited.quote
    )


def covers(text: str, *, quotes: Sequence[str], own_words: bool) -> bool:
    """Whether every figure and every name of a statement stands in its quotes, as it is written there.

    A plain word that a model's own words open with has its capital for its place and is no name.
    """
    first, space, rest = text.partition(" ")
    if own_words and first[1:].islower() and first.lower() in PLAIN_WORDS:
        text = first.lower() + space + rest
    quoted = " ".join(quotes)
    figures = set(_FIGURE.findall(quoted))
    words = {word.casefold() for word in _WORD.findall(quoted)}
    return all(figure in figures for figure in _FIGURE.findall(text)) and all(
        word.casefold() in words for name in _NAME.findall(text) for word in _WORD.findall(name)
    )


def _renumber(cited: Citation, number: int) -> Citation:
    return replace(cited, id=number)


def _merged(
    drafts: Sequence[DraftStatement], documents: Mapping[str, Document]
) -> dict[Evidence, tuple[str, int, int]]:
    """The span each piece is quoted by: its own, or that of the list it belongs to."""
    spans: dict[Evidence, tuple[str, int, int]] = {}
    run: list[Evidence] = []

    def close() -> None:
        if run:
            whole = run[0].document_id, run[0].char_start, run[-1].char_end
            spans.update((piece, whole) for piece in run)
            run.clear()

    for piece in (piece for draft in drafts for piece in draft.evidence):
        if piece.role == "sentence" or not run or not _continues(run[-1], piece, documents):
            close()
        run.append(piece)
        if piece.role == "sentence":
            close()
    close()
    return spans


def _continues(before: Evidence, piece: Evidence, documents: Mapping[str, Document]) -> bool:
    """Whether a list item is the very next block of the same printed paragraph."""
    if before.document_id != piece.document_id or piece.block != before.block + 1:
        return False
    blocks = documents[piece.document_id].blocks
    return blocks[piece.block].paragraph == blocks[before.block].paragraph


def _cut_before(text: str) -> str:
    return text if len(text) < _CONTEXT_CHARS or " " not in text else "…" + text[text.index(" ") :]


def _cut_after(text: str) -> str:
    return text if len(text) < _CONTEXT_CHARS or " " not in text else text[: text.rindex(" ")] + " …"
