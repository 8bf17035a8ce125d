"""One PDF page → runs of text with their places, and the ruled lines.

Only this module and `corpus.pdf` meet pypdf. `extract_text` gives words without places, and its visitor gives
places without widths, so the content stream is walked here; pypdf parses it and decodes the fonts
(`pypdf.generic._font.Font` is not public: tests/corpus/test_pdf.py notices when it changes).

Places are in points, y upwards, in the direction the text itself runs: a page laid on its side reads like any other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject, StreamObject
from pypdf.generic._font import Font

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MAX_FORM_DEPTH = 8
_MAX_FORMS = 2_000
_MAX_RULES = 5_000
_MAX_STACK = 500
_THIN = 3.0
"""A filled rectangle thinner than this many points is a ruled line."""
_FAR = 1e6
"""No page is this large: a place beyond it is damage."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text shown in one piece: no gap in it is wider than a few spaces.

    Attributes:
        text: Its characters, without white space at the ends.
        x0: Where its first character starts, in points.
        x1: Where its last character ends.
        y: Its baseline.
        size: Font size as it shows.
        space: Width of a space in its font as it shows.
        bold: Whether its font is a bold one.
        spaced: Whether white space was shown before it.
        spaced_after: Whether white space was shown after it.
        artifact: Whether the file itself marks it as a running head or foot.
        unmapped: Whether its font does not say which letters its glyphs are, so `text` is a guess.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    space: float
    bold: bool = False
    spaced: bool = False
    spaced_after: bool = False
    artifact: bool = False
    unmapped: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line, upright when `x0 == x1`, level when `y0 == y1`."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class PageRuns:
    """What one page shows.

    Attributes:
        number: Physical page from 1.
        width: Of the page, in points, along the direction of the text.
        height: Across it.
        runs: In the order of the file; those in the page's main direction first.
        rules: Ruled lines.
        images: How many pictures it shows.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...] = ()
    images: int = 0


@dataclass(slots=True)
class _Face:
    """A font with what decoding one code costs kept."""

    font: Font | None
    bold: bool = False
    unmapped: bool = False
    space: float = 250.0
    glyphs: dict[str, tuple[str, float]] = field(default_factory=dict)


class Fonts:
    """The fonts of a file, each read once."""

    def __init__(self) -> None:
        """Start with none."""
        self._known: dict[tuple[int, int], _Face] = {}

    def face(self, resources: DictionaryObject, name: Any) -> _Face:
        """The font a resource dictionary has under a name; an unusable one gives replacement characters."""
        try:
            raw = _resolved(resources["/Font"]).raw_get(name)
        except (KeyError, AttributeError, TypeError):
            return _Face(None, unmapped=True)
        key = (raw.idnum, raw.generation) if isinstance(raw, IndirectObject) else (-1, id(raw))
        if key not in self._known:
            self._known[key] = _make_face(raw.get_object())
        return self._known[key]


def _make_face(resource: Any) -> _Face:
    if not isinstance(resource, DictionaryObject):
        return _Face(None, unmapped=True)
    try:
        font = Font.from_font_resource(resource)
    except (AttributeError, TypeError, KeyError, IndexError, ValueError):
        return _Face(None, unmapped=True)
    if "/ToUnicode" not in resource and _names_encoding(resource.get("/Encoding")):
        # Where fontTools is installed, pypdf 7.1 reads the font program's own encoding on top of the one the file
        # names, and the letters come out as others.
        font.character_map = {}
    descriptor = font.font_descriptor
    weight = _number(descriptor.weight, otherwise=400.0)
    name = font.name.lower()
    bold = (
        weight >= 600
        or any(word in name for word in ("bold", "black", "heavy", "-demi", "semibold"))
        or name.endswith("-medi")
    )
    # Codes of a composite font are glyph numbers: without a map to Unicode nothing says which letters they are.
    identity = isinstance(font.encoding, str) and "/ToUnicode" not in resource and not font.character_map
    space = float(font.space_width or 250)
    return _Face(font, bold, unmapped=identity or not font.interpretable, space=min(max(space, 150.0), 500.0))


def _names_encoding(encoding: Any) -> bool:
    encoding = encoding.get_object() if encoding is not None else None
    if isinstance(encoding, DictionaryObject):
        return "/BaseEncoding" in encoding
    return encoding in ("/MacRomanEncoding", "/WinAnsiEncoding")


@dataclass(slots=True)
class _State:
    """The graphics state that places text."""

    ctm: Matrix = IDENTITY
    face: _Face = field(default_factory=lambda: _Face(None, unmapped=True))
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> _State:
        return _State(
            self.ctm, self.face, self.size, self.char_space, self.word_space, self.scale, self.leading, self.rise
        )


def read_runs(page: PageObject, number: int, fonts: Fonts) -> PageRuns:
    """Read what a page shows.

    Raises:
        PyPdfError, ValueError and others: Whatever pypdf raises on a damaged content stream; the caller decides.
    """
    walker = _Walker(page, fonts)
    content = page.get("/Contents")
    content = content.get_object() if content is not None else None
    if isinstance(content, (ArrayObject, StreamObject)):
        resources = page.get_inherited("/Resources", DictionaryObject())
        walker.walk(ContentStream(content, page.pdf, "bytes"), _resolved(resources), IDENTITY, depth=0)
    box = page.mediabox
    return _turned(number, float(box.width), float(box.height), walker)


def _resolved(value: Any) -> DictionaryObject:
    found = value.get_object() if value is not None else None
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The transformation that does `m`, then `n`."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _numbers(operands: Any, count: int) -> list[float]:
    values = [float(value) for value in operands[:count]]
    if len(values) < count:
        raise ValueError("too few operands")
    return values


class _Walker:
    """Walks content streams and gathers runs, rules and pictures."""

    def __init__(self, page: PageObject, fonts: Fonts) -> None:
        self.page = page
        self.fonts = fonts
        self.runs: dict[int, list[Run]] = {}  # by direction in degrees
        self.rules: list[Rule] = []
        self.images = 0
        self.forms = 0
        self.open_forms: set[int] = set()
        self.state = _State()
        self.tm = self.line_tm = IDENTITY
        self.path: list[Rule] = []
        self.outline: list[Rule] = []  # sides of rectangles, ruled lines only when stroked
        self.point: tuple[float, float] | None = None
        self.marks: list[bool] = []  # open marked content: whether it is a running head or foot

    def walk(self, content: ContentStream, resources: DictionaryObject, ctm: Matrix, *, depth: int) -> None:
        """Follow one content stream; an operator with wrong operands is passed over."""
        self.state = _State(ctm=ctm)
        stack: list[_State] = []
        marks = len(self.marks)
        for operands, operator in content.operations:
            try:
                if operator == b"q":
                    if len(stack) < _MAX_STACK:
                        stack.append(self.state.copy())
                elif operator == b"Q":
                    if stack:
                        self.state = stack.pop()
                elif operator == b"Do":
                    self._do(operands[0], resources, depth)
                elif operator == b"Tf":
                    self.state.face = self.fonts.face(resources, operands[0])
                    self.state.size = float(operands[1])
                else:
                    self._operate(operator, operands)
            except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
                continue
        del self.marks[marks:]

    def _do(self, name: Any, resources: DictionaryObject, depth: int) -> None:
        form = _resolved(_resolved(resources["/XObject"])[name])
        if form.get("/Subtype") == "/Image":
            self.images += 1
            return
        if form.get("/Subtype") != "/Form" or depth >= _MAX_FORM_DEPTH or self.forms >= _MAX_FORMS:
            return
        if id(form) in self.open_forms:
            return
        self.forms += 1
        self.open_forms.add(id(form))
        kept = (self.state, self.tm, self.line_tm)
        try:
            matrix = form.get("/Matrix")
            own = _resolved(form.get("/Resources"))
            ctm = self.state.ctm
            if isinstance(matrix, ArrayObject):
                a, b, c, d, e, f = _numbers(matrix, 6)
                ctm = multiply((a, b, c, d, e, f), ctm)
            self.walk(ContentStream(form, self.page.pdf, "bytes"), own or resources, ctm, depth=depth + 1)
        finally:
            self.open_forms.discard(id(form))
            self.state, self.tm, self.line_tm = kept

    def _operate(self, operator: bytes, operands: Any) -> None:
        handler = _HANDLERS.get(operator)
        if handler is not None:
            handler(self, operands)

    # Text

    def begin(self, _: Any) -> None:
        self.tm = self.line_tm = IDENTITY

    def concat(self, operands: Any) -> None:
        a, b, c, d, e, f = _numbers(operands, 6)
        self.state.ctm = multiply((a, b, c, d, e, f), self.state.ctm)

    def set_matrix(self, operands: Any) -> None:
        a, b, c, d, e, f = _numbers(operands, 6)
        self.tm = self.line_tm = (a, b, c, d, e, f)

    def move(self, operands: Any) -> None:
        x, y = _numbers(operands, 2)
        self.tm = self.line_tm = multiply((1.0, 0.0, 0.0, 1.0, x, y), self.line_tm)

    def move_leading(self, operands: Any) -> None:
        self.state.leading = -_numbers(operands, 2)[1]
        self.move(operands)

    def next_line(self, _: Any) -> None:
        self.move((0.0, -self.state.leading))

    def char_space(self, operands: Any) -> None:
        self.state.char_space = float(operands[0])

    def word_space(self, operands: Any) -> None:
        self.state.word_space = float(operands[0])

    def scale(self, operands: Any) -> None:
        self.state.scale = float(operands[0]) / 100.0

    def leading(self, operands: Any) -> None:
        self.state.leading = float(operands[0])

    def rise(self, operands: Any) -> None:
        self.state.rise = float(operands[0])

    def show(self, operands: Any) -> None:
        self._show([operands[0]])

    def show_many(self, operands: Any) -> None:
        if isinstance(operands[0], ArrayObject):
            self._show(operands[0])

    def quote(self, operands: Any) -> None:
        self.next_line(operands)
        self._show([operands[0]])

    def double_quote(self, operands: Any) -> None:
        self.word_space(operands[0:1])
        self.char_space(operands[1:2])
        self.next_line(operands)
        self._show([operands[2]])

    def _show(self, items: Any) -> None:
        """Show strings and moves between them; cut where a gap is wide."""
        state = self.state
        size, scale = state.size, state.scale
        space = state.face.space * size / 1000.0 * scale
        writer = _Writer(self, space)
        advance = 0.0
        for item in items:
            if isinstance(item, (bytes, str)):
                for text, width, is_space in _glyphs(state.face, item):
                    step = (width * size / 1000.0 + state.char_space + (state.word_space if is_space else 0.0)) * scale
                    writer.put(text, advance, advance + step - state.char_space * scale)
                    advance += step
            else:
                advance -= float(item) * size / 1000.0 * scale
        writer.close()
        self.tm = multiply((1.0, 0.0, 0.0, 1.0, advance, 0.0), self.tm)

    def add_run(self, text: str, start: float, end: float, *, spaced: bool, spaced_after: bool, space: float) -> None:
        """Place a run that starts and ends so far along the current line of text."""
        state = self.state
        matrix = multiply(self.tm, state.ctm)
        across = math.hypot(matrix[2], matrix[3])
        along = math.hypot(matrix[0], matrix[1])
        angle = round(math.degrees(math.atan2(matrix[1], matrix[0])))
        x0, y0 = _apply(matrix, start, state.rise)
        x1, y1 = _apply(matrix, end, state.rise)
        near = round(angle / 90.0) * 90
        if abs(angle - near) > 3 or not all(abs(value) < _FAR for value in (x0, y0, x1, y1)):
            return  # set at a slant, as a watermark is
        near %= 360
        (x0, y0), (x1, _) = _turn(x0, y0, near), _turn(x1, y1, near)
        size = abs(state.size) * across
        run = Run(
            text,
            min(x0, x1),
            max(x0, x1),
            y0,
            size,
            max(abs(space) * along, 0.05 * size),
            state.face.bold,
            spaced,
            spaced_after,
            any(self.marks),
            state.face.unmapped,
        )
        self.runs.setdefault(near, []).append(run)

    # Marked content

    def mark(self, operands: Any) -> None:
        properties = operands[1] if len(operands) > 1 else None
        tag = operands[0] if operands else None
        kind = properties.get("/Type") if tag == "/Artifact" and isinstance(properties, DictionaryObject) else None
        self.marks.append(kind == "/Pagination")

    def unmark(self, _: Any) -> None:
        if self.marks:
            self.marks.pop()

    # Ruled lines

    def rectangle(self, operands: Any) -> None:
        x, y, width, height = _numbers(operands, 4)
        (x0, y0), (x1, y1) = _apply(self.state.ctm, x, y), _apply(self.state.ctm, x + width, y + height)
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        if y1 - y0 < _THIN and x1 - x0 >= _THIN:
            self.path.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2))
        elif x1 - x0 < _THIN and y1 - y0 >= _THIN:
            self.path.append(Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
        elif y1 - y0 >= _THIN:
            self.outline += [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]

    def start_path(self, operands: Any) -> None:
        x, y = _numbers(operands, 2)
        self.point = _apply(self.state.ctm, x, y)

    def line(self, operands: Any) -> None:
        x, y = _numbers(operands, 2)
        end = _apply(self.state.ctm, x, y)
        if self.point is not None:
            (x0, y0), (x1, y1) = self.point, end
            if abs(y1 - y0) < 1 and abs(x1 - x0) >= _THIN:
                self.path.append(Rule(min(x0, x1), y0, max(x0, x1), y0))
            elif abs(x1 - x0) < 1 and abs(y1 - y0) >= _THIN:
                self.path.append(Rule(x0, min(y0, y1), x0, max(y0, y1)))
        self.point = end

    def stroke(self, operands: Any) -> None:
        self.path += self.outline
        self.paint(operands)

    def paint(self, operands: Any) -> None:
        if len(self.rules) < _MAX_RULES:
            self.rules += self.path[: _MAX_RULES - len(self.rules)]
        self.end_path(operands)

    def end_path(self, _: Any) -> None:
        self.path.clear()
        self.outline.clear()


_HANDLERS: dict[bytes, Any] = {
    b"BT": _Walker.begin,
    b"cm": _Walker.concat,
    b"Tm": _Walker.set_matrix,
    b"Td": _Walker.move,
    b"TD": _Walker.move_leading,
    b"T*": _Walker.next_line,
    b"Tc": _Walker.char_space,
    b"Tw": _Walker.word_space,
    b"Tz": _Walker.scale,
    b"TL": _Walker.leading,
    b"Ts": _Walker.rise,
    b"Tj": _Walker.show,
    b"TJ": _Walker.show_many,
    b"'": _Walker.quote,
    b'"': _Walker.double_quote,
    b"BDC": _Walker.mark,
    b"BMC": _Walker.mark,
    b"EMC": _Walker.unmark,
    b"re": _Walker.rectangle,
    b"m": _Walker.start_path,
    b"l": _Walker.line,
    **dict.fromkeys((b"f", b"F", b"f*"), _Walker.paint),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*", b"S", b"s"), _Walker.stroke),
    b"n": _Walker.end_path,
}


class _Writer:
    """Gathers the characters of one show operator into runs."""

    def __init__(self, walker: _Walker, space: float) -> None:
        self.walker = walker
        self.space = space
        self.text: list[str] = []
        self.start = self.end = 0.0
        self.blank = False  # white space was shown since the last character

    def put(self, text: str, start: float, end: float) -> None:
        """Add what one code shows between two places along the line."""
        if not text.strip():
            self.blank = self.blank or bool(text)
            return
        em = abs(self.walker.state.size * self.walker.state.scale)
        gap = start - self.end
        if self.text and (gap > 0.9 * em or gap < -1.5 * em):
            self._flush(spaced_after=True)
            self.blank = True
        if not self.text:
            self.start = start
            self.before = self.blank
        elif self.blank or gap > max(0.45 * self.space, 0.08 * em):
            self.text.append(" ")
        self.text.append(text)
        self.end = end
        self.blank = False

    def close(self) -> None:
        if self.text:
            self._flush(spaced_after=self.blank)

    def _flush(self, *, spaced_after: bool) -> None:
        text = "".join(self.text)
        self.walker.add_run(text, self.start, self.end, spaced=self.before, spaced_after=spaced_after, space=self.space)
        self.text = []


def _glyphs(face: _Face, shown: bytes | str) -> Iterator[tuple[str, float, bool]]:
    """What each code of a string shows: its characters, its width in thousandths, whether it is a space code."""
    font = face.font
    if font is None:
        for char in shown if isinstance(shown, str) else shown.decode("latin-1"):
            yield char if char == " " else "\ufffd", 500.0, char == " "
        return
    if isinstance(shown, str):
        raw, decoded = shown, list(shown)
    elif isinstance(font.encoding, str):
        try:
            raw = shown.decode(font.encoding, "surrogatepass")
        except UnicodeDecodeError:
            raw = shown.decode(font.encoding, "replace")
        decoded = list(raw)
    else:
        raw = shown.decode("latin-1")
        encoding = font.encoding
        decoded = [encoding.get(byte, chr(byte)) for byte in shown]
    for code, char in zip(raw, decoded, strict=True):
        known = face.glyphs.get(code)
        if known is None:
            text = "".join(str(font.character_map.get(part, part)) for part in char)
            width = font.space_width if code == font.space_char else font.get_text_width(code)
            known = face.glyphs[code] = (text, _number(width))
        yield known[0], known[1], code == " "


def _number(value: Any, *, otherwise: float = 500.0) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return otherwise
    return number if abs(number) < 10_000 else otherwise


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])


def _turn(x: float, y: float, angle: int) -> tuple[float, float]:
    """A place as seen by text that runs at `angle` degrees."""
    if angle == 90:
        return y, -x
    if angle == 180:
        return -x, -y
    if angle == 270:
        return -y, x
    return x, y


def _turned(number: int, width: float, height: float, walker: _Walker) -> PageRuns:
    """The page in its main direction, with what runs in others set below it."""
    by_size = sorted(walker.runs.items(), key=lambda item: -sum(len(run.text) for run in item[1]))
    if not by_size:
        return PageRuns(number, width, height, (), (), walker.images)
    angle = by_size[0][0]
    corners = [_turn(x, y, angle) for x, y in ((0.0, 0.0), (width, height))]
    left, bottom = min(x for x, _ in corners), min(y for _, y in corners)
    runs = [_shifted(run, -left, -bottom) for run in by_size[0][1]]
    for _, others in by_size[1:]:
        lowest = min((run.y for run in runs), default=0.0)
        top = max(run.y for run in others)
        # Its own lines keep their distances, so it reads as a block of its own after the page.
        shift = lowest - 60.0 - top
        runs += [_shifted(run, 0.0, shift) for run in others]
    rules = []
    for rule in walker.rules:
        (x0, y0), (x1, y1) = _turn(rule.x0, rule.y0, angle), _turn(rule.x1, rule.y1, angle)
        rules.append(Rule(min(x0, x1) - left, min(y0, y1) - bottom, max(x0, x1) - left, max(y0, y1) - bottom))
    if angle in (90, 270):
        width, height = height, width
    return PageRuns(number, width, height, tuple(runs), tuple(rules), walker.images)


def _shifted(run: Run, dx: float, dy: float) -> Run:
    return Run(
        run.text,
        run.x0 + dx,
        run.x1 + dx,
        run.y + dy,
        run.size,
        run.space,
        run.bold,
        run.spaced,
        run.spaced_after,
        run.artifact,
        run.unmapped,
    )
