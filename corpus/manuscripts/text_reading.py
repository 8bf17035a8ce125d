"""A Markdown or text draft → pieces, each with its place in the file.

markdown-it-py finds the blocks and the inline marks; every character that it gives is found again in the file, so that
a marker can be put behind a sentence without touching anything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.cleaning import decode
from corpus.errors import DocumentError, counted
from corpus.filetypes import HEAD, starts_as
from corpus.manuscripts.chars import visible
from corpus.manuscripts.model import Kind, Manuscript, Piece, PieceKind
from corpus.manuscripts.word_reading import MAX_CHARS

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_NOTE = re.compile(r"\[\^([^\]\s]{1,40})\]:\s*")
_NOTE_REFERENCE = re.compile(r"\[\^[^\]\s]{1,40}\]")
_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})+\.?|\([a-z]{1,3}\)|\([ivx]{1,5}\))\s+(?=\S)")
_FIELDS = re.compile(r"\t+|[ ]{3,}")
_SENTENCE_END = re.compile(r"[.;:,!?…][\"'’”)\]]*\Z")
_WIDEST_WRAP = 120
_HEADING_CHARS = 80

_Chars = list[tuple[str, int]]
"""Characters with their place in the file; -1 for a space that stands nowhere."""


@dataclass(slots=True)
class _Reader:
    """Takes in the tokens of one file."""

    text: str
    kind: Kind
    pieces: list[Piece] = field(default_factory=list)
    n_code: int = 0
    n_tables: int = 0
    _lines: list[int] = field(default_factory=list)
    _wrap: int = 0

    def __post_init__(self) -> None:
        self._lines = [0]
        for match in re.finditer("\n", self.text):
            self._lines.append(match.end())
        longest = max((len(line) for line in self.text.split("\n")), default=0)
        self._wrap = longest if longest <= _WIDEST_WRAP else 0

    def read(self) -> None:  # noqa: PLR0912 - one branch for each kind of token
        """Take in the whole file."""
        parser = MarkdownIt("commonmark").enable("table").disable(["code", "html_block", "text_join"])
        if self.kind == "text":
            parser.disable(["fence", "html_inline", "autolink", "emphasis", "link", "image", "backticks", "reference"])
            parser.disable(["entity", "escape"])
        shown = self.text
        if self.kind == "markdown" and (front := _FRONT_MATTER.match(shown)):
            shown = re.sub(r"[^\n]", " ", front[0]) + shown[front.end() :]
        depth, level, row, column, row_line, header = 0, 0, -1, -1, 0, False
        label = ""
        cells: list[tuple[int, int]] = []
        for token in parser.parse(shown):
            match token.type:
                case "heading_open":
                    level = int(token.tag[1:])
                case "heading_close":
                    level = 0
                case "bullet_list_open" | "ordered_list_open":
                    depth += 1
                case "bullet_list_close" | "ordered_list_close":
                    depth -= 1
                case "list_item_open":
                    label = f"{token.info}{token.markup}" if token.info else ""
                case "table_open":
                    row = -1
                case "table_close":
                    row, self.n_tables = -1, self.n_tables + 1
                case "tr_open":
                    row, column, row_line = row + 1, -1, token.map[0] if token.map else row_line + 1
                    cells = self._cells(row_line)
                case "thead_open":
                    header = True
                case "thead_close":
                    header = False
                case "th_open" | "td_open":
                    column += 1
                case "fence":
                    self.n_code += bool(token.content.strip())
                case "inline":
                    if row >= 0:
                        if column < len(cells):
                            start, end = cells[column]
                            chars = self._inline(token, self.text[start:end], start)
                            self._add("cell", chars, table=self.n_tables, row=row, column=column, header=header)
                    elif token.map is not None:
                        self._block(token, token.map, level, depth, label)
                        label = ""

    # Tables --------------------------------------------------------------------------------------

    def _cells(self, line: int) -> list[tuple[int, int]]:
        """Where the cells of a row with pipes stand."""
        start, end = self._line(line)
        raw = self.text[start:end]
        bars = [match.start() for match in re.finditer(r"(?<!\\)\|", raw)]
        left = len(raw) - len(raw.lstrip())
        edges = bars if bars and bars[0] == left else [-1, *bars]
        if not bars or raw.rstrip()[-1:] != "|" or raw.rstrip().endswith("\\|"):
            edges = [*edges, len(raw)]
        return [(start + a + 1, start + b) for a, b in pairwise(edges)]

    def _by_columns(self, first: int, after: int) -> bool:
        """Take lines whose fields are set apart by tabs or wide gaps as a table; whether they are one."""
        rows = []
        for line in range(first, after):
            start, end = self._line(line)
            fields, position = [], start
            for match in [*_FIELDS.finditer(self.text, start, end), None]:
                stop = match.start() if match else end
                if self.text[position:stop].strip():
                    fields.append((position, stop))
                position = match.end() if match else end
            rows.append(fields)
        width = len(rows[0])
        if len(rows) < 2 or width < 2 or any(len(fields) != width for fields in rows[1:]):
            return False
        for row, fields in enumerate(rows):
            for column, (start, end) in enumerate(fields):
                chars = [(self.text[at], at) for at in range(start, end)]
                header = row == 0 and not any(char.isdigit() for char, _ in chars)
                self._add("cell", chars, table=self.n_tables, row=row, column=column, header=header)
        self.n_tables += 1
        return True

    # Paragraphs ----------------------------------------------------------------------------------

    def _line(self, number: int) -> tuple[int, int]:
        start = self._lines[number]
        end = self._lines[number + 1] - 1 if number + 1 < len(self._lines) else len(self.text)
        return start, end

    def _block(self, token: Token, lines: list[int], level: int, depth: int, label: str) -> None:
        first, after = lines
        if not level and not depth and self._by_columns(first, after):
            return
        start, end = self._line(first)[0], self._line(min(after, len(self._lines)) - 1)[1]
        chars = self._inline(token, self.text[start:end], start)
        kind: PieceKind = "heading" if level else "item" if depth else "paragraph"
        for part in self._parted(chars) if kind != "heading" else (chars,):
            text = "".join(char for char, _ in part).strip()
            part_kind, part_level = kind, level or max(depth - 1, 0)
            if kind == "paragraph" and self.kind == "text" and _is_heading(text):
                part_kind, part_level = "heading", 2
            self._add(part_kind, part, level=part_level, label=label)

    def _parted(self, chars: _Chars) -> Iterator[_Chars]:
        """The characters as they are, or cut at the line ends of a text file that somebody set on purpose.

        A line end that the width of the page explains is none: the next word would not have fitted.
        """
        if self.kind != "text":
            yield chars
            return
        part: _Chars = []
        text = "".join(char for char, _ in chars)
        position = 0
        for line in text.split("\n"):
            after = position + len(line)
            part += chars[position:after]
            follows = re.match(r"\s*\S+", text[after + 1 :])
            wrapped = (self._wrap and follows and len(line) + 1 + len(follows[0].strip()) > self._wrap - 8) or (
                follows and follows[0].strip()[:1].islower()
            )
            if wrapped and after < len(chars):
                part.append((" ", chars[after][1]))
            else:
                yield part
                part = []
            position = after + 1
        if part:
            yield part

    def _inline(self, token: Token, raw: str, base: int) -> _Chars:
        """The characters that a reader sees of one stretch of the file, with their places in it."""
        chars: _Chars = []
        cursor = 0
        for child in token.children or ():
            if child.type in {"text", "code_inline"}:
                found = raw.find(child.content, cursor) if child.content else -1
                if found < 0:  # a cell's escaped bar, which the parser of tables has opened
                    chars += [(char, -1) for char in child.content]
                    continue
                chars += [(char, base + found + offset) for offset, char in enumerate(child.content)]
                cursor = found + len(child.content)
            elif child.type == "text_special":
                found = raw.find(child.markup, cursor)
                # Its last place, so that what is put behind it does not cut an entity in two.
                at = base + found + len(child.markup) - 1 if found >= 0 else -1
                chars += [(char, at) for char in child.content]
                cursor = max(found, cursor) + len(child.markup)
            elif child.type in {"softbreak", "hardbreak"}:
                found = raw.find("\n", cursor)
                chars.append(("\n", base + found if found >= 0 else -1))
                cursor = found + 1 if found >= 0 else cursor
            elif child.type == "html_inline":
                found = raw.find(child.content, cursor)
                cursor = found + len(child.content) if found >= 0 else cursor
                chars.append((" ", -1)) if child.content.lower().startswith(
                    ("<br", "<p", "</p", "<td", "</td")
                ) else None
            elif child.type == "image":
                found = raw.find("![", cursor)
                cursor = _after_target(raw, raw.find("]", found)) if found >= 0 else cursor
            elif child.type == "link_close" and child.markup != "autolink":
                cursor = _after_target(raw, raw.find("]", cursor))
        return chars

    def _add(
        self, kind: PieceKind, chars: _Chars, *, level: int = 0, label: str = "", table: int = -1, row: int = 0,
        column: int = 0, header: bool = False,
    ) -> None:  # fmt: skip
        shown = [(kept, at) for char, at in chars if (kept := visible(char))]
        raw = "".join(char for char, _ in shown)
        for match in reversed(list(_NOTE_REFERENCE.finditer(raw))):
            if not (match.start() == 0 and _NOTE.match(raw)):
                del shown[match.start() : match.end()]
        raw = "".join(char for char, _ in shown)
        if note := _NOTE.match(raw):
            kind, label, shown = "note", note[1], shown[note.end() :]
        elif kind in {"paragraph", "item", "heading"} and (number := _NUMBER.match(raw)):
            label, shown = number[0].strip(), shown[number.end() :]
        text: list[str] = []
        source: list[tuple[int, int]] = []
        expected = -1
        for char, at in shown:
            if char.isspace() and (not text or text[-1] == " "):
                continue
            if at >= 0 and at != expected:
                source.append((len(text), at))
            text.append(" " if char.isspace() else char)
            expected = at + 1 if at >= 0 else -1
        words = "".join(text).rstrip()
        if words:
            self.pieces.append(Piece(kind, words, level, table, row, column, header, tuple(source), label))


def _is_heading(text: str) -> bool:
    return 0 < len(text) <= _HEADING_CHARS and not _SENTENCE_END.search(text) and "\t" not in text


def _after_target(raw: str, bracket: int) -> int:
    """Where a link goes on after its `]` at `bracket`: after its address or its reference."""
    if bracket < 0:
        return 0
    following = raw[bracket + 1 : bracket + 2]
    if following == "[":
        end = raw.find("]", bracket + 2)
        return end + 1 if end >= 0 else bracket + 1
    if following != "(":
        return bracket + 1
    depth = 0
    for position in range(bracket + 1, len(raw)):
        depth += {"(": 1, ")": -1}.get(raw[position], 0)
        if depth == 0:
            return position + 1
    return bracket + 1


def read(name: str, data: bytes, kind: Kind) -> Manuscript:
    """A Markdown or text draft as its pieces.

    Raises:
        DocumentError: If it is not text, or is longer than `MAX_CHARS`.
    """
    met = starts_as(data[:HEAD])
    if data and met and met != "a web page":
        raise DocumentError(f"{name}: is not a text file: it starts as {met}. Give it the ending of its real type.")
    try:
        text, encoding = decode(data)
    except (ValueError, UnicodeError) as error:
        raise DocumentError(f"{name}: not a text file, {error}. Give it the ending of its real type.") from error
    if len(text) > MAX_CHARS:
        raise DocumentError(f"{name}: {len(text):,} characters, and at most {MAX_CHARS:,} are read. Check it in parts.")
    reader = _Reader(text, kind)
    reader.read()
    notices = [f"read as {encoding}, not UTF-8"] if encoding else []
    if reader.n_code:
        notices.append(f"holds {counted(reader.n_code, 'block')} of code, not checked")
    return Manuscript(name, kind, tuple(reader.pieces), text, tuple(notices))
