"""Rows of tables, by tabs or pipes: header rows, rows set as headings, and cells that hold whole paragraphs."""

from __future__ import annotations

import re

from corpus.cleaning import BREAK, is_bold, squeeze, strip_marks
from corpus.drafts import BARE_NUMBER, MINOR_LEVEL, Draft, State

CELL_SEPARATOR = " | "

_BAR = re.compile(r"(?<!\\)\|")
_SEPARATOR_LINE = re.compile(r"\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)+\Z")
_SEPARATOR_CELL = re.compile(r"\s*:?-{3,}:?\s*\Z")
_CELL_BULLET = re.compile(r"\s*[•▪◦●]\s*")


def cells_of(raw: str, state: State, *, following: str) -> list[str] | None:
    """The raw cells of a table row, or None when the line is no row.

    Pipes inside a line make a row only where the line before or after it tells of a table.
    """
    if "\t" in raw.strip() or (raw.endswith("\t") and raw.strip()):
        return raw.split("\t")
    if raw.startswith("\t") and state.in_table:
        return raw.split("\t")
    stripped = raw.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 2:
        return _BAR.split(stripped[1:-1])
    if "|" in stripped and ((state.in_table and not state.gap) or _SEPARATOR_LINE.match(following)):
        return _BAR.split(stripped)
    return None


def take_row(state: State, raw_cells: list[str], line: int) -> None:
    """Add the row whose raw cells these are, or close its header where they only rule a line."""
    if all(_SEPARATOR_CELL.match(cell) for cell in raw_cells if cell.strip()) and any(map(str.strip, raw_cells)):
        _close_header(state)
        return
    cells = [[piece for piece in (squeeze(p) for p in strip_marks(cell).split(BREAK)) if piece] for cell in raw_cells]
    filled = [cell for cell in cells if cell]
    if not filled:
        return
    if any(len(cell) > 1 for cell in filled) or any(_CELL_BULLET.search(" ".join(cell)) for cell in filled):
        _take_rich_row(state, cells, line)
        return
    body = CELL_SEPARATOR.join(" ".join(cell) for cell in filled)
    if (
        len(filled) == 1
        and len(raw_cells) > 1
        and (body.endswith(":") or all(is_bold(c) for c in raw_cells if c.strip()))
    ):
        state.add(Draft("heading", body.rstrip(":"), line, level=MINOR_LEVEL))
        return
    draft = Draft("row", body, line)
    draft.header = not state.in_table and _is_header(raw_cells)
    # Remembered for a separator line, which alone tells that a bold row is a heading.
    draft.level = MINOR_LEVEL if all(is_bold(cell) for cell in raw_cells if cell.strip()) else 0
    state.add(draft)


def _is_header(raw_cells: list[str]) -> bool:
    filled = [cell.strip() for cell in raw_cells if cell.strip()]
    return len(filled) > 1 and all(
        len(cell) <= 40 and not is_bold(cell) and not re.search(r"[\d@<*:.]", cell) for cell in filled
    )


def _close_header(state: State) -> None:
    """A separator line came: the row before it is a header, or a heading set as a table when it is bold."""
    if not state.drafts or state.drafts[-1].kind != "row":
        return
    last = state.drafts[-1]
    if last.level == MINOR_LEVEL:
        body = last.body.replace(CELL_SEPARATOR, " ")
        number = BARE_NUMBER.match(body)
        state.drafts[-1] = Draft("heading", body, last.line, number=number[1] if number else None, level=MINOR_LEVEL)
    else:
        last.header = True


def _take_rich_row(state: State, cells: list[list[str]], line: int) -> None:
    """A row whose cell holds whole paragraphs: its label and first short line head the rest."""
    *label_cells, last = [cell for cell in cells if cell]
    label = CELL_SEPARATOR.join(" ".join(cell) for cell in label_cells)
    pieces = [part for piece in last for part in _split_bullets(piece)]
    starts_new = bool(cells[0])
    if starts_new and label:
        title = ""
        if len(pieces) > 1 and not pieces[0][0] and len(pieces[0][1]) <= 200:
            title = CELL_SEPARATOR + pieces.pop(0)[1]
        state.add(Draft("heading", label + title, line, level=MINOR_LEVEL + 1))
    elif label:
        pieces.insert(0, (False, label))
    for bulleted, body in pieces:
        state.add(Draft("item", body, line, "-") if bulleted else Draft("paragraph", body, line))


def _split_bullets(piece: str) -> list[tuple[bool, str]]:
    first, *rest = _CELL_BULLET.split(piece)
    parts = [(False, first.strip())] if first.strip() else []
    return parts + [(True, part.strip()) for part in rest if part.strip()]
