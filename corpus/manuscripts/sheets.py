"""The sheets put before and after a draft, as elements of Word, with paragraph styles of their own.

Styles of their own, since a draft's "Heading 1" may be numbered, coloured or missing, and a heading put before it would
count its numbers on. They carry outline levels, so that the navigation of Word and screen readers know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus.cleaning import drop_invisible
from corpus.manuscripts.model import Cell, Run, Sheet
from corpus.numbering import W

_WIDTH = 9_026
"""Of the text of an A4 page with margins of an inch, in twentieths of a point."""
_FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/>'
_BLACK = "0B0C0C"
_STYLES = {  # kind: name, points, bold, space before and after in points, outline level
    "title": ("Claim check title", 18, True, 0, 6, 0),
    "heading": ("Claim check heading", 13, True, 12, 4, 1),
    "text": ("Claim check text", 10.5, False, 0, 5, None),
    "small": ("Claim check small text", 9, False, 0, 3, None),
    "quote": ("Claim check quote", 9.5, False, 0, 8, None),
}
_TABLE_STYLE = "small"


def style_id(kind: str) -> str:
    """The id of the style of a kind of block."""
    return _STYLES[kind][0].title().replace(" ", "")


def add_styles(opened: Any) -> None:
    """Give an open document the styles of the sheets."""
    known = {element.get(qn("w:styleId")) for element in opened.styles.element}
    for kind, (name, points, bold, before, after, level) in _STYLES.items():
        if style_id(kind) in known:
            continue
        outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
        keep = "<w:keepNext/>" if level is not None else ""
        indent = '<w:ind w:left="425"/>' if kind == "quote" else ""
        weight = "<w:b/>" if bold else '<w:b w:val="0"/>'
        opened.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:customStyle="1" w:styleId="{style_id(kind)}">'
                f'<w:name w:val="{name}"/><w:qFormat/><w:pPr>{keep}<w:spacing w:before="{before * 20}" '
                f'w:after="{after * 20}" w:line="259" w:lineRule="auto"/>{indent}<w:jc w:val="left"/>{outline}</w:pPr>'
                f'<w:rPr>{_FONT}{weight}<w:i w:val="0"/><w:color w:val="{_BLACK}"/><w:sz w:val="{round(points * 2)}"/>'
                f'<w:szCs w:val="{round(points * 2)}"/><w:lang w:val="en-GB"/></w:rPr></w:style>'
            )
        )


def plain(text: str) -> str:
    """Text that XML can hold, without what does not show."""
    return "".join(char for char in drop_invisible(text) if char.isprintable() or char in " \N{NO-BREAK SPACE}")


def elements(sheets: Iterable[Sheet]) -> Iterator[Any]:
    """Each block as an element of a body."""
    for sheet in sheets:
        yield _table(sheet) if sheet.kind == "table" else _paragraph(sheet.kind, sheet.runs)


def _paragraph(kind: str, runs: Iterable[Run]) -> Any:
    paragraph, look, style = (OxmlElement(f"w:{name}") for name in ("p", "pPr", "pStyle"))
    style.set(qn("w:val"), style_id(kind))
    look.append(style)
    paragraph.append(look)
    for run in runs:
        paragraph.append(_run(run, points=_STYLES[kind][1]))
    return paragraph


def _run(run: Run, *, points: float) -> Any:
    size = round(min(points, 9) * 2) if run.colour else 0
    colour = f'<w:color w:val="{run.colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if run.colour else ""
    bold, italic = "<w:b/>" if run.bold else "", "<w:i/>" if run.italic else ""
    element = parse_xml(
        f"<w:r {nsdecls('w')}><w:rPr>{_FONT if run.colour else ''}{bold}{italic}{colour}</w:rPr>"
        '<w:t xml:space="preserve"></w:t></w:r>'
    )
    element.find(f"{W}t").text = plain(run.text)
    return element


def _table(sheet: Sheet) -> Any:
    widths = [_WIDTH * share // 100 for share in sheet.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="B1B4B6"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{edge} w:w="{width}" w:type="dxa"/>'
        for edge, width in (("top", 40), ("left", 80), ("bottom", 20), ("right", 80))
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )
    for position, cells in enumerate(sheet.rows):
        header = "<w:tblHeader/>" if position == 0 else ""
        row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{header}</w:trPr></w:tr>")
        for cell, width in zip(cells, widths, strict=True):
            row.append(_cell(cell, width))
        table.append(row)
    return table


def _cell(cell: Cell, width: int) -> Any:
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
    element = parse_xml(f'<w:tc {nsdecls("w")}><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shading}</w:tcPr></w:tc>')
    element.append(_paragraph(_TABLE_STYLE, cell.runs))
    return element
