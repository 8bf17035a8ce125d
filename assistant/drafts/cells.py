"""A table's cell with a figure → a claim in words: what its row, its column and its caption make it say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.drafts.checkable import has_figure, has_verb
from corpus.manuscripts import Piece

_CAPTION_NUMBER = re.compile(r"(?:table|figure|chart|fig\.)\s*\d*[a-z]?\s*[.:–-]*\s*", re.IGNORECASE)
_CAPTION = re.compile(r"(?:table|figure|chart|fig\.)\s*\d", re.IGNORECASE)
_YEAR = re.compile(
    r"(?:(?:fy|year|by|from|to|since|in)\s+)?(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?(?:\s*\([^)]*\))?", re.IGNORECASE
)
_ROW_NUMBER = re.compile(r"(?:\d{1,3}|[a-z]|[ivx]+)(?:\.\d{1,3})*[.)]?", re.IGNORECASE)
_GENERIC = frozenset(
    {"amount", "value", "figure", "detail", "details", "sum", "number", "total", "data", "result", "what"}
)
_COUNT = re.compile(
    r"(?:(?:up to|about|around|over|under|more than|fewer than|at least|nearly|some)\s+)?\d[\d,]*", re.IGNORECASE
)
_COUNTED = re.compile(r"(?:[A-Za-z-]+ ){0,2}[A-Za-z-]+s")
"""A column of things that are counted: "Areas", "Foster carers"."""
_MAX_CAPTION = 200


@dataclass(frozen=True, slots=True)
class CellClaim:
    """What a cell says.

    Attributes:
        piece: Index of the cell's piece.
        text: A sentence of its headers and its words.
    """

    piece: int
    text: str


def cell_claims(pieces: Sequence[Piece]) -> tuple[tuple[CellClaim, ...], Mapping[int, str]]:
    """The claims of a draft's tables.

    A first column of names heads its rows, a first row without figures (or of years) its columns. Where the first
    column only counts the rows, the second heads them.

    Returns:
        The claims in order, and for each table its caption or lead-in, "" where there is none.
    """
    tables: dict[int, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if piece.table >= 0:
            tables[piece.table].append(index)
    claims: list[CellClaim] = []
    captions = {}
    for number, indices in tables.items():
        captions[number] = caption_of(pieces, indices[0], indices[-1])
        claims += _of_table(pieces, indices)
    return tuple(claims), captions


def caption_of(pieces: Sequence[Piece], first: int, last: int) -> str:
    """The caption of a table, or the lead-in or heading before it, without its number; "" where there is none."""
    before = pieces[first - 1] if first > 0 else None
    after = pieces[last + 1] if last + 1 < len(pieces) else None
    if before is not None and before.table < 0 and _CAPTION.match(before.text):
        return _bare(before.text)
    if after is not None and after.table < 0 and _CAPTION.match(after.text) and len(after.text) <= _MAX_CAPTION:
        return _bare(after.text)
    if before is not None and before.table < 0 and (before.kind == "heading" or before.text.endswith(":")):
        return _bare(before.text)
    return ""


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table or figure by its number.

    >>> is_caption("Table 2: Fees"), is_caption("Tables of fees")
    (True, False)
    """
    return bool(_CAPTION.match(text))


def _bare(caption: str) -> str:
    return (
        _CAPTION_NUMBER.sub("", caption, count=1).strip().rstrip(":.")[:_MAX_CAPTION]
        if _CAPTION.match(caption)
        else caption.strip().rstrip(":.")[-_MAX_CAPTION:]
    )


def _of_table(pieces: Sequence[Piece], indices: Sequence[int]) -> list[CellClaim]:
    grid: dict[int, dict[int, int]] = defaultdict(dict)
    for index in indices:
        grid[pieces[index].row][pieces[index].column] = index
    rows = sorted(grid)
    headers = _header_rows(pieces, grid, rows)
    head = _head_column(pieces, grid, [row for row in rows if row not in headers])
    claims = []
    for row in rows:
        if row in headers:
            continue
        of_row = pieces[grid[row][head]].text if head in grid[row] else ""
        for column, index in sorted(grid[row].items()):
            text = pieces[index].text
            if column <= head or not has_figure(text):
                continue
            of_column = " ".join(
                dict.fromkeys(pieces[grid[above][spanning]].text for above in headers if above < row
                              for spanning in [_covering(grid[above], column)] if spanning is not None)
            )  # fmt: skip
            claims.append(CellClaim(index, sentence(of_row, of_column, text)))
    return claims


def _covering(row: Mapping[int, int], column: int) -> int | None:
    """The column of the header that stands over a column: its own, or the last before it that spans it."""
    if column in row:
        return column
    before = [one for one in row if 0 < one < column]
    return max(before) if before else None


def _header_rows(pieces: Sequence[Piece], grid: Mapping[int, Mapping[int, int]], rows: Sequence[int]) -> list[int]:
    headers = []
    for row in rows:
        cells = [pieces[index] for index in grid[row].values()]
        names = all(not has_figure(cell.text) or _YEAR.fullmatch(cell.text) for cell in cells)
        if not (any(cell.header for cell in cells) or (row == rows[0] and names and len(rows) > 1)):
            break
        headers.append(row)
    return headers if len(headers) < len(rows) else []


def _head_column(pieces: Sequence[Piece], grid: Mapping[int, Mapping[int, int]], rows: Sequence[int]) -> int:
    """The column whose cells say what each row is of; -1 when even the first holds figures."""
    first = [pieces[grid[row][0]].text for row in rows if 0 in grid[row]]
    second = [pieces[grid[row][1]].text for row in rows if 1 in grid[row]]
    if not first:
        return 0
    if all(_ROW_NUMBER.fullmatch(text) for text in first) and any(not has_figure(text) for text in second):
        return 1
    money = sum("£" in text or "%" in text for text in first)
    return -1 if money > len(first) // 2 else 0


def sentence(of_row: str, of_column: str, cell: str) -> str:
    """One claim of a cell and its headers.

    The caption is no part of it: "Funding over two years" stands in no sentence of any paper, and the claim with it in
    front would be found nowhere. It bounds what the claim may rest on instead (`scope.py`).

    >>> sentence("North East", "Weekly fee", "£154")
    'Weekly fee for North East is £154.'
    >>> sentence("Pathfinders", "Areas", "Up to 12"), sentence("Pathfinders", "Amount", "£45m")
    ('Up to 12 areas for Pathfinders.', 'Pathfinders: £45m.')
    """
    row, column, said = (text.strip().rstrip(":.") for text in (of_row, of_column, cell))
    if has_verb(said) and len(said.split()) > 6:
        words = ": ".join(filter(None, (row, said)))
    elif row and _COUNT.fullmatch(said) and _COUNTED.fullmatch(column):
        words = f"{said} {column[:1].lower()}{column[1:]} for {row}"
    elif row and column and column.lower() not in _GENERIC:
        is_value = said[:1].isdigit() or said[:1] in "£€$"
        words = f"{column} for {row} is {said}" if is_value else f"{column} for {row}: {said}"
    elif row or column:
        words = f"{row or column}: {said}"
    else:
        words = said
    return f"{words}."
