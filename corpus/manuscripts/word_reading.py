"""A Word draft → pieces, each with the elements of the file that its words stand in.

The walk is that of `corpus.word`, so that a draft is read as the papers are: tracked changes as accepted, hidden text
and field codes out, notes and text boxes in. What differs is that every character keeps its way back, that a table's
cells stay apart, and that nothing is joined to a section.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.archives import check_word
from corpus.errors import DocumentError
from corpus.lines import MAX_HEADING
from corpus.manuscripts.chars import visible
from corpus.manuscripts.model import Manuscript, Piece, PieceKind
from corpus.numbering import W
from corpus.word import (
    CONTENTS_STYLE,
    PARAGRAPH,
    TABLE,
    ParagraphText,
    Walk,
    is_on,
    looks_like_header,
    open_word,
    outline_level,
    part_root,
    roman_lower,
    through,
)

MAX_CHARS = 1_000_000
"""Of one draft: some 300 pages."""
_RUN = f"{W}r"
_TYPED_BULLET = re.compile(r"\s*[•▪◦‣·●–-]\s")


@dataclass(slots=True)
class Anchor:
    """Where a run of a piece's characters stands in the file.

    `text[start:end]` of the piece is `holder.text[offset:…]`; `run` holds `holder`, or is it where there is no run
    (an equation's text).
    """

    start: int
    end: int
    run: Any
    holder: Any
    offset: int


@dataclass(slots=True)
class Placed:
    """A piece with its places.

    `proxy` is the run of the body that comments hang on, where the piece itself is in a note or a text box.
    """

    piece: Piece
    anchors: list[Anchor]
    proxy: Any = None


@dataclass(slots=True)
class _Chars:
    """Characters with their places, before they are one piece."""

    text: list[str] = field(default_factory=list)
    at: list[tuple[Any, Any, int] | None] = field(default_factory=list)

    def add(self, run: Any, holder: Any, shown: str) -> None:
        for offset, char in enumerate(shown):
            if kept := visible(char):
                self.text.append(kept)
                self.at.append((run, holder, offset))

    def gap(self) -> None:
        """A space that stands nowhere, between two paragraphs of a cell."""
        if self.text:
            self.text.append(" ")
            self.at.append(None)

    def lines(self) -> Iterator[_Chars]:
        """Itself, or its lines where they are bullets typed by hand."""
        if sum(bool(_TYPED_BULLET.match(line)) for line in "".join(self.text).split("\n")) < 2:
            yield self
            return
        line = _Chars()
        for char, at in zip(self.text, self.at, strict=True):
            if char == "\n":
                yield line
                line = _Chars()
            else:
                line.text.append(char)
                line.at.append(at)
        yield line

    def settled(self) -> tuple[str, list[Anchor]]:
        """The text with single spaces, and its anchors."""
        text: list[str] = []
        anchors: list[Anchor] = []
        for char, at in zip(self.text, self.at, strict=True):
            if char.isspace() and (not text or text[-1] == " "):
                continue
            position = len(text)
            text.append(" " if char.isspace() else char)
            if at is None:
                continue
            run, holder, offset = at
            last = anchors[-1] if anchors else None
            if (
                last is not None
                and last.holder is holder
                and last.end == position
                and offset == last.offset + position - last.start
            ):
                last.end = position + 1
            else:
                anchors.append(Anchor(position, position + 1, run, holder, offset))
        if text and text[-1] == " ":
            text.pop()
            if anchors and anchors[-1].end > len(text):
                anchors[-1].end -= 1
                if anchors[-1].start == anchors[-1].end:
                    anchors.pop()
        return "".join(text), anchors


class DraftWalk(Walk):
    """Goes through a draft once, in order."""

    def __init__(self, name: str, opened: Any) -> None:
        """Of the file `name`."""
        super().__init__(name, opened)
        self.placed: list[Placed] = []
        self.note_roots: dict[str, Any] = {}
        self._proxy: Any = None
        self._held = _Chars()  # of a paragraph whose end was deleted
        self._n_tables = 0

    # Paragraphs ----------------------------------------------------------------------------------

    def _take_paragraph(self, element: Any, *, depth: int = 0) -> None:
        style, numbers = self._style_of(element)
        if CONTENTS_STYLE.match(style.name):
            return
        paragraph, chars, bold = self._chars_of(element, self._held)
        self._held = _Chars()
        if paragraph.deleted_end:
            self._held = chars
            return
        printed = self._numbering.next(*numbers) if numbers else None
        level = outline_level(element.find(f"{W}pPr"))
        level = style.level if level is None else level
        label = printed.text if printed is not None and not printed.bullet else ""
        for line in chars.lines():
            text, anchors = line.settled()
            if not text:
                continue
            kind: PieceKind = "paragraph"
            depth_of = 0
            if level is not None and len(text) <= MAX_HEADING:
                kind, depth_of = "heading", max(level, 1)
            elif (printed is not None and (printed.bullet or not printed.text[:1].isdigit())) or _TYPED_BULLET.match(
                text
            ):
                kind, depth_of = "item", printed.level if printed is not None else 0
            elif style.name.lower() == "caption":
                pass
            elif bold and not label and len(text) <= 200 and not re.search(r"[.;,:]\Z", text):
                kind, depth_of = "heading", 6
            self._place(Piece(kind, text, level=depth_of, label=label), anchors)
        self._take_boxes(paragraph.boxes)

    def _chars_of(self, element: Any, chars: _Chars) -> tuple[ParagraphText, _Chars, bool]:
        """A paragraph's characters after those given, and whether all of it is bold."""
        style, _ = self._style_of(element)
        paragraph = ParagraphText()
        mark = element.find(f"{W}pPr/{W}rPr")
        if mark is not None:
            paragraph.deleted_end = mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
            self._met["insertion"] += mark.find(f"{W}ins") is not None
            self._met["deletion"] += paragraph.deleted_end
        bold: list[bool] = []
        for run, holder, shown in self.runs(element, paragraph, []):
            chars.add(run, holder, shown)
            if shown.strip():
                bold.append(self._is_bold(run, style))
        return paragraph, chars, bool(bold) and all(bold)

    def _take_boxes(self, boxes: Iterable[Any]) -> None:
        for box in boxes:
            before = self._proxy
            if before is None:
                self._proxy = next((outer for outer in reversed(list(box.iterancestors(_RUN)))), None)
            self.body(box)
            self._proxy = before

    def _place(self, piece: Piece, anchors: list[Anchor]) -> None:
        self._n_chars += len(piece.text)
        if self._n_chars > MAX_CHARS:
            raise DocumentError(f"{self._name}: holds more than {MAX_CHARS:,} characters. Check it in parts.")
        self.placed.append(Placed(piece, anchors, self._proxy))

    def flush(self) -> None:
        """Take in what a paragraph without an end left."""
        text, anchors = self._held.settled()
        self._held = _Chars()
        if text:
            self._place(Piece("paragraph", text), anchors)

    # Notes ---------------------------------------------------------------------------------------

    def notes(self) -> None:
        """Footnotes and endnotes, in order of reference, after everything else."""
        self.flush()
        roots = {kind: part_root(self._opened, kind) for kind in ("footnotes", "endnotes")}
        hosts: dict[tuple[str, str], Any] = {}
        for kind, tag in (("footnotes", f"{W}footnoteReference"), ("endnotes", f"{W}endnoteReference")):
            for reference in self._opened.element.body.iter(tag):
                hosts.setdefault((kind, reference.get(f"{W}id", "")), reference.getparent())
        number: Counter[str] = Counter()
        for kind, note_id in dict.fromkeys(self._notes):
            root = roots[kind]
            note = next((one for one in root if one.get(f"{W}id") == note_id), None) if root is not None else None
            if note is None:
                continue
            self.note_roots[kind] = root
            number[kind] += 1
            label = str(number[kind]) if kind == "footnotes" else roman_lower(number[kind])
            self._proxy = hosts.get((kind, note_id))
            for paragraph in note.iter(PARAGRAPH):
                text, anchors = self._chars_of(paragraph, _Chars())[1].settled()
                if text:
                    self._place(Piece("note", text, label=label), anchors)
        self._proxy = None

    # Tables --------------------------------------------------------------------------------------

    def _take_table(self, table: Any) -> None:
        self.flush()
        rows = [(row, cells) for row, cells in self._rows(table) if cells]
        width = max((len(cells) for _, cells in rows), default=0)
        if width <= 1 or any(cell.find(f".//{TABLE}") is not None for _, cells in rows for cell in cells):
            for _, cells in rows:
                for cell in cells:
                    self.body(cell)
            return
        number = self._n_tables
        self._n_tables += 1
        for position, (row, cells) in enumerate(rows):
            self._take_cells(table, number, position, row, cells)

    def _take_cells(self, table: Any, number: int, position: int, row: Any, cells: list[Any]) -> None:
        if self._is_rich(cells):
            for cell in cells:
                self.body(cell)
            return
        found: list[tuple[int, str, list[Anchor], list[Any], bool]] = []
        column = 0
        for cell in cells:
            chars, boxes, bold = _Chars(), [], []
            for element in through(cell, PARAGRAPH):
                _, numbers = self._style_of(element)
                if numbers:
                    self._numbering.next(*numbers)
                chars.gap()
                paragraph, chars, is_bold = self._chars_of(element, chars)
                boxes += paragraph.boxes
                bold.append(is_bold)
            text, anchors = chars.settled()
            found.append((column, text, anchors, boxes, any(bold)))
            column += _span(cell)
        filled = [(text, bold) for _, text, _, _, bold in found if text]
        marked = is_on(row.find(f"{W}trPr/{W}tblHeader"))
        header = marked or (
            position == 0
            and len(filled) > 1
            and (all(bold for _, bold in filled) or looks_like_header(table, [text for text, _ in filled]))
        )
        for column, text, anchors, boxes, _ in found:
            if text:
                self._place(Piece("cell", text, table=number, row=position, column=column, header=header), anchors)
            self._take_boxes(boxes)


def _span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(f"{W}val", "1") if span is not None else "1"
    return min(int(value), 60) if value.isascii() and value.isdigit() and len(value) < 4 else 1


def walk(name: str, data: bytes) -> tuple[Any, DraftWalk]:
    """Open a Word draft and go through it.

    Returns:
        The open document of python-docx, and the walk that holds its pieces.

    Raises:
        DocumentError: If it cannot be opened, is no Word file, is not safe to open, or is too long.
    """
    archive = check_word(name, data)
    opened = open_word(name, archive.data)
    try:
        going = DraftWalk(name, opened)
        going.body(opened.element.body)
        going.notes()
    except (RecursionError, AttributeError, TypeError, KeyError, ValueError) as error:
        raise DocumentError(
            f"{name}: is not put together as Word files are ({type(error).__name__}: {error}). Open it in Word and "
            "save it again."
        ) from error
    return opened, going


def read(name: str, data: bytes) -> Manuscript:
    """A Word draft as its pieces.

    Raises:
        DocumentError: As for `walk`.
    """
    _, going = walk(name, data)
    return Manuscript(name, "word", tuple(placed.piece for placed in going.placed), notices=tuple(going.warnings()))
