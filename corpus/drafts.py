"""Draft: a block before it knows its section, and what the reader of lines keeps in mind from line to line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

MINOR_LEVEL = 7
"""Level of a heading marked only by bold or italics: below every `#` heading."""
BARE_NUMBER = re.compile(r"\A(\d{1,3}(?:\.\d{1,3}){0,4})(\.?)\s+(?=\S)")
"""A printed number at the start of a heading."""

DraftKind = Literal["heading", "paragraph", "item", "row"]


@dataclass(slots=True)
class Draft:
    """A block before it knows its section.

    `marker` is what stands before the words and is kept in the text ("13.5.1.", "-", "(a)"), `number` the printed
    paragraph number without a closing dot, `level` a heading's depth from 1, `resets` whether a new report of an
    agenda pack starts here, `header` whether it is a table's header row. Where the source has pages, `page` is the one
    it starts on and `breaks` says where in `body` each later one begins, as `(position, page)`.
    """

    kind: DraftKind
    body: str
    line: int
    marker: str = ""
    number: str | None = None
    level: int = 0
    indent: int = 0
    resets: bool = False
    header: bool = False
    page: int | None = None
    breaks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class State:
    """The drafts so far, and what the next line may go on with."""

    drafts: list[Draft] = field(default_factory=list)
    series: set[str] = field(default_factory=set)  # first parts of the numbers met: "13" of "13.5.1"
    last_number: int = 0
    gap: bool = True
    hard_break: bool = False
    in_table: bool = False
    quoted: bool = False

    def add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        if draft.number:
            self.series.add(draft.number.split(".")[0])
        self.gap = self.hard_break = False
