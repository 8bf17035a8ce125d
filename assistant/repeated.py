"""What stands under one label in several places of a paper: each item's decision in minutes, each contact officer.

No paper prints such a list. Its items stand under headings of one wording ("Decision") or in lines that open with one
("Contact officer: …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.documents import Document

_LABEL_WORDS = 4
_LINE = re.compile(r"(?P<label>[A-Z][^\W\d]*(?: [^\W\d]+){0,3}?):\s+\S")
_LINE_WORDS = 15
_OF_EACH, _MOST = 4, 16
"""Blocks under a label in one place, and in all: more are parts of a paper, not items."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What stands under one label.

    Attributes:
        label: The label, in lower case without figures.
        members: Blocks in order.
        section: The headings that all of them stand under, the label's own left out.
    """

    label: str
    members: tuple[int, ...]
    section: tuple[str, ...]


def repeated(document: Document) -> Iterator[Repeated]:
    """Every label that a paper uses in several places, with what stands under it."""
    for places in (_under_headings(document), _in_lines(document)):
        for label, groups in places.items():
            members = [index for group in groups for index in group]
            if len(groups) > 1 and len(members) <= _MOST and all(len(group) <= _OF_EACH for group in groups):
                yield Repeated(label, tuple(sorted(members)), _common(document, members))


def _under_headings(document: Document) -> dict[str, list[list[int]]]:
    """Blocks right under each heading of few words, place by place, by the heading in plain letters."""
    blocks = document.blocks
    openers = {block.lead_in for block in blocks if block.lead_in is not None}
    found: dict[str, list[list[int]]] = {}
    group: list[int] | None = None
    under: tuple[str, ...] | int | None = None
    for index, block in enumerate(blocks):
        label = _plain(document.body(block))
        # A heading that was set as text introduces its items without a colon.
        if block.kind == "heading" or (index in openers and label in found):
            group = None
            if 0 < len(label.split()) <= _LABEL_WORDS:
                group, under = [], index if block.kind != "heading" else None
                found.setdefault(label, []).append(group)
            continue
        if group is None or block.kind == "row":
            continue
        if isinstance(under, int) and block.lead_in != under:
            group = None
            continue
        group.append(index)
    return {label: [group for group in groups if group] for label, groups in found.items()}


def _in_lines(document: Document) -> dict[str, list[list[int]]]:
    """Short lines that open with a label and a colon, each a place of its own; none twice."""
    found: dict[str, dict[str, int]] = {}
    for index, block in enumerate(document.blocks):
        body = document.body(block)
        if block.kind == "paragraph" and len(body.split()) <= _LINE_WORDS and (line := _LINE.match(body)):
            found.setdefault(_plain(line["label"]), {}).setdefault(" ".join(body.lower().split()), index)
    return {label: [[index] for index in lines.values()] for label, lines in found.items()}


def _common(document: Document, members: list[int]) -> tuple[str, ...]:
    """The headings that all members stand under."""
    first, *others = [document.blocks[index].section for index in members]
    shared = 0
    while shared < len(first) and all(first[: shared + 1] == other[: shared + 1] for other in others):
        shared += 1
    return first[:shared]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d]+", text.lower()))
