"""Everything in one document that reads as a list, with the words that say of what.

A list is items under a sentence, rows under a heading or under the label in their first cell, points right under a
heading, the paragraphs of a section that are each a point, a series of headings ("Mission 1" to "Mission 6"), or what
stands under one label in several places ("Decision", "Contact officer: …").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evidence import last_sentence
from assistant.repeated import repeated
from corpus.documents import Block, Document
from corpus.sentences import sentence_spans
from index.analysis import terms

Kind = Literal["items", "rows", "section", "headings", "repeated"]

_SHORT_OPENER = 7
"""Words of an opening sentence ("These are:") up to which the sentence before it is needed to say of what."""
_FEWEST_PARAGRAPHS = 3
_FOOTNOTE = 30
"""Words of a paragraph that may stand in the midst of a list without ending it: a note at the foot of a page."""
_SERIES = re.compile(r"[^\W\d]+ (?=\d)")
_CELL = " | "
_OF_ALL = re.compile(r"(?<=\w{4})ship\b", re.IGNORECASE)
"""What a heading makes of those who stand under it: "Membership" is over members."""
_POINTS = re.compile(r"\b(?:below|following|as follows|overleaf)\b", re.IGNORECASE)
DATE_LINE = re.compile(
    r"(?:date:?\s+)?(?:\w+day,?\s+)?\d{1,2}\s+[A-Z][a-z]+,?\s+(?:19|20)\d\d\b(?:[\s,]+\d{1,2}[.:]\d\d\s*(?:[ap]m)?)?\W*\Z",
    re.IGNORECASE,
)
"""A line that holds a date and nothing else: that of the meeting whose papers follow."""


@dataclass(frozen=True, slots=True)
class Enumeration:
    """One list of a document.

    Attributes:
        document_id: The document.
        kind: How it is printed.
        opener: Block of the sentence that introduces it, or of the heading it stands under; None where there is none.
        members: Blocks of its items in order, those of lists inside it included.
        n_items: Items of the list itself.
        label: Terms that say what it is a list of: the opener's, or the heading's.
        around: Terms of the headings it stands under, of the paragraph that introduces it, of the title, of the date of
            its meeting and of every item.
        within: Terms of the items.
        heading: The heading it stands under, lower case.
    """

    document_id: str
    kind: Kind
    opener: int | None
    members: tuple[int, ...]
    n_items: int
    label: frozenset[str]
    around: frozenset[str]
    within: frozenset[str]
    heading: str = ""


def enumerations(document: Document, related: Callable[[str], str]) -> tuple[Enumeration, ...]:
    """The lists of a document.

    Args:
        document: The document.
        related: Other words for the things that a text names, as one text.
    """

    def known(text: str) -> frozenset[str]:
        return frozenset(terms(f"{text} {related(text)}"))

    inside: dict[int, list[int]] = {}
    for index, block in enumerate(document.blocks):
        if block.lead_in is not None:
            inside.setdefault(block.lead_in, []).append(index)
    found: list[Enumeration] = []
    title = document.source.title
    dates = _dates(document)
    for kind, opener, members, label, section in _all(document):
        said = document.body(document.blocks[opener]) if kind == "items" and opener is not None else ""
        whole = _with_nested(members, inside) if kind == "items" else tuple(members)
        bodies = [frozenset(terms(document.body(document.blocks[i]))) for i in whole]
        headings = " ".join(section if kind == "repeated" else section[-2:])
        found.append(
            Enumeration(
                document_id=document.source.document_id,
                kind=kind,
                opener=opener,
                members=whole,
                n_items=len(members),
                label=known(label),
                around=known(
                    " ".join(
                        (
                            headings,
                            _OF_ALL.sub("", headings),
                            said,
                            title,
                            dates[members[0]],
                            _head(document, members[0]),
                        )
                    )
                )
                | frozenset.intersection(*bodies),
                within=frozenset().union(*bodies),
                heading=" ".join(section[-1].lower().split()) if section else "",
            )
        )
    return tuple(found)


_Found = tuple[Kind, "int | None", list[int], str]


def _all(document: Document) -> Iterator[tuple[Kind, int | None, Sequence[int], str, tuple[str, ...]]]:
    """Every list with the headings it stands under."""
    for kind, opener, members, label in (*_items(document), *_rows(document), *_sections(document), *_series(document)):
        yield kind, opener, members, label, document.blocks[members[0]].section
    for one in repeated(document):
        yield "repeated", None, one.members, one.label, one.section


def _dates(document: Document) -> list[str]:
    """For each block the date line before it, where the paper has several of them."""
    lines = [DATE_LINE.match(document.body(block)) is not None and block.kind != "row" for block in document.blocks]
    said, found = "", []
    for block, is_date in zip(document.blocks, lines, strict=True):
        said = document.body(block) if is_date else said
        found.append(said if sum(lines) > 1 else "")
    return found


def _head(document: Document, index: int) -> str:
    """The head of a table whose rows stand under headings of their own, of which a row is one; "" for any other."""
    own = document.blocks[index]
    if own.kind != "row" or own.lead_in is not None:
        return ""
    for before in range(index - 1, -1, -1):
        block = document.blocks[before]
        if len(block.section) < len(own.section) and block.section == own.section[: len(block.section)]:
            if block.kind == "row":
                return document.body(block)
            if block.kind != "heading":
                return ""
    return ""


def _items(document: Document) -> Iterator[_Found]:
    """Items by the sentence that introduces them, or by the heading right over them."""
    blocks = document.blocks
    lists: dict[int, list[int]] = {}
    bare: dict[tuple[str, ...], list[int]] = {}
    opener_of: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            continue
        if block.kind == "row" or (block.lead_in is None and block.kind != "item"):
            continue
        opener = block.lead_in
        goes_on = _goes_on(document, index if opener is None else opener, opener_of, block)
        if goes_on is not None:
            opener = goes_on
        if opener is None:
            bare.setdefault(block.section, []).append(index)
            continue
        opener_of[index] = opener
        lists.setdefault(opener, []).append(index)
    for opener, members in lists.items():
        yield "items", opener, members, _opening(document, blocks[opener])
    for section, members in bare.items():
        if section:
            yield "items", _heading_of(document, members[0]), members, section[-1]


def _goes_on(document: Document, start: int, opener_of: dict[int, int], item: Block) -> int | None:
    """The list that an item goes on with after a note that cut it in two; None where it starts one of its own.

    Args:
        document: The document.
        start: The item's opener, or the item itself where it has none.
        opener_of: The list of each item before it.
        item: The item.
    """
    blocks = document.blocks
    if item.kind != "item" or (blocks[start] is not item and (start in opener_of or not _is_note(document, start))):
        return None
    for before in range(start - 1, max(-1, start - 4), -1):
        block = blocks[before]
        if block.kind == "heading" or block.section != item.section:
            return None
        if before in opener_of:
            return opener_of[before]
        if block.paragraph is not None or document.body(block).rstrip().endswith(":"):
            return None
    return None


def _is_note(document: Document, index: int) -> bool:
    """Whether a paragraph reads as a note at the foot of a page rather than as the introduction of a list."""
    block, text = document.blocks[index], document.body(document.blocks[index]).rstrip()
    if block.paragraph is not None or block.kind != "paragraph" or len(text.split()) > _FOOTNOTE:
        return False
    return not text.endswith((":", ":-", "–", "—", " to", " by"))


def _rows(document: Document) -> Iterator[_Found]:
    """The rows of a table; where a first cell is the label of the rows after it, those by themselves too."""
    tables: dict[tuple[tuple[str, ...], int | None], list[int]] = {}
    for index, block in enumerate(document.blocks):
        if block.kind == "row":
            tables.setdefault((block.section, block.lead_in), []).append(index)
    for (section, header), members in tables.items():
        if len(members) < 2 and (header is not None or _heading_of(document, members[0]) != members[0] - 1):
            continue  # a row right under a heading ("Substitutes") is all there is under it
        head = document.body(document.blocks[header]) if header is not None else ""
        first = members[0] if header is None else header
        title = " ".join((*section[-2 if header is not None else -1 :], head, _pointing(document, first)))
        yield "rows", header if header is not None else _heading_of(document, members[0]), members, title
        for label, group in _labelled(document, members, len(head.split(_CELL)) if head else 0):
            yield "rows", None, group, label


def _pointing(document: Document, index: int) -> str:
    """The last sentence of a paragraph that points to the table right under it; "" where none does."""
    before = document.blocks[index - 1] if index else None
    if before is None or before.kind != "paragraph" or before.section != document.blocks[index].section:
        return ""
    start, end = last_sentence(document, before)
    said = document.text[start:end]
    return said if _POINTS.search(said) else ""


def _labelled(document: Document, members: Sequence[int], n_columns: int) -> Iterator[tuple[str, list[int]]]:
    cells = [document.body(document.blocks[i]).split(_CELL) for i in members]
    starts = [
        at
        for at, row in enumerate(cells)
        if len(row) > 1
        and ((n_columns > 1 and len(row) == n_columns) or (at + 1 < len(cells) and len(row) > len(cells[at + 1])))
    ]
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(members)
        if end - start > 1 and any(len(row) < len(cells[start]) for row in cells[start + 1 : end]):
            yield cells[start][0], list(members[start:end])


def _sections(document: Document) -> Iterator[_Found]:
    """Sections of which each paragraph is a point of its own."""
    by_section: dict[tuple[str, ...], list[int]] = {}
    for index, block in enumerate(document.blocks):
        if block.kind == "paragraph" and block.section and block.lead_in is None:
            by_section.setdefault(block.section, []).append(index)
    # A section that holds a list is known by that; its paragraphs only go with it.
    mixed = {block.section for block in document.blocks if block.kind in ("item", "row")}
    openers = {block.lead_in for block in document.blocks if block.lead_in is not None}
    for section, members in by_section.items():
        points = [i for i in members if i not in openers]
        # "Mission 3" is asked for by its number, however short it is.
        fewest = 2 if _SERIES.match(section[-1]) else _FEWEST_PARAGRAPHS
        if len(points) >= fewest and len(points) == len(members) and section not in mixed:
            yield "section", _heading_of(document, members[0]), points, section[-1]


def _series(document: Document) -> Iterator[_Found]:
    """Numbered headings of one word under one heading."""
    series: dict[tuple[tuple[str, ...], str], list[int]] = {}
    for index, block in enumerate(document.blocks):
        if block.kind == "heading" and (match := _SERIES.match(document.body(block))):
            series.setdefault((block.section, match[0].strip()), []).append(index)
    for (section, word), members in series.items():
        if len(members) >= 2:
            before = members[0] - 1
            opener = before if before >= 0 and document.body(document.blocks[before]).endswith(":") else None
            said = _opening(document, document.blocks[before]) if opener is not None else ""
            yield "headings", opener, members, f"{word}s {' '.join(section[-1:])} {said}"


def _opening(document: Document, block: Block) -> str:
    """The sentence that introduces a list, with the one before it where it is too short to say of what."""
    start, end = last_sentence(document, block)
    if len(document.text[start:end].split()) <= _SHORT_OPENER:
        spans = sentence_spans(document.body(block))
        start = block.body_start + spans[max(0, len(spans) - 2)][0] if spans else start
    return document.text[start:end]


def _heading_of(document: Document, index: int) -> int | None:
    """The heading that a block stands under."""
    section = document.blocks[index].section
    for before in range(index - 1, -1, -1):
        block = document.blocks[before]
        if block.kind == "heading":
            same = (*block.section, " ".join(document.body(block).split())) == section or (
                block.section == section[:-1]
            )
            return before if same else None
    return None


def _with_nested(members: Sequence[int], inside: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """The items, each followed by those of a list that it introduces itself."""
    whole = dict.fromkeys(members)
    return tuple(dict.fromkeys(i for member in whole for i in (member, *inside.get(member, ()))))
