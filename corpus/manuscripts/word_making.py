"""A draft in any form → a plain Word file that says the same, to be annotated as a Word draft is."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from corpus.manuscripts.model import Manuscript, Mark, Piece, Sheet
from corpus.manuscripts.word_marking import annotate

_HEADING_POINTS = (16, 14, 12)


def make(manuscript: Manuscript) -> bytes:
    """A Word file of its pieces, one paragraph or cell each, in order."""
    import docx
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    made = docx.Document()
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    properties = made.core_properties
    properties.title, properties.author, properties.comments, properties.language = "", "", "", "en-GB"
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.54)
    for level in range(1, 10):
        font = made.styles[f"Heading {level}"].font
        font.name, font.color.rgb = "Arial", RGBColor(0x0B, 0x0C, 0x0C)
        font.size = Pt(_HEADING_POINTS[min(level, 3) - 1])
        fonts = made.styles[f"Heading {level}"].element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    for table, group in groupby(manuscript.pieces, key=lambda piece: piece.table):
        pieces = list(group)
        if table >= 0:
            _make_table(made, pieces)
        else:
            for piece in pieces:
                made.add_paragraph(prefix(piece) + piece.text, style=_style(piece))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def prefix(piece: Piece) -> str:
    """What is printed before a piece's words."""
    return f"{piece.label} " if piece.label else ""


def _style(piece: Piece) -> str:
    if piece.kind == "heading":
        return f"Heading {min(max(piece.level, 1), 9)}"
    if piece.kind == "item" and not piece.label:
        return ("List Bullet", "List Bullet 2", "List Bullet 3")[min(piece.level, 2)]
    return "Normal"


def _make_table(made: Any, pieces: Sequence[Piece]) -> None:
    rows = sorted({piece.row for piece in pieces})
    columns = max(piece.column for piece in pieces) + 1
    table = made.add_table(rows=len(rows), cols=columns, style="Table Grid")
    for piece in pieces:
        cell = table.cell(rows.index(piece.row), piece.column)
        cell.paragraphs[0].add_run(piece.text).bold = piece.header or None


def make_and_annotate(
    manuscript: Manuscript, marks: Sequence[Mark], front: Sequence[Sheet], back: Sequence[Sheet]
) -> bytes:
    """A Word file of a draft that was none, with marks and sheets; places are those of its pieces."""
    shifts = [0 if piece.table >= 0 else len(prefix(piece)) for piece in manuscript.pieces]
    moved = [replace(mark, start=mark.start + shifts[mark.piece], end=mark.end + shifts[mark.piece]) for mark in marks]
    return annotate(manuscript.name, make(manuscript), moved, front, back)
