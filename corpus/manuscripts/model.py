"""What flows through `corpus.manuscripts`: Piece, Manuscript, Mark, and the few blocks of a front and a back sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PieceKind = Literal["heading", "paragraph", "item", "cell", "note"]
Kind = Literal["word", "markdown", "text"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a draft that belongs together: a heading, a paragraph, a list item, a table cell, a note.

    Attributes:
        kind: What it is.
        text: Its words as a reader sees them, white space made single; tracked changes count as accepted.
        level: A heading's depth from 1, a list item's from 0; 0 else.
        table: Which table of the draft a cell is in, from 0; -1 else.
        row: Its row in that table, from 0.
        column: Its column, from 0; a cell over several columns counts as so many.
        header: Whether the table itself marks the cell's row as a header, or sets all of it in bold.
        source: For text files, `(position in text, position in the file's text)` wherever the two part ways.
        label: What is printed before it: "1.2", "(a)", a note's number; "" where nothing is, or a plain bullet.
    """

    kind: PieceKind
    text: str
    level: int = 0
    table: int = -1
    row: int = 0
    column: int = 0
    header: bool = False
    source: tuple[tuple[int, int], ...] = ()
    label: str = ""

    def source_at(self, position: int) -> int:
        """Where the character at `position` of the text stands in the file's text; -1 where it is not known."""
        start, origin = 0, -1
        for piece_start, piece_origin in self.source:
            if piece_start > position:
                break
            start, origin = piece_start, piece_origin
        return origin + position - start if origin >= 0 else -1


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A draft as its pieces, in order.

    Attributes:
        name: Of its file.
        kind: The form it came in.
        pieces: All that it says; never an empty one.
        text: A text file's characters; "" for Word.
        notices: One line for each thing that was read with a doubt or left out.
    """

    name: str
    kind: Kind
    pieces: tuple[Piece, ...]
    text: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What an annotated Word file shows at one place.

    Attributes:
        piece: Index of the piece.
        start: Where in its text it starts.
        end: Where it ends, exclusive.
        label: What stands after it: "✓ 3 supported".
        fill: Colour behind the words, as six hexadecimal digits.
        colour: Colour of the label.
        comment: The comment's paragraphs; none for no comment.
    """

    piece: int
    start: int
    end: int
    label: str
    fill: str
    colour: str
    comment: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a `Sheet`'s table."""

    runs: tuple[Run, ...]
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One block of what is put before or after a draft.

    Attributes:
        kind: "title", "heading", "text", "small", "quote" or "table".
        runs: Its words; none for a table.
        rows: Of a table, the first of them its header.
        widths: Of a table's columns, in hundredths of its width.
    """

    kind: Literal["title", "heading", "text", "small", "quote", "table"]
    runs: tuple[Run, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    widths: tuple[int, ...] = ()
