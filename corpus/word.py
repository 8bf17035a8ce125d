"""Word files (.docx) → Document.

python-docx opens the package; the words are taken from the XML itself, since what Word shows is more than what
python-docx's paragraphs give: numbers that Word generates, tracked changes (read as if accepted: insertions in,
deletions out), content controls, text boxes and notes. Hidden text, comments, field codes, headers, footers and tables
of contents are left out; macros and attached files are never opened.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corpus.archives import check_word
from corpus.cleaning import drop_invisible, squeeze
from corpus.documents import Document, Source
from corpus.drafts import MINOR_LEVEL, Draft
from corpus.errors import DocumentError, counted
from corpus.filetypes import load
from corpus.lines import MAX_HEADING
from corpus.metadata import described, organisation, printed_date
from corpus.numbering import Numbering, W, style_chain
from corpus.standpoint import StandpointFinder
from corpus.structure import build
from corpus.tables import CELL_SEPARATOR
from corpus.typed import TypedNumbers

MAX_BYTES = 200_000_000
MAX_CHARS = 20_000_000

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
PARAGRAPH, TABLE, _RUN, _TEXT = f"{W}p", f"{W}tbl", f"{W}r", f"{W}t"
DELETED = frozenset({f"{W}del", f"{W}moveFrom"})
PLACES = frozenset({f"{W}{name}" for name in ("ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag")})
_PROPERTIES = ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr")
_NEVER = frozenset(f"{W}{name}" for name in (*_PROPERTIES, "delText", "instrText", "delInstrText", "rt"))
_AS_TEXT = {
    _TEXT: "", f"{W}sym": "", f"{W}tab": " ", f"{W}ptab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
_HEADING_STYLE = re.compile(r"heading ([1-9])\Z", re.IGNORECASE)
CONTENTS_STYLE = re.compile(r"(?:toc \d|table of figures|toc heading|index \d)\Z", re.IGNORECASE)
_TEMPLATE_TITLE, _TEMPLATE_DATE = "Word Document", "2013-12-23"
"""What files made by python-docx say of themselves when their program says nothing."""
_RICH_CHARS = 400


def read(source: Source) -> Document:
    """Read one Word file.

    Raises:
        DocumentError: If it cannot be opened, is not a Word file, is not safe to open, or holds no words.
    """
    name = source.path.name
    archive = check_word(name, load(source.path, max_bytes=MAX_BYTES))
    opened = open_word(name, archive.data)
    try:
        walk = Walk(name, opened)
        walk.body(opened.element.body)
        walk.notes()
    except (RecursionError, AttributeError, TypeError, KeyError, ValueError) as error:
        raise DocumentError(
            f"{name}: is not put together as Word files are ({type(error).__name__}: {error}). "
            "Open it in Word, save it again and add that."
        ) from error
    drafts = walk.drafts
    if not drafts:
        raise DocumentError(f"{name}: holds no words. If it holds pictures of pages, run OCR on it and add the result.")
    source, notices = _described(source, opened, drafts)
    text = "\n".join(draft.body for draft in drafts)
    finder = StandpointFinder.for_publisher(source.publisher, source.kind, text)
    body, blocks = build(drafts, finder)
    return Document(source, body, blocks, warnings=(*notices, *walk.warnings(), *_left_out(archive.names)))


def open_word(name: str, data: bytes) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    again = "Open it in Word, save it again as .docx and add that."
    try:
        opened = docx.Document(io.BytesIO(data))
        if opened.element.body is None:
            raise DocumentError(f"{name}: has no body. {again}")
    except (OpcError, etree.LxmlError) as error:
        raise DocumentError(f"{name}: is damaged ({error}). {again}") from error
    except (KeyError, ValueError, AttributeError, TypeError, RecursionError, IndexError, LookupError) as error:
        # python-docx meets a package that is not as it expects: a part that is missing, a strict or another document.
        raise DocumentError(f"{name}: cannot be opened as a Word file ({error}). {again}") from error
    return opened


@dataclass(slots=True)
class StyleOf:
    """What a paragraph style says, its own and inherited."""

    name: str = ""
    level: int | None = None  # of a heading, from 1; 0 is the title
    num_id: str = ""
    num_level: int | None = None
    chain: list[str] = field(default_factory=list)
    hidden: bool = False
    bold: bool = False


@dataclass(slots=True)
class ParagraphText:
    text: str = ""
    bold: bool = False
    boxes: list[Any] = field(default_factory=list)
    deleted_end: bool = False


class Walk:
    """Goes through a document once, in order, and makes the drafts."""

    def __init__(self, name: str, opened: Any) -> None:
        self._name = name
        self.drafts: list[Draft] = []
        self._met: Counter[str] = Counter()
        self._opened = opened
        self._line = 0
        self._n_chars = 0
        self._typed = TypedNumbers()
        self._carried = ""  # of a paragraph whose end was deleted: it goes on in the next
        self._notes: list[tuple[str, str]] = []  # kind and id, in order of reference
        self._elements: dict[str, Any] = {}
        self._styles: dict[str, StyleOf] = {}
        self._default_style = ""
        self._read_styles()
        self._numbering = Numbering(
            part_root(opened, "numbering"), {name: style.num_id for name, style in self._styles.items()}
        )
        self._shift = 0

    def warnings(self) -> Iterator[str]:
        """One line for each thing that was read with a doubt or left out."""
        changes = self._met["insertion"] + self._met["deletion"]
        if changes:
            yield f"holds {counted(changes, 'tracked change')}, read as accepted"
        if self._met["hidden"]:
            yield f"holds hidden text in {counted(self._met['hidden'], 'place')}, left out"
        if self._met["comment"]:
            yield f"holds {counted(self._met['comment'], 'comment')}, left out"
        if self._met["embedded"]:
            yield f"takes in {counted(self._met['embedded'], 'other file')}, not read"

    # Styles --------------------------------------------------------------------------------------

    def _read_styles(self) -> None:
        root = part_root(self._opened, "styles")
        if root is None:
            return
        for element in root.iterchildren(f"{W}style"):
            style_id = element.get(f"{W}styleId", "")
            self._elements[style_id] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true", "on"}:
                self._default_style = style_id
        for style_id in self._elements:
            self._styles[style_id] = self._inherited(style_id)

    def _inherited(self, style_id: str) -> StyleOf:
        style = StyleOf(chain=list(style_chain(self._elements, style_id)))
        style.name = _val(self._elements[style_id], "name")
        for ancestor in style.chain:
            element = self._elements[ancestor]
            name = _val(element, "name")
            heading = _HEADING_STYLE.match(name)
            properties, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
            if style.level is None:
                if heading:
                    style.level = int(heading[1])
                elif name.lower() == "title":
                    style.level = 0
                else:
                    style.level = outline_level(properties)
            if properties is not None:
                numbers = properties.find(f"{W}numPr")
                if numbers is not None and not style.num_id:
                    style.num_id = _val(numbers, "numId")
                if numbers is not None and style.num_level is None and numbers.find(f"{W}ilvl") is not None:
                    style.num_level = _level_value(_val(numbers, "ilvl"))
            style.hidden = style.hidden or (run is not None and is_on(run.find(f"{W}vanish")))
            style.bold = style.bold or (run is not None and is_on(run.find(f"{W}b")))
        return style

    # Body ----------------------------------------------------------------------------------------

    def body(self, element: Any) -> None:
        """Take in the children of a body, a cell or a text box, in order."""
        for child in element:
            tag = child.tag
            if tag == PARAGRAPH:
                self._take_paragraph(child)
            elif tag == TABLE:
                self._take_table(child)
            elif tag in DELETED:
                self._met["deletion"] += 1
            elif tag == f"{W}altChunk":
                self._met["embedded"] += 1
            elif tag == f"{_MC}AlternateContent":
                for chosen in chosen_of(child):
                    self.body(chosen)
            elif tag in PLACES and not is_contents(child):
                self.body(child)

    def notes(self) -> None:
        """Footnotes and endnotes, in order, after everything else and under no heading."""
        self._flush_carried()
        roots = {kind: part_root(self._opened, kind) for kind in ("footnotes", "endnotes")}
        first = True
        seen: set[tuple[str, str]] = set()
        number: Counter[str] = Counter()
        for kind, note_id in self._notes:
            root = roots[kind]
            if root is None or (kind, note_id) in seen:
                continue
            seen.add((kind, note_id))
            note = next((one for one in root if one.get(f"{W}id") == note_id), None)
            if note is None:
                continue
            number[kind] += 1
            marker = str(number[kind]) if kind == "footnotes" else roman_lower(number[kind])
            for paragraph in note.iter(PARAGRAPH):
                text = squeeze(self._paragraph(paragraph).text)
                if text:
                    self._line += 1
                    self._add(Draft("paragraph", text, self._line, marker, resets=first))
                    first, marker = False, ""

    def _take_paragraph(self, element: Any, *, depth: int = 0) -> None:
        self._line += 1
        style, numbers = self._style_of(element)
        if CONTENTS_STYLE.match(style.name):
            return
        paragraph = self._paragraph(element, style)
        text = self._carried + paragraph.text
        self._carried = ""
        if paragraph.deleted_end:
            self._carried = text
            return
        # An empty paragraph has no number of its own in print, but Word counts it when it is numbered.
        printed = self._numbering.next(*numbers) if numbers else None
        level = outline_level(element.find(f"{W}pPr"))
        level = style.level if level is None else level
        pieces = [piece for piece in map(squeeze, _split_lines(text)) if piece]
        for position, piece in enumerate(pieces):
            marker, bullet, list_level = "", False, 0
            if printed is not None and position == 0:
                marker, bullet, list_level = printed.text, printed.bullet, printed.level
            self._add_piece(piece, level, marker, bullet=bullet, list_level=list_level, bold=paragraph.bold)
        for box in paragraph.boxes:
            if depth < 5:
                self.body(box)

    def _add_piece(
        self, piece: str, level: int | None, marker: str, *, bullet: bool, list_level: int, bold: bool
    ) -> None:
        if level is not None and len(piece) <= MAX_HEADING:
            if level == 0:
                self._shift = 1
            depth = max(level + self._shift, 1)
            draft = self._typed.draft(piece, self._line, marker=marker, kind="heading", level=depth)
        elif bullet:
            draft = Draft("item", piece, self._line, "-", indent=2 * list_level)
        elif bold and not marker and len(piece) <= 200 and not re.search(r"[.;,]\Z", piece):
            draft = self._typed.draft(piece, self._line, kind="heading", level=MINOR_LEVEL)
        else:
            draft = self._typed.draft(piece, self._line, marker=marker, level=list_level)
        self._add(draft)

    def _add(self, draft: Draft) -> None:
        self._n_chars += len(draft.body)
        if self._n_chars > MAX_CHARS:
            raise DocumentError(f"{self._name}: holds more than {MAX_CHARS:,} characters of text. Split it.")
        self.drafts.append(draft)

    def _flush_carried(self) -> None:
        text, self._carried = squeeze(self._carried), ""
        if text:
            self._add(self._typed.draft(text, self._line))

    def _style_of(self, element: Any) -> tuple[StyleOf, tuple[str, int] | None]:
        """A paragraph's style, and the list and level it is numbered in."""
        properties = element.find(f"{W}pPr")
        style_id = (_val(properties, "pStyle") if properties is not None else "") or self._default_style
        style = self._styles.get(style_id) or StyleOf()
        num_id, level = style.num_id, style.num_level
        if num_id and level is None:
            level = self._numbering.level_of_style(num_id, style.chain)
        numbers = properties.find(f"{W}numPr") if properties is not None else None
        if numbers is not None:
            num_id = _val(numbers, "numId") or num_id
            level = _level_value(_val(numbers, "ilvl")) if numbers.find(f"{W}ilvl") is not None else level
        return style, (num_id, level or 0) if num_id and num_id != "0" else None

    # Words ---------------------------------------------------------------------------------------

    def _paragraph(self, element: Any, style: StyleOf | None = None) -> ParagraphText:
        style = style or StyleOf()
        paragraph = ParagraphText()
        mark = element.find(f"{W}pPr/{W}rPr")
        if mark is not None:
            paragraph.deleted_end = mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None
            self._met["insertion"] += mark.find(f"{W}ins") is not None
            self._met["deletion"] += paragraph.deleted_end
        words: list[str] = []
        bold: list[bool] = []
        fields: list[bool] = []  # for each open field, whether its result has begun
        for run, _, shown in self.runs(element, paragraph, fields):
            text = drop_invisible(shown)
            words.append(text)
            if text.strip():
                bold.append(self._is_bold(run, style))
        paragraph.text = "".join(words)
        paragraph.bold = bool(bold) and all(bold)
        return paragraph

    def runs(self, element: Any, paragraph: ParagraphText, fields: list[bool]) -> Iterator[tuple[Any, Any, str]]:
        """Each visible piece of text with its run and the element that holds it."""
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _NEVER:
                continue
            if tag in DELETED:
                self._met["deletion"] += 1
            elif tag == _RUN:
                if self._is_hidden(child):
                    self._met["hidden"] += bool("".join(text.text or "" for text in child.iter(_TEXT)).strip())
                else:
                    for holder, text in self._run_text(child, paragraph, fields):
                        yield child, holder, text
            elif tag == _MATH_TEXT:
                yield child, child, child.text or ""
            elif tag == f"{_MC}AlternateContent":
                for chosen in chosen_of(child):
                    yield from self.runs(chosen, paragraph, fields)
            else:
                self._met["insertion"] += tag in {f"{W}ins", f"{W}moveTo"}
                yield from self.runs(child, paragraph, fields)

    def _run_text(self, run: Any, paragraph: ParagraphText, fields: list[bool]) -> Iterator[tuple[Any, str]]:
        for child in run:
            tag = child.tag
            if tag == f"{W}fldChar":
                _follow_field(child.get(f"{W}fldCharType", ""), fields)
            elif not all(fields) or tag in _NEVER:
                continue  # a field's code
            elif tag in _AS_TEXT:
                yield child, _shown(child)
            elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
                kind = "footnotes" if "foot" in tag else "endnotes"
                self._notes.append((kind, child.get(f"{W}id", "")))
            elif tag == f"{W}commentReference":
                self._met["comment"] += 1
            elif tag == f"{W}ruby":
                yield from ((text, text.text or "") for text in child.iterfind(f"{W}rubyBase//{_TEXT}"))
            elif tag == f"{_MC}AlternateContent":
                for chosen in chosen_of(child):
                    yield from self._run_text(chosen, paragraph, fields)
            elif tag in {f"{W}drawing", f"{W}pict", f"{W}object"}:
                paragraph.boxes += list(outermost(child, f"{W}txbxContent"))

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        vanish = properties.find(f"{W}vanish")
        if vanish is not None:
            return is_on(vanish)
        style = self._styles.get(_val(properties, "rStyle"))
        return style is not None and style.hidden

    def _is_bold(self, run: Any, style: StyleOf) -> bool:
        properties = run.find(f"{W}rPr")
        if properties is None:
            return style.bold
        own = properties.find(f"{W}b")
        if own is not None:
            return is_on(own)
        character = self._styles.get(_val(properties, "rStyle"))
        return style.bold or (character is not None and character.bold)

    # Tables --------------------------------------------------------------------------------------

    def _take_table(self, table: Any) -> None:
        self._flush_carried()
        rows = [(row, cells) for row, cells in self._rows(table) if cells]
        width = max((len(cells) for _, cells in rows), default=0)
        is_layout = width <= 1 or any(cell.find(f".//{TABLE}") is not None for _, cells in rows for cell in cells)
        if is_layout:
            for _, cells in rows:
                for cell in cells:
                    self.body(cell)
            return
        for position, (row, cells) in enumerate(rows):
            self._take_row(table, row, cells, is_first=position == 0)

    def _rows(self, table: Any) -> Iterator[tuple[Any, list[Any]]]:
        for row in through(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self._met["deletion"] += 1
                continue
            if properties is not None and properties.find(f"{W}ins") is not None:
                self._met["insertion"] += 1
            if properties is not None and is_on(properties.find(f"{W}hidden")):
                self._met["hidden"] += 1
                continue
            yield row, [cell for cell in through(row, f"{W}tc") if cell.find(f"{W}tcPr/{W}cellDel") is None]

    def _take_row(self, table: Any, row: Any, cells: list[Any], *, is_first: bool) -> None:
        if self._is_rich(cells):
            for cell in cells:
                self.body(cell)
            return
        self._line += 1
        texts: list[str] = []
        bold: list[bool] = []
        for cell in cells:
            text, is_bold = self._cell(cell)
            if text:
                texts.append(text)
                bold.append(is_bold)
        if not texts:
            return
        body = CELL_SEPARATOR.join(texts)
        if len(texts) == 1 and len(body) <= 200 and (all(bold) or body.endswith(":")):
            self._add(Draft("heading", body.rstrip(":"), self._line, level=MINOR_LEVEL))
            return
        marked = is_on(row.find(f"{W}trPr/{W}tblHeader"))
        header = marked or (is_first and len(texts) > 1 and (all(bold) or looks_like_header(table, texts)))
        self._add(Draft("row", body, self._line, header=header))

    def _is_rich(self, cells: list[Any]) -> bool:
        """Whether a cell holds a list or several paragraphs of its own, too long for a row."""
        for cell in cells:
            paragraphs = [paragraph for paragraph in cell.iter(PARAGRAPH) if _has_words(paragraph)]
            if len(paragraphs) > 1 and sum(_n_chars(paragraph) for paragraph in paragraphs) > _RICH_CHARS:
                return True
        return False

    def _cell(self, cell: Any) -> tuple[str, bool]:
        words, bold = [], []
        for element in _paragraphs(cell):
            style, numbers = self._style_of(element)
            paragraph = self._paragraph(element, style)
            printed = self._numbering.next(*numbers) if numbers else None
            text = squeeze(paragraph.text)
            if text:
                words.append(f"{printed.text} {text}" if printed is not None and printed.text else text)
                bold.append(paragraph.bold or (style.level is not None))
            for box in paragraph.boxes:
                words += [squeeze(self._paragraph(inner).text) for inner in box.iter(PARAGRAPH)]
        return " ".join(filter(None, words)), bool(bold) and all(bold)


def looks_like_header(table: Any, texts: list[str]) -> bool:
    if any(len(text) > 60 for text in texts):
        return False
    look = table.find(f"{W}tblPr/{W}tblLook")
    style = table.find(f"{W}tblPr/{W}tblStyle")
    first_row = look is not None and (
        look.get(f"{W}firstRow") in {"1", "true", "on"} or bool(_hex(look.get(f"{W}val", "0")) & 0x20)
    )
    styled = style is not None and style.get(f"{W}val", "") not in {"", "TableGrid", "TableNormal"}
    return (first_row and styled) or all(len(text) <= 40 and not re.search(r"[\d@<*:.]", text) for text in texts)


def _paragraphs(cell: Any) -> Iterator[Any]:
    """A cell's own paragraphs; those of its text boxes come with the paragraph that holds them."""
    return through(cell, PARAGRAPH)


def through(element: Any, wanted: str) -> Iterator[Any]:
    """Children of one kind, also those inside content controls and the like."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag in PLACES:
            yield from through(child, wanted)


def outermost(element: Any, wanted: str) -> Iterator[Any]:
    for child in element:
        if child.tag == wanted:
            yield child
        elif child.tag == f"{_MC}AlternateContent":
            for chosen in chosen_of(child):
                yield from outermost(chosen, wanted)
        else:
            yield from outermost(child, wanted)


def chosen_of(alternate: Any) -> list[Any]:
    """One of the alternatives that say the same: the newer form, or the older where that is all there is."""
    choices = [child for child in alternate if child.tag in {f"{_MC}Choice", f"{_MC}Fallback"}]
    return choices[:1]


def is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and "contents" in gallery.get(f"{W}val", "").lower()


def _split_lines(text: str) -> list[str]:
    """A paragraph's lines where they are bullets typed by hand; else one piece, since a line break is only layout."""
    lines = text.split("\n")
    bulleted = sum(bool(re.match(r"\s*[•▪◦‣·●–-]\s", line)) for line in lines)
    return lines if bulleted >= 2 else [" ".join(lines)]


def _has_words(paragraph: Any) -> bool:
    return any((text.text or "").strip() for text in paragraph.iter(_TEXT))


def _n_chars(paragraph: Any) -> int:
    return sum(len(text.text or "") for text in paragraph.iter(_TEXT))


def _follow_field(kind: str, fields: list[bool]) -> None:
    """Keep account of the fields that are open and of whether their result has begun."""
    if kind == "begin":
        fields.append(False)
    elif fields and kind == "separate":
        fields[-1] = True
    elif fields and kind == "end":
        fields.pop()


def _shown(element: Any) -> str:
    """The text that a run's child stands for."""
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag == f"{W}sym":
        return _symbol(element.get(f"{W}char", ""))
    return " " if element.get(f"{W}type") in {"page", "column"} else _AS_TEXT[element.tag]


def _symbol(code: str) -> str:
    """A symbol font's character; those of the private area have no meaning outside their font."""
    value = _hex(code)
    return chr(value) if 0x20 <= value < 0xD800 else ""


def _hex(text: str) -> int:
    try:
        return int(text, 16)
    except ValueError:
        return 0


def outline_level(properties: Any | None) -> int | None:
    """A heading's level from 1, as paragraph properties name it; 9 there is body text."""
    outline = _val(properties, "outlineLvl") if properties is not None else ""
    return int(outline) + 1 if outline in {"0", "1", "2", "3", "4", "5", "6", "7", "8"} else None


def _level_value(text: str) -> int:
    return int(text) if text in {"0", "1", "2", "3", "4", "5", "6", "7", "8"} else 0


def roman_lower(value: int) -> str:
    from corpus.numbering import formatted

    return formatted(value, "lowerRoman")


def _val(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return str(child.get(f"{W}val", "")) if child is not None else ""


def is_on(element: Any | None) -> bool:
    return element is not None and element.get(f"{W}val", "1").lower() not in {"0", "false", "off", "none"}


def related_part(opened: Any, kind: str) -> Any | None:
    """The part of a kind that the document's own part is related to, or None."""
    for relation in opened.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            return relation.target_part
    return None


def part_root(opened: Any, kind: str) -> Any | None:
    """Root of that part, parsed without entities; None where there is none.

    The root of a part that python-docx does not know, such as the footnotes, is a copy: changes to it are not saved.
    """
    from lxml import etree

    part = related_part(opened, kind)
    if part is None or hasattr(part, "element"):
        return None if part is None else part.element
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(part.blob, parser)
    except etree.LxmlError:
        return None


def _described(source: Source, opened: Any, drafts: list[Draft]) -> tuple[Source, tuple[str, ...]]:
    core = opened.core_properties
    dates = (date.date().isoformat() for date in (core.modified, core.created) if date is not None)
    first_heading = next((draft.body for draft in drafts[:20] if draft.kind == "heading"), "")
    return described(
        source,
        titles=(core.title if core.title != _TEMPLATE_TITLE else "", first_heading),
        publishers=(_company(opened), organisation(core.author or "")),
        dates=(printed_date(drafts), *(date for date in dates if date != _TEMPLATE_DATE)),
    )


def _company(opened: Any) -> str:
    from lxml import etree

    for part in opened.part.package.iter_parts():
        if str(part.partname).lower() == "/docprops/app.xml":
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            try:
                root = etree.fromstring(part.blob, parser)
            except etree.LxmlError:
                return ""
            return root.findtext("{*}Company") or ""
    return ""


def _left_out(names: tuple[str, ...]) -> Iterator[str]:
    lower = [name.lower() for name in names]
    if any("vbaproject" in name for name in lower):
        yield "holds macros, neither read nor run"
    attached = sum(name.startswith("word/embeddings/") for name in lower)
    if attached:
        yield f"holds {counted(attached, 'attached file')}, not opened"
