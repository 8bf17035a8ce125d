"""Lines of all pages → drafts: paragraphs, headings, numbered paragraphs, list items, table rows.

Every function keeps the words in their order, and every draft knows the page each of its words stands on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.drafts import MINOR_LEVEL, Draft
from corpus.hyphens import Vocabulary, ends_broken
from corpus.layout import Line, Table
from corpus.lines import MAX_BODY, MAX_HEADING
from corpus.tables import CELL_SEPARATOR

_BULLET = re.compile(r"([•▪◦‣·○●■□➢–*-]|o(?=\s+\S))\s+([^\s–*•_=-].*)\Z", re.DOTALL)
_LETTERED = re.compile(r"(\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|[a-z]\)|[ivx]{1,5}\))\s+(\S.*)\Z", re.DOTALL)
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})(\.?)\s+(\S.*)\Z", re.DOTALL)
_NOTE = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[*†‡]|\d{1,3}\b)\s*(?=\S)")
_LEADERS = re.compile(r"(?:\s*[.·…_]){4,}\s*")
_TERMINAL = re.compile(r"[.:;!?…][)\]”\"’'»⁰¹²³⁴⁵⁶⁷⁸⁹]*\Z|[)\]]\Z")
_LIST_GOES_ON = re.compile(r";(?:\s+(?:and|or))?\Z")
_SENTENCE_END = re.compile(r"[.!?…][)\]”\"’'»⁰¹²³⁴⁵⁶⁷⁸⁹]*\Z")
_UNITS = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|million|billion|"
    r"thousand|per\s*cent|percent|days?|weeks?|months?|years?|hours?|am|pm)\b|[%°]",
    re.IGNORECASE,
)
_MIN_TABLE_LINES = 2
_MOST_BOLD_LINES = 4
_PROSE_CHARS = 150
_DATE = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December)\s+\d{4}\Z",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Open:
    """A block still growing, with the line it ended at last."""

    draft: Draft
    line: Line
    first: Line
    leading: float | None = None
    note: bool = False


@dataclass(slots=True)
class _Reader:
    body_size: float
    levels: dict[float, int]
    words: Vocabulary
    shouts: bool
    """Whether much of the document is in capitals, which then mark no heading."""
    page: Sequence[Line | Table] = ()
    position: int = 0
    """The page that is read, and the place on it of the line that is."""
    drafts: list[Draft] = field(default_factory=list)
    notes: list[Draft] = field(default_factory=list)
    current: _Open | None = None
    series: set[str] = field(default_factory=set)
    last_number: int = 0
    line_number: int = 0
    header: tuple[str, ...] = ()


def make_drafts(pages: Sequence[Sequence[Line | Table]]) -> list[Draft]:
    """Drafts of a document's pages in reading order.

    The page of a draft never falls from one draft to the next, so the pages part the text that is laid out from them.
    """
    lines = [item for page in pages for item in page if isinstance(item, Line)]
    body_size = _body_size(lines)
    reader = _Reader(body_size, _levels(lines, body_size), Vocabulary(_texts(pages)), _shouts(lines))
    for page in pages:
        notes_from = _notes_start(page, body_size)
        position = 0
        reader.page = page
        while position < len(page):
            item = page[position]
            reader.position = position
            if position == notes_from:
                _take_notes(reader, [line for line in page[position:] if isinstance(line, Line)])
                break
            if isinstance(item, Table):
                _close(reader)
                _take_table(reader, item)
                position += 1
                continue
            rows = _unruled_rows(page, position)
            if rows:
                _close(reader)
                for line in rows:
                    _take_row(reader, tuple(s.text for s in line.segments), line, bold=line.bold)
                position += len(rows)
                continue
            _take_line(reader, item)
            position += 1
        _place_notes(reader)
    _close(reader)
    return reader.drafts


def _texts(pages: Iterable[Sequence[Line | Table]]) -> Iterable[str]:
    for page in pages:
        for item in page:
            if isinstance(item, Line):
                yield item.text
            else:
                for row in item.rows:
                    for cell in row:
                        yield from cell


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _shouts(lines: Sequence[Line]) -> bool:
    letters = sum(len(line.text) for line in lines)
    return sum(len(line.text) for line in lines if line.text.isupper()) > 0.3 * letters


def _levels(lines: Sequence[Line], body_size: float) -> dict[float, int]:
    """Heading level of each font size larger than the body's: 1 for the largest, at most 6."""
    counts = Counter(round(line.size) for line in lines if line.size > 1.12 * body_size and len(line.text) > 2)
    ranked = sorted(counts, reverse=True)
    return {float(size): min(rank, 6) for rank, size in enumerate(ranked, start=1)}


def _notes_start(page: Sequence[Line | Table], body_size: float) -> int:
    """Index where the notes at the foot of a page start; past its end where it has none."""
    start = len(page)
    for index in range(len(page) - 1, -1, -1):
        item = page[index]
        if not isinstance(item, Line) or item.size > 0.93 * body_size or len(item.segments) > 1:
            break
        last = page[-1]
        if isinstance(last, Line) and item.column != last.column:
            break
        if _NOTE.match(item.text):
            start = index
    whole = [item for item in page if isinstance(item, Line)]
    if start < len(page) and sum(len(i.text) for i in page[start:] if isinstance(i, Line)) > 0.7 * sum(
        len(i.text) for i in whole
    ):
        return len(page)
    return start


def _unruled_rows(page: Sequence[Line | Table], position: int) -> list[Line]:
    """Lines from `position` on that have several cells each, as rows of a table without ruled lines do."""
    rows: list[Line] = []
    for item in page[position:]:
        if not isinstance(item, Line) or len(item.segments) < 2:
            break
        rows.append(item)
    if len(rows) >= _MIN_TABLE_LINES or any(len(row.segments) >= 3 for row in rows):
        return rows
    return []


# Lines


def _take_line(reader: _Reader, line: Line) -> None:
    reader.line_number += 1
    text = line.text
    leaders = _LEADERS.search(text)
    if leaders and re.search(r"\d+\Z|[ivxlc]+\Z", text):
        _close(reader)
        cells = [part for part in _LEADERS.split(text) if part]
        _add(reader, Draft("row", CELL_SEPARATOR.join(cells), reader.line_number, page=line.page))
        return
    started = _started(reader, line, text)
    current = reader.current
    if current is not None and started is None and _continues(reader, current, line):
        _append(reader, current, line, text)
        return
    if current is not None and current.draft.kind == "heading" and _heading_goes_on(reader, current, line):
        _append(reader, current, line, text)
        return
    draft = started or _item_without_bullet(reader, line, text)
    _close(reader)
    reader.current = _Open(draft or _plain(reader, line, text), line, line)


def _item_without_bullet(reader: _Reader, line: Line, text: str) -> Draft | None:
    """A line that goes on with a list, in small letters after a semicolon at the depth of the items, unmarked."""
    current = reader.current
    if current is None or current.draft.kind != "item" or not text[0].islower() or line.page != current.line.page:
        return None
    goes_on = _LIST_GOES_ON.search(current.draft.body) and line.x0 > current.first.x0 + 0.5 * line.size
    return Draft("item", text, reader.line_number, indent=current.draft.indent, page=line.page) if goes_on else None


def _plain(reader: _Reader, line: Line, text: str) -> Draft:
    level = _heading_level(reader, line, text)
    if level is not None and not (_DATE.match(text) and _in_front(reader)):
        return Draft("heading", text, reader.line_number, level=level, page=line.page)
    return Draft("paragraph", text, reader.line_number, page=line.page)


def _in_front(reader: _Reader) -> bool:
    """Whether no prose has come yet: on a cover a date in large type names no section."""
    return not any(draft.kind == "paragraph" and len(draft.body) > _PROSE_CHARS for draft in reader.drafts)


def _heading_level(reader: _Reader, line: Line, text: str) -> int | None:
    if len(text) > 250 or not any(char.isalpha() for char in text):
        return None
    if line.size > 1.12 * reader.body_size:
        return reader.levels.get(float(round(line.size)), 6)
    ends_as_sentence = re.search(r"[.;,]\Z", text) and not text.isupper()
    if ends_as_sentence or text.startswith("[") or (line.bold and _opens_sentence(reader, line)):
        return None
    if line.bold and line.size >= 0.9 * reader.body_size:
        return MINOR_LEVEL
    letters = [char for char in text if char.isalpha()]
    # Capitals look as large as the body's small letters when they are set smaller, bold ones smaller still.
    least = 0.75 if line.bold else 0.9
    if (
        not reader.shouts
        and len(letters) >= 4
        and text.isupper()
        and len(text) <= 120
        and line.size >= least * reader.body_size
    ):
        return MINOR_LEVEL
    return None


def _opens_sentence(reader: _Reader, line: Line) -> bool:
    """Whether a bold line is full and a sentence goes on from it in the plain lines below."""
    last = line
    for item in reader.page[reader.position + 1 : reader.position + 1 + _MOST_BOLD_LINES]:
        if not isinstance(item, Line) or item.column != line.column or abs(item.size - line.size) > 0.05 * line.size:
            return False
        if not 0 < last.y - item.y <= 2.6 * line.size or _had_room(last, item):
            return False
        if not item.bold:
            return item.text[0].islower() and not _TERMINAL.search(last.text)
        last = item
    return False


def _had_room(last: Line, line: Line) -> bool:
    """Whether the first word of a line would have stood at the end of the one before it."""
    word = len(line.text.split(maxsplit=1)[0]) + 1
    return last.x1 + word * (line.x1 - line.x0) / max(len(line.text), 1) < last.right - 0.5 * line.size


def _started(reader: _Reader, line: Line, text: str) -> Draft | None:
    """The draft that a line's bullet, letter or printed number starts, or None."""
    indent = max(0, int(line.x0 - line.left))
    bullet = _BULLET.match(text)
    if bullet and (bullet[1] not in "–-*" or not _open_sentence(reader, line)):
        marker = "o" if bullet[1] == "o" else "-"
        return Draft("item", bullet[2], reader.line_number, marker, indent=indent, page=line.page)
    lettered = _LETTERED.match(text)
    if lettered and not (_open_sentence(reader, line) and line.x0 - line.left < 1):
        return Draft("item", lettered[2], reader.line_number, lettered[1], indent=indent + 2, page=line.page)
    numbered = _NUMBERED.match(text)
    if not numbered or not _is_number(reader, line, numbered):
        return None
    number, dot, body = numbered[1], numbered[2], numbered[3]
    level = _heading_level(reader, line, text)
    if "." not in number:
        reader.last_number = int(number)
    reader.series.add(number.split(".")[0])
    if level is not None and len(body) <= MAX_HEADING:
        marker = f"{number}{dot}"
        return Draft("heading", body, reader.line_number, marker, number, level, page=line.page)
    return Draft("paragraph", body, reader.line_number, number + dot, number, page=line.page, indent=indent)


def _open_sentence(reader: _Reader, line: Line) -> bool:
    """Whether the line before it breaks off in a sentence at the column's side, so that a dash or "(a)" may go on."""
    current = reader.current
    if current is None or current.draft.kind in ("heading", "row"):
        return False
    last = current.line
    return not _TERMINAL.search(current.draft.body[-40:]) and last.x1 > last.right - 0.2 * (last.right - last.left)


def _is_number(reader: _Reader, line: Line, match: re.Match[str]) -> bool:
    number, dot, rest = match[1], match[2], match[3]
    parts = number.split(".")
    if any(part.startswith("0") for part in parts) or _UNITS.match(rest):
        return False
    if _open_sentence(reader, line) and not dot:
        return False
    if len(parts) > 1:
        return bool(dot) or parts[0] in reader.series or int(parts[-1]) == 1 or rest[0].isupper()
    value = int(number)
    if value == reader.last_number + 1 or value == 1:
        return bool(dot) or rest[0].isupper()
    return bool(dot) and (not reader.last_number or reader.last_number < value <= reader.last_number + 5)


def _continues(reader: _Reader, current: _Open, line: Line) -> bool:
    """Whether a line goes on with the paragraph or item before it."""
    draft, last = current.draft, current.line
    grown = draft.kind not in ("paragraph", "item") or len(draft.body) > MAX_BODY
    if grown or abs(line.size - last.size) > 0.12 * last.size or _heading_like_change(reader, current, line):
        return False
    ended = bool(_TERMINAL.search(draft.body[-40:]))
    width = max(last.right - last.left, 1.0)
    short = last.x1 < last.right - 0.25 * width
    if line.page != last.page or line.column != last.column:
        if ends_broken(draft.body) and line.text[0].islower():
            return True
        if ended:
            return False
        return line.text[0].islower() or (not short and len(draft.body) > 60)
    return _continues_below(current, line, ended=ended, short=short)


def _continues_below(current: _Open, line: Line, *, ended: bool, short: bool) -> bool:
    """Whether a line right below in the same column goes on with the paragraph."""
    draft, last = current.draft, current.line
    down = last.y - line.y
    if down <= 0.1 * line.size or down > _most_leading(current, line):
        return bool(0 <= down <= 2.6 * line.size and not ended and line.text[0].islower())
    indent = line.x0 - max(last.left, min(current.first.x0, last.x0))
    is_second = current.first is last
    opens = (
        (not is_second and line.x0 - last.x0 > 0.8 * line.size and (ended or short))
        or (is_second and draft.kind == "paragraph" and not draft.number and indent > 0.8 * line.size and ended)
        or (short and bool(_SENTENCE_END.search(draft.body[-40:])) and line.text[0].isupper())
    )
    return not opens and not (draft.kind == "item" and _leaves_item(current, line, ended=ended))


def _leaves_item(current: _Open, line: Line, *, ended: bool) -> bool:
    """Whether a line left of an item's bullet stands after the list.

    Rules often set "(a)" at an indent and the rest at the side, so a letter's item ends with its sentence alone.
    """
    last = current.line
    if line.x0 >= current.first.x0 - 2:
        return False
    if current.draft.marker not in ("-", "o"):
        return ended
    hangs = last is not current.first and last.x0 >= current.first.x0 - 2
    return ended or hangs or _had_room(last, line)


def _heading_like_change(reader: _Reader, current: _Open, line: Line) -> bool:
    """Whether the weight of the font changes from line to line and the change is not inside a sentence."""
    if line.bold == current.line.bold:
        return False
    ended = bool(_TERMINAL.search(current.draft.body[-40:]))
    return line.bold and (ended or line.text[0].isupper()) and _heading_level(reader, line, line.text) is not None


def _most_leading(current: _Open, line: Line) -> float:
    """The largest step from baseline to baseline within the paragraph."""
    if current.leading is not None:
        return 1.25 * current.leading + 1
    size = max(line.size, current.line.size)
    usual = line.leading if 1.05 * size <= line.leading <= 2.6 * size else 1.4 * size
    return 1.3 * usual


def _heading_goes_on(reader: _Reader, current: _Open, line: Line) -> bool:
    """Whether a line is the next line of the same heading."""
    last, draft = current.line, current.draft
    if line.page != last.page or line.column != last.column or len(draft.body) > 200:
        return False
    if abs(line.size - last.size) > 0.05 * last.size or line.bold != last.bold:
        return False
    if _NUMBERED.match(line.text) and draft.number is not None:
        return False
    if draft.level < MINOR_LEVEL:
        return 0 < last.y - line.y <= 1.5 * line.size
    # Minor headings stand in stacks; one goes on only where its line is full or the next starts small.
    full = last.x1 > last.right - 0.2 * (last.right - last.left)
    return 0 < last.y - line.y <= (1.6 if full else 1.4) * line.size and (full or line.text[0].islower())


def _append(reader: _Reader, current: _Open, line: Line, text: str) -> None:
    draft, last = current.draft, current.line
    if line.page == last.page and line.column == last.column and last.y > line.y:
        current.leading = max(current.leading or 0.0, last.y - line.y)
    body, start = reader.words.join(draft.body, text)
    if line.page != last.page:
        draft.breaks += ((start, line.page),)
    draft.body = body
    current.line = line


def _close(reader: _Reader) -> None:
    if reader.current is not None:
        draft = reader.current.draft
        reader.current = None
        _add(reader, draft)


def _add(reader: _Reader, draft: Draft) -> None:
    if draft.kind != "row":
        reader.header = ()
    draft.body = draft.body.replace("\u00ad", "-")  # of the same length, so that `breaks` hold
    if draft.kind == "heading" and len(draft.body) > MAX_HEADING:
        draft.kind = "paragraph"
    reader.drafts.append(draft)


# Notes at the foot of a page


def _take_notes(reader: _Reader, lines: Sequence[Line]) -> None:
    for line in lines:
        reader.line_number += 1
        match = _NOTE.match(line.text)
        if match or not reader.notes:
            marker = match[1] if match else ""
            body = line.text[match.end() :] if match else line.text
            reader.notes.append(Draft("paragraph", body, reader.line_number, marker, page=line.page))
        else:
            note = reader.notes[-1]
            note.body, _ = reader.words.join(note.body, line.text)


def _place_notes(reader: _Reader) -> None:
    """Put a page's notes where they part neither a paragraph that runs on nor a list from its lead-in."""
    if not reader.notes:
        return
    notes, reader.notes = reader.notes, []
    page = notes[0].page
    position = len(reader.drafts)
    open_list = reader.current is not None and reader.current.draft.kind == "item"
    if reader.current is not None and reader.current.draft.page != page:
        # The paragraph began on an earlier page and may run on: it ends here, so that the pages stay in order.
        _close(reader)
        reader.drafts += notes
        return
    if open_list:
        while position and reader.drafts[position - 1].kind == "item" and _within(reader.drafts[position - 1], page):
            position -= 1
        if position and reader.drafts[position - 1].kind == "paragraph" and _within(reader.drafts[position - 1], page):
            position -= 1
        else:
            position = len(reader.drafts)
    while position and reader.drafts[position - 1].kind == "heading" and _within(reader.drafts[position - 1], page):
        position -= 1
    reader.drafts[position:position] = notes


def _within(draft: Draft, page: int | None) -> bool:
    return draft.page == page


# Tables


def _take_table(reader: _Reader, table: Table) -> None:
    for number, row in enumerate(table.rows):
        cells = tuple(_joined(reader, cell) for cell in row)
        line = Line((), table.page, 0, table.x0, table.x1)
        if number == 0 and reader.header and cells == reader.header:
            continue  # the header, printed again on the next page
        _take_row(reader, cells, line, bold=table.bold[number], first=number == 0)


def _joined(reader: _Reader, lines: Sequence[str]) -> str:
    body = ""
    for line in lines:
        body = reader.words.join(body, line)[0] if body else line
    return body


def _take_row(reader: _Reader, cells: tuple[str, ...], line: Line, *, bold: bool, first: bool = False) -> None:
    reader.line_number += 1
    filled = [cell for cell in cells if cell]
    if not filled:
        return
    draft = Draft("row", CELL_SEPARATOR.join(filled), reader.line_number, page=line.page)
    opens = not reader.drafts or reader.drafts[-1].kind != "row" or first
    draft.header = opens and len(filled) > 1 and (bold or _names_columns(filled))
    header = reader.header
    _add(reader, draft)
    reader.header = cells if draft.header else header


def _names_columns(filled: Sequence[str]) -> bool:
    return all(len(cell) <= 40 and not re.search(r"[\d@<*:.£]", cell) for cell in filled)
