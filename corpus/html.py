"""Web pages (.html, .htm) → Document.

Parsed by lxml rather than Beautiful Soup: python-docx brings lxml in any case, it is released several times a year, and
its C parser reads a 10 MB page in a second in bounded memory. Nothing a page names is fetched and no script is run.

The main content is kept and what surrounds it goes: navigation, banners, forms, scripts, styles, and whatever a browser
would not show (`hidden`, `display: none`, text for screen readers that repeats what stands there).
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from corpus.cleaning import decode, drop_invisible, squeeze
from corpus.documents import Document, Source
from corpus.drafts import MINOR_LEVEL, Draft
from corpus.errors import DocumentError
from corpus.filetypes import HEAD, load, starts_as
from corpus.lines import MAX_HEADING
from corpus.metadata import described, iso_date, organisation, printed_date
from corpus.numbering import formatted
from corpus.standpoint import StandpointFinder
from corpus.structure import build
from corpus.tables import CELL_SEPARATOR
from corpus.typed import TypedNumbers

MAX_BYTES = 50_000_000

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers know, and no more: Python has codecs that are not for text (punycode, unicode_escape, zlib).
_ENCODINGS = re.compile(
    r"(?:utf-?8|us-ascii|ascii|latin-?1|iso-?8859-?\d{1,2}|(?:windows|cp)-?125\d|macintosh|koi8-[ru]|gb2312|gbk|gb18030|"
    r"big5|shift_jis|euc-jp|euc-kr|iso-2022-jp)\Z",
    re.IGNORECASE,
)
_SUPERSETS = re.compile(r"(?:us-)?ascii\Z|latin-?1\Z|iso-?8859-?1\Z", re.IGNORECASE)

# fmt: off
_DROPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "iframe", "object", "embed", "svg", "canvas", "audio", "video",
    "map", "input", "button", "select", "textarea", "datalist", "option", "optgroup", "label", "head", "link", "meta",
    "base", "title", "dialog", "menu", "rp", "rt", "frameset", "frame", "applet", "progress", "meter",
))
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "mark", "nobr", "output", "picture", "q", "ruby", "s", "samp", "small", "source", "span", "strike",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))
# fmt: on
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BOLD = frozenset({"b", "strong"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset(
    {"visually-hidden", "visuallyhidden", "govuk-visually-hidden", "sr-only", "screen-reader-text", "hide-visually"}
)
_FRAME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar", "dialog"}
)
_FRAME_NAMES = re.compile(
    r"(?:\A|[_\s-])(?:nav|navigation|navbar|menu|sidebar|breadcrumbs?|cookies?|skip-?(?:link|to-content)|pagination|"
    r"social-?(?:share|links|media)|share-links|masthead|related-links)(?:\Z|[_\s-])",
    re.IGNORECASE,
)
_NOTE_HREF = re.compile(r"#(?:_?fn|_?ftn|_?edn|cite|note|footnote)", re.IGNORECASE)
_NOTE_TEXT = re.compile(r"\s*[\[(]?(?:\d{1,3}|[*†‡]|[a-z])[\])]?\s*\Z")
_PUBLISHERS = ("dcterms.publisher", "dc.publisher")
_MAYBE_PUBLISHERS = ("dcterms.creator", "dc.creator", "author", "og:site_name", "application-name")
"""Where a person, or a site of many publishers, may be named as well."""
_DATES = (
    "dcterms.issued", "dc.date.issued", "article:published_time", "citation_publication_date", "dcterms.date",
    "dc.date", "date", "dcterms.created", "govuk:first-published-at", "govuk:public-updated-at", "dcterms.modified",
    "article:modified_time",
)  # fmt: skip
_SITE = re.compile(r"\s+(?:[|–—·:]|-)\s+[^|–—·]{2,60}\Z")
_RICH_CHARS = 400
_CONTENT_CHARS = 1_000


def read(source: Source) -> Document:
    """Read one web page.

    Raises:
        DocumentError: If it cannot be opened, is no web page, is larger than `MAX_BYTES`, or holds no words.
    """
    name = source.path.name
    data = load(source.path, max_bytes=MAX_BYTES)
    kind = starts_as(data[:HEAD])
    if kind not in {"", "a web page"}:
        raise DocumentError(f"{name}: is not a web page: it starts as {kind}. Give it the ending of its real type.")
    text, encoding, doubtful = _decoded(name, data)
    root, complaints = _parsed(name, text)
    walk = _Walk(TypedNumbers())
    try:
        with _deep():
            for part in _main(root):
                walk.block(part)
    except RecursionError as error:
        raise DocumentError(f"{name}: is nested too deep to be a page. Save it again as text.") from error
    drafts = walk.drafts
    if not drafts:
        raise DocumentError(f"{name}: holds no words. Save the page once it has loaded, or remove it.")
    source, notices = _described(source, root, drafts)
    words = "\n".join(draft.body for draft in drafts)
    finder = StandpointFinder.for_publisher(source.publisher, source.kind, words)
    body, blocks = build(drafts, finder)
    warnings = [f"read as {encoding}, since its bytes are not what it declares"] if doubtful else []
    return Document(source, body, blocks, warnings=(*notices, *warnings, *complaints))


def _decoded(name: str, data: bytes) -> tuple[str, str, bool]:
    """The text, its encoding, and whether that is a guess against what the page declares."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").replace("\0", ""), encoding, False
    declared = _CHARSET.search(data[:HEAD])
    label = declared[1].decode("ascii").lower() if declared else ""
    # As browsers do: a page that says Latin-1 or ASCII means Windows-1252.
    encoding = "cp1252" if _SUPERSETS.match(label) else label if _ENCODINGS.match(label) else ""
    if b"\0" not in data and encoding not in {"", "utf-8", "utf8"}:
        try:
            return data.decode(encoding), encoding, False
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        text, met = decode(data)
    except (ValueError, UnicodeError) as error:
        raise DocumentError(f"{name}: not a web page, {error}. Give it the ending of its real type.") from error
    return text, met or "UTF-8", bool(label) and met is not None


def _parsed(name: str, text: str) -> tuple[Any, list[str]]:
    """The page's tree, and a warning where it goes deeper than the parser follows."""
    data = text.encode("utf-8", "replace")
    root, deep = _tree(name, data, huge=False)
    if not deep:
        return root, []
    # Marks that are opened and never closed pile up over a long page; without them it is seldom deep.
    from lxml import etree

    root, deep = _tree(name, data, huge=True)
    etree.strip_tags(root, *(_INLINE - {"a", "br", "img", "sup"}))
    return root, ["is nested deeper than the 2,048 levels that are read; what lies below was not read"] if deep else []


def _tree(name: str, data: bytes, *, huge: bool) -> tuple[Any, bool]:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=huge)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DocumentError(f"{name}: holds no words that could be read ({error}). Remove it or replace it.") from error
    if root is None:
        raise DocumentError(f"{name}: holds no words. Remove it or replace it.")
    return root, any("depth" in entry.message.lower() for entry in parser.error_log)


@contextmanager
def _deep() -> Iterator[None]:
    """Room for a call or three at each of the levels that the parser follows."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 10_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _main(root: Any) -> list[Any]:
    """The elements that hold the page's content: its `main`, its articles, or else its body."""
    body = root.find("body")
    whole = body if body is not None else root
    for found in (
        [one for one in root.iter("main", "div") if one.tag == "main" or one.get("role") == "main"],
        list(root.iter("article")),
    ):
        known = set(found)
        outer = [one for one in found if known.isdisjoint(one.iterancestors()) and not _hidden(one)]
        if 2 * sum(map(_n_chars, outer)) >= _n_chars(whole) or sum(map(_n_chars, outer)) > _CONTENT_CHARS:
            return outer
    return [whole]


def _n_chars(element: Any) -> int:
    """Length of the text outside scripts and the like."""
    total, stack = 0, [element]
    while stack:
        one = stack.pop()
        if not isinstance(one.tag, str) or one.tag in _DROPPED:
            continue
        total += len((one.text or "").strip())
        for child in one:
            total += len((child.tail or "").strip())
            stack.append(child)
    return total


def _hidden(element: Any) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    return not _HIDDEN_CLASSES.isdisjoint((element.get("class") or "").split())


@dataclass(slots=True)
class _Walk:
    """Goes through the content once, in order, and makes the drafts."""

    typed: TypedNumbers
    drafts: list[Draft] = field(default_factory=list)
    _inline: list[str] = field(default_factory=list)  # text met since the last block
    _bold: list[bool] = field(default_factory=list)
    _line: int = 1

    def block(self, element: Any) -> None:
        """Take in one block-level element."""
        self._flush()
        self._line = element.sourceline or self._line
        tag = element.tag
        if tag in _HEADINGS:
            text = self._words(element)
            level = _HEADINGS[tag]
            if text and len(text) <= MAX_HEADING:
                self._add(self.typed.draft(text, self._line, kind="heading", level=level))
            elif text:
                self._add(self.typed.draft(text, self._line))
        elif tag in {"ul", "ol"}:
            self._take_list(element)
        elif tag == "table":
            self._take_table(element)
        elif tag == "dl":
            self._take_terms(element)
        elif tag == "pre":
            self._take_preformatted(element)
        else:
            self._children(element)
            self._flush()

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)

    def _children(self, element: Any) -> None:
        """Text and children of an element: inline ones gather into a paragraph, blocks stand by themselves."""
        self._say(element.text, element)
        for child in element:
            if not _is_dropped(child):
                if child.tag == "br":
                    self._inline.append("\n")
                elif child.tag in _INLINE and not _holds_block(child):
                    self._line = child.sourceline or self._line
                    self._gather(child)
                else:
                    self.block(child)
            self._say(child.tail, element)

    def _say(self, text: str | None, element: Any) -> None:
        if text:
            self._inline.append(" ".join(text.split("\n")))
            if text.strip():
                self._bold.append(_is_bold(element))

    def _gather(self, element: Any) -> None:
        """Take in an inline element."""
        if _is_note_mark(element):
            return
        self._children(element)

    def _flush(self) -> None:
        text, bold = drop_invisible("".join(self._inline)), bool(self._bold) and all(self._bold)
        self._inline, self._bold = [], []
        lines = [squeeze(line) for line in text.split("\n")]
        # One `<br>` is layout; two are a paragraph's end; lines that start with typed bullets are a list.
        bulleted = sum(bool(re.match(r"[•▪◦‣·●–-]\s", line)) for line in lines) >= 2
        paragraphs = lines if bulleted else [squeeze(part) for part in "\n".join(lines).split("\n\n")]
        for paragraph in filter(None, paragraphs):
            if bold and len(paragraph) <= 200 and not re.search(r"[.;,]\Z", paragraph):
                self._add(self.typed.draft(paragraph, self._line, kind="heading", level=MINOR_LEVEL))
            else:
                self._add(self.typed.draft(paragraph, self._line))

    def _words(self, element: Any) -> str:
        """All words of an element as one line."""
        return squeeze(drop_invisible("".join(_texts(element))))

    def _take_list(self, element: Any, depth: int = 0) -> None:
        ordered = element.tag == "ol"
        number = _integer(element.get("start"), 1)
        for child in element:
            if _is_dropped(child):
                continue
            if child.tag in {"ul", "ol"}:
                self._take_list(child, depth + 1)
                continue
            if child.tag != "li":
                self.block(child)
                continue
            number = _integer(child.get("value"), number)
            marker = f"{formatted(number, _list_format(element))}." if ordered else "-"
            number += 1
            self._take_item(child, marker, depth)

    def _take_item(self, item: Any, marker: str, depth: int) -> None:
        """An item's first words are the item; lists in it lie deeper, other blocks follow it."""
        before = len(self.drafts)
        self._line = item.sourceline or self._line
        self._inline, self._bold = [], []
        self._say(item.text, item)
        for child in item:
            if not _is_dropped(child):
                if child.tag in {"ul", "ol"}:
                    self._flush()
                    self._take_list(child, depth + 1)
                elif child.tag == "br":
                    self._inline.append(" ")
                elif child.tag in _INLINE and not _holds_block(child):
                    self._gather(child)
                else:
                    self.block(child)
            self._say(child.tail, item)
        self._flush()
        first = self.drafts[before] if len(self.drafts) > before else None
        if first is None or first.marker:
            if first is not None and first.kind == "item":
                first.indent = max(first.indent, 2 * depth)
        elif first.kind == "paragraph" or (first.kind == "heading" and first.level == MINOR_LEVEL):
            self.drafts[before] = Draft("item", first.body, first.line, marker, indent=2 * depth)

    def _take_terms(self, element: Any) -> None:
        """A list of terms: each term with what is said of it is a row."""
        term: list[str] = []
        for child in element.iter("dt", "dd"):
            if _is_dropped(child):
                continue
            if child.tag == "dt":
                if term:
                    self._add(Draft("row", CELL_SEPARATOR.join(term), self._line))
                self._line = child.sourceline or self._line
                term = [text] if (text := self._words(child)) else []
            elif _is_rich(child):
                if term:
                    self._add(Draft("heading", CELL_SEPARATOR.join(term)[:MAX_HEADING], self._line, level=MINOR_LEVEL))
                    term = []
                self._children(child)
                self._flush()
            elif text := self._words(child):
                term.append(text)
        if term:
            self._add(Draft("row", CELL_SEPARATOR.join(term), self._line))

    def _take_preformatted(self, element: Any) -> None:
        for number, line in enumerate("".join(_texts(element)).split("\n")):
            text = squeeze(drop_invisible(line))
            if text:
                self._add(self.typed.draft(text, (element.sourceline or 1) + number))

    def _take_table(self, table: Any) -> None:
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table and not _is_dropped(row)]
        nested = any(inner is not table for inner in table.iter("table"))
        if nested or table.get("role") in {"presentation", "none"} or all(len(_cells(row)) <= 1 for row in rows):
            for row in rows:
                self._layout(row)
            if not rows:
                self._children(table)
            return
        caption = table.find("caption")
        if caption is not None and (text := self._words(caption)):
            self._add(Draft("paragraph", text, self._line))
        for position, row in enumerate(rows):
            self._take_row(row, is_first=position == 0)

    def _layout(self, row: Any) -> None:
        for cell in _cells(row):
            self._children(cell)
            self._flush()

    def _take_row(self, row: Any, *, is_first: bool) -> None:
        self._line = row.sourceline or self._line
        cells = _cells(row)
        if any(map(_is_rich, cells)):
            self._layout(row)
            return
        filled = [(cell, text) for cell in cells if (text := self._words(cell))]
        if not filled:
            return
        body = CELL_SEPARATOR.join(text for _, text in filled)
        titled = all(cell.tag == "th" for cell, _ in filled)
        if len(filled) == 1 and len(body) <= 200 and (titled or body.endswith(":")):
            self._add(Draft("heading", body.rstrip(":"), self._line, level=MINOR_LEVEL))
            return
        plain = all(len(text) <= 40 and not re.search(r"[\d@<*:.]", text) for _, text in filled)
        in_head = next(row.iterancestors("thead"), None) is not None
        header = len(filled) > 1 and (titled or in_head or (is_first and plain))
        self._add(Draft("row", body, self._line, header=header))


def _is_dropped(element: Any) -> bool:
    """Whether an element is no part of the content: not shown, a control, or the page's frame."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _DROPPED or _hidden(element):
        return True
    return tag not in _INLINE and _is_frame(element)


def _is_frame(element: Any) -> bool:
    """Whether a block belongs to what surrounds the content on every page of a site."""
    tag = element.tag
    if (element.get("role") or "") in _FRAME_ROLES:
        return True
    if tag in {"header", "footer", "aside"}:
        return not any(parent.tag in {"main", "article"} for parent in element.iterancestors())
    if tag == "form":  # some programs wrap the whole page in one
        return _n_chars(element) < _CONTENT_CHARS
    named = f"{element.get('id') or ''} {element.get('class') or ''}"
    return (
        tag in {"div", "ul", "ol", "section", "p", "table"} and bool(_FRAME_NAMES.search(named)) and _is_links(element)
    )


def _is_links(element: Any) -> bool:
    """Whether most of an element's words are links."""
    linked = sum(_n_chars(link) for link in element.iter("a"))
    return 10 * linked >= 6 * _n_chars(element)


def _holds_block(element: Any) -> bool:
    """Whether an inline element holds a block, as a link around a card does."""
    return any(
        isinstance(one.tag, str) and one.tag not in _INLINE and one.tag != "br" for one in element.iterdescendants()
    )


def _is_bold(element: Any) -> bool:
    for one in (element, *element.iterancestors()):
        if one.tag in _BOLD:
            return True
        if one.tag not in _INLINE:
            return False
    return False


def _is_note_mark(element: Any) -> bool:
    """A reference to a footnote: `framework<sup><a href="#fn1">1</a></sup>`."""
    link = element if element.tag == "a" else element.find("a") if element.tag == "sup" else None
    if link is None:
        return False
    is_note = link.get("role") == "doc-noteref" or _NOTE_HREF.match(link.get("href") or "")
    return bool(is_note) and bool(_NOTE_TEXT.match("".join(element.itertext())))


def _texts(element: Any) -> list[str]:
    """The visible text of an element, blocks and line breaks apart from each other."""
    found: list[str] = []
    _add_texts(element, found)
    return found


def _add_texts(element: Any, found: list[str]) -> None:
    found.append(element.text or "")
    for child in element:
        if not _is_dropped(child) and not (child.tag in {"a", "sup"} and _is_note_mark(child)):
            apart = "" if child.tag in _INLINE else "\n"
            found.append(apart)
            _add_texts(child, found)
            found.append(apart)
        found.append(child.tail or "")


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iterchildren("td", "th") if not _hidden(cell)]


def _is_rich(cell: Any) -> bool:
    """Whether a cell holds a list, headings or long paragraphs of its own."""
    if next(cell.iter(*_HEADINGS), None) is not None:
        return True
    n_blocks = sum(1 for _ in cell.iter("p", "li"))
    return n_blocks > 1 and _n_chars(cell) > _RICH_CHARS


def _list_format(element: Any) -> str:
    forms = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
    return forms.get(element.get("type") or "", "decimal")


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


def _described(source: Source, root: Any, drafts: list[Draft]) -> tuple[Source, tuple[str, ...]]:
    told: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower()
        if name and meta.get("content"):
            told.setdefault(name, meta.get("content"))
    head = root.find(".//title")
    title = squeeze("".join(head.itertext())) if head is not None else ""
    first = next((draft.body for draft in drafts[:20] if draft.kind == "heading" and draft.level == 1), "")
    times = (time.get("datetime") or "" for time in list(root.iter("time"))[:3])
    return described(
        source,
        titles=(told.get("dcterms.title", ""), first, _SITE.sub("", told.get("og:title", "")), _SITE.sub("", title)),
        publishers=(
            *(told.get(name, "") for name in _PUBLISHERS),
            *(organisation(told.get(name, "")) for name in _MAYBE_PUBLISHERS),
        ),
        dates=(
            *(iso_date(told.get(name, "")) for name in _DATES),
            printed_date(drafts),
            *(iso_date(time) for time in times),
        ),
    )
