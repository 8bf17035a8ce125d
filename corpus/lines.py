"""Stored text → drafts of blocks: which line is a heading, a numbered paragraph, a list item or a table row.

Works on text and Markdown as extraction tools leave them: marks of both HTML and Markdown, headings whose levels
jump, bullets before printed numbers (`- 13.5.1. …`), sentences cut by a page end, tables by tabs or pipes. It looks
only at form, never at a particular paper.
"""

from __future__ import annotations

import re

from corpus.cleaning import BREAK, drop_comments, is_bold, is_italic, squeeze, strip_marks
from corpus.drafts import BARE_NUMBER, MINOR_LEVEL, Draft, State
from corpus.tables import cells_of, take_row

MAX_HEADING = 500
"""A longer line is a paragraph, whatever its marks: headings are repeated in the context of all that follows."""
MAX_BODY = 20_000
"""A paragraph is not joined to the next line beyond this: a text without blank lines costs linear time."""
_MOST_CLOSERS = 40

_HEADING = re.compile(r"\s{0,3}(#{1,6})(?:\s+|\Z)")
_RULE = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*\Z")
_BULLET = re.compile(r"(\s*)([-*+•▪◦‣·○●–]|o(?=\s+[A-Z]))\s+(?:\[[ xX]\]\s+)?(\S.*)\Z")
_LETTERED = re.compile(
    r"(\s*)(\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\)|(?:[a-z]|[ivx]{1,5}|\d{1,2})\)|(?:[a-h]|[ivx]{1,5})\.(?=\s+[A-Za-z]{2}))"
    r"\s+(\S.*)\Z"
)
_NUMBERED = re.compile(r"(\s*)(\d{1,3}(?:\.\d{1,3}){0,4})(\.?)\s+(\S.*)\Z")
_NOT_NUMBER = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|"
    r"aug|sept?|oct|nov|dec|am|pm|a\.m|p\.m|million|billion|thousand|per\s*cent|percent|days?|weeks?|months?|years?|"
    r"hours?|x)\b|[%°]",
    re.IGNORECASE,
)
_TERMINAL = re.compile(r"[.:;!?…][)\]”\"’'»]*\Z|[)\]]\Z")
_FRONT_MATTER = re.compile(r"(?:meeting|committee)\s*:\s*\S", re.IGNORECASE)
_LABEL = re.compile(r"[A-Z][\w /'’()&-]{0,40}:\s*\S")
_OPEN_TAG = re.compile(r"<[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?\Z")
_OPEN_LINK = re.compile(r"\[[^\[\]]*\Z")
_LINK_END = re.compile(r"[^\[\]]*\]\(")


def drafts(text: str) -> list[Draft]:
    r"""Split stored text into drafts in order of place.

    Args:
        text: Decoded text with `\n` line ends and no invisible characters.

    Returns:
        Drafts whose bodies hold every word of the text that is not an extraction mark.
    """
    numbered = _joined(drop_comments(text).split("\n"))
    lines = [line for _, line in numbered]
    state = State()
    wrapped = _is_wrapped(lines)
    has_marks = any(_HEADING.match(line) for line in lines)
    for index, (number, raw) in enumerate(numbered):
        _take(state, raw, number, wrapped=wrapped, plain_headings=not has_marks, following=_next_line(lines, index))
    return state.drafts


def _joined(lines: list[str]) -> list[tuple[int, str]]:
    """Lines with their 1-based numbers, a mark that runs over a line's end (bold, a link, a tag) made whole."""
    numbered: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if numbered and line.strip():
            first, last = numbered[-1]
            if len(last) <= MAX_HEADING and _left_open(last, line):
                numbered[-1] = (first, f"{last.rstrip()} {line.lstrip()}")
                continue
        numbered.append((number, line))
    return numbered


def _left_open(line: str, following: str) -> bool:
    """Whether a mark opens in a line and closes in the next."""
    if "\t" in line or "\t" in following:
        return False
    if line.count("**") % 2 and following.count("**") % 2:
        return not following.lstrip().startswith("**")
    if "[" in line and _OPEN_LINK.search(line):
        return bool(_LINK_END.match(following))
    return "<" in line and ">" in following and bool(_OPEN_TAG.search(line))


def _take(state: State, raw: str, line: int, *, wrapped: bool, plain_headings: bool, following: str) -> None:
    if not raw.strip():
        state.gap = True
        return
    if _RULE.match(raw) and "\t" not in raw:
        state.gap, state.in_table = True, False
        return
    quoted = re.match(r"\s*(?:>\s?)+", raw)
    if quoted:
        raw, plain_headings = raw[quoted.end() :], False
    elif state.quoted:
        state.gap = True
    state.quoted = bool(quoted)
    if not raw.strip():
        return
    cells = cells_of(raw, state, following=following)
    if cells is not None:
        take_row(state, cells, line)
        state.in_table = True
        return
    if state.in_table and not is_bold(raw):
        state.in_table = False
    heading = _HEADING.match(raw)
    if heading:
        _add_heading(state, _without_closing_marks(raw[heading.end() :]), len(heading[1]), line)
    elif not _take_marked(state, raw, line):
        _take_plain(state, raw, line, wrapped=wrapped, plain_headings=plain_headings, following=following)
    state.hard_break = raw.endswith("  ")


def _without_closing_marks(title: str) -> str:
    """A title without the "##" that may close it ("C#" keeps its own)."""
    bare = title.rstrip().rstrip("#")
    return bare if not bare or bare[-1].isspace() else title


def _add_heading(state: State, raw: str, level: int, line: int) -> None:
    body = squeeze(strip_marks(raw))
    if len(body) > MAX_HEADING:
        state.add(Draft("paragraph", body, line))
    elif body:
        number = BARE_NUMBER.match(body)
        # The dot tells a numbered section ("4. Financial commitments"), whose paragraphs repeat its number, from an
        # item of minutes ("4 Delivering Better Value"), whose number stands nowhere else.
        marker = f"{number[1]}." if number and number[2] else ""
        if number and number[2]:
            body = body[number.end() :]
        state.add(Draft("heading", body, line, marker, number[1] if number else None, level))


def _take_marked(state: State, raw: str, line: int) -> bool:
    """Take a line that starts with a bullet, a letter or a printed number; False when it does not."""
    bullet = _BULLET.match(raw)
    rest, indent = (bullet[3], len(bullet[1].expandtabs(4))) if bullet else (raw, 0)
    # Marks may stand before the number: "**13.6. Mission 3: …**", "- 13.4. **Mission 1: …**".
    bold_line = is_bold(rest)
    numbered = _NUMBERED.match(squeeze(strip_marks(rest)) if bold_line else rest)
    body = squeeze(strip_marks(numbered[4])) if numbered else ""
    if numbered and body and _is_paragraph_number(state, numbered, bulleted=bool(bullet)):
        number = numbered[2]
        if "." not in number:
            state.last_number = int(number)
        marker = number + numbered[3]
        if bold_line or is_bold(numbered[4]):
            state.add(Draft("heading", body, line, marker, number, MINOR_LEVEL))
        else:
            state.add(Draft("paragraph", body, line, marker, number, indent=indent))
        return True
    lettered = _LETTERED.match(rest)
    if lettered and (body := squeeze(strip_marks(lettered[3]))):
        state.add(Draft("item", body, line, lettered[2], indent=indent + 2))
        return True
    if bullet:
        body = squeeze(strip_marks(bullet[3]))
        if body:
            state.add(Draft("item", body, line, "-", indent=indent))
        return True
    return False


def _is_paragraph_number(state: State, numbered: re.Match[str], *, bulleted: bool) -> bool:
    """Whether a number at a line's start numbers the paragraph, rather than being its first word."""
    number, dotted, rest = numbered[2], bool(numbered[3]), numbered[4]
    parts = number.split(".")
    if any(part.startswith("0") for part in parts) or _NOT_NUMBER.match(rest):
        return False
    if len(parts) > 1:
        return dotted or bulleted or parts[0] in state.series
    value = int(number)
    if value in (1, state.last_number + 1):
        return dotted or bulleted or not rest[0].islower()
    if state.last_number == 0 and state.gap:
        return dotted  # an extract, or minutes numbered on from the last meeting's
    return dotted and state.last_number < value <= state.last_number + 5


def _take_plain(state: State, raw: str, line: int, *, wrapped: bool, plain_headings: bool, following: str) -> None:
    pieces = [piece for piece in (squeeze(part) for part in strip_marks(raw).split(BREAK)) if piece]
    if not pieces:
        return
    first = pieces[0]
    if _FRONT_MATTER.match(first):
        state.last_number = 0
        state.add(Draft("paragraph", first, line, resets=True))
    elif _continues(state, first, bold=is_bold(raw), wrapped=wrapped):
        state.drafts[-1].body += " " + first
        state.gap = False
    elif len(pieces) == 1 and (is_bold(raw) or is_italic(raw)) and len(first) <= 200:
        _add_minor_heading(state, raw, line)
    elif plain_headings and _looks_like_heading(first, following) and (state.gap or _ended(state)):
        state.add(Draft("heading", first, line, level=2))
    else:
        state.add(Draft("paragraph", first, line))
    for piece in pieces[1:]:
        state.add(Draft("paragraph", piece, line))


def _add_minor_heading(state: State, raw: str, line: int) -> None:
    _add_heading(state, raw, MINOR_LEVEL, line)


def _ended(state: State) -> bool:
    return not state.drafts or _ends(state.drafts[-1].body) or state.drafts[-1].kind == "heading"


def _ends(text: str) -> bool:
    """Whether a text ends as a sentence or a list's lead-in does."""
    return bool(_TERMINAL.search(text[-_MOST_CLOSERS:]))


def _continues(state: State, text: str, *, bold: bool, wrapped: bool) -> bool:
    """Whether a line goes on with the sentence or paragraph of the draft before it."""
    last = state.drafts[-1] if state.drafts else None
    if last is None or last.kind == "row" or len(last.body) > MAX_BODY:
        return False
    if last.kind == "heading":
        # "**Tuesday, 14 March 2023**  " + "**1.00 pm**": one bold notice over two lines.
        return bold and last.level == MINOR_LEVEL and not state.gap and state.hard_break
    open_end = not _ends(last.body)
    if open_end and text[0].islower():
        return True
    if state.gap:
        # A sentence cut by a page end may go on with a name: "… the Resources Board and Executive" + "Advisory Board."
        return (
            open_end
            and not bold
            and len(last.body) > 80
            and last.kind == "paragraph"
            and _ends(text)
            and not _LABEL.match(text)
        )
    if wrapped:
        return not bold
    return open_end and not bold and (state.hard_break or last.body.endswith(",")) and not _LABEL.match(text)


def _looks_like_heading(text: str, following: str) -> bool:
    """A heading of a plain text: short, no closing mark, and followed by longer text."""
    return (
        len(text) <= 80
        and text[0].isupper()
        and not re.search(r"[.:;,!?\])]\Z", text)
        and len(following) > len(text)
        and "@" not in text
    )


def _next_line(lines: list[str], index: int) -> str:
    return next((line.strip() for line in lines[index + 1 : index + 6] if line.strip()), "")


def _is_wrapped(lines: list[str]) -> bool:
    """Whether paragraphs run over many lines of about equal length, as in e-mails and old plain text."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 8:
        return False
    return 50 <= lengths[int(len(lengths) * 0.95)] <= 110 and lengths[len(lengths) // 2] >= 40
