"""PDF files made on the spot."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from PIL import Image
from pypdf import PdfWriter

from corpus import pdf
from corpus.documents import Document, Page, Source

_TEXT = (
    "Local authorities should work with families early so that children can stay safely at home whenever that is right "
    "for them and their wider family network is heard before any plan is made about where they live"
)
WORDS = _TEXT.split()


def source_of(path: Path, *, read: tuple[str, ...] = ("title", "publisher", "published")) -> Source:
    return Source(path.stem, path, path.stem, "", "", None, "pdf", "", read=read)


def read_file(path: Path) -> Document:
    """Read in this process: the code under test without its worker."""
    return pdf.read(source_of(path))


def on_page(document: Document, number: int) -> str:
    page: Page = document.pages[number - 1]
    return document.text[page.char_start : page.char_end]


def prose(n_words: int, *, start: int = 0) -> str:
    """Words that differ from place to place, ending in a full stop."""
    words = [WORDS[(start + position * 7) % len(WORDS)] for position in range(n_words)]
    return " ".join(words).capitalize() + "."


class Maker(FPDF):
    """A4 pages in points with a head, a foot and a label as the test wants them."""

    def __init__(self, *, head: str = "", foot: Callable[[int], str] | None = None) -> None:
        super().__init__(unit="pt", format="A4")
        self.head = head
        self.foot = foot
        self.set_font("Helvetica", size=11)
        self.set_margin(72)
        self.set_auto_page_break(auto=True, margin=90)

    def header(self) -> None:
        if self.head:
            self.set_font("Helvetica", size=9)
            self.text(72, 40, self.head)
            self.set_font("Helvetica", size=11)

    def footer(self) -> None:
        if self.foot is not None:
            label = self.foot(self.page_no())
            self.set_font("Helvetica", size=9)
            self.text(297 - self.get_string_width(label) / 2, 810, label)

    def heading(self, text: str, size: int = 16) -> None:
        self.ln(8)
        self.set_font("Helvetica", "B", size)
        self.multi_cell(0, size * 1.2, text, new_x="LMARGIN", new_y="NEXT")
        self.set_font("Helvetica", size=11)
        self.ln(6)

    def paragraph(self, text: str) -> None:
        self.multi_cell(0, 14, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(8)

    def lines(self, texts: Iterable[str], x: float, y: float, step: float = 14) -> None:
        """Lines at fixed places."""
        for number, text in enumerate(texts):
            self.text(x, y + number * step, text)

    def save(self, path: Path) -> Path:
        path.write_bytes(bytes(self.output()))
        return path


def wrapped(maker: FPDF, text: str, width: float) -> list[str]:
    """A text cut into lines no wider than `width` points."""
    lines, current = [], ""
    for word in text.split():
        if current and maker.get_string_width(f"{current} {word}") > width:
            lines.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*lines, current]


def columns(path: Path, texts: Sequence[str], *, title: str = "") -> Path:
    """A page with one column for each text, lines drawn row by row across the columns."""
    maker = Maker()
    maker.set_font("Helvetica", size=9)
    maker.add_page()
    top = 120.0
    if title:
        maker.set_font("Helvetica", "B", 18)
        maker.text(60, 90, title)
        maker.set_font("Helvetica", size=9)
    gutter, left, right = 18.0, 60.0, 535.0
    width = (right - left - gutter * (len(texts) - 1)) / len(texts)
    laid = [wrapped(maker, text, width) for text in texts]
    for row in range(max(map(len, laid))):
        for column, lines in enumerate(laid):
            if row < len(lines):
                maker.text(left + column * (width + gutter), top + row * 11, lines[row])
    return maker.save(path)


def scan(path: Path, n_pages: int = 2, *, text_page: str = "") -> Path:
    """Pages that are pictures, and one with text where it is given."""
    maker = Maker()
    picture = Image.new("L", (200, 280), 230)
    for _ in range(n_pages):
        maker.add_page()
        maker.image(picture, 0, 0, 595, 842)
    if text_page:
        maker.add_page()
        maker.paragraph(text_page)
    return maker.save(path)


def scanned(path: Path, original: Path, *, first: int = 1) -> Path:
    """A PDF whose pages from `first` on are pictures of those of another, and those before it the same."""
    pages = []
    with pypdfium2.PdfDocument(original) as pdf:
        for page in list(pdf)[first - 1 :]:
            pages.append((page.get_size(), page.render(scale=150 / 72).to_pil().convert("L")))
    maker = FPDF(unit="pt")
    for size, picture in pages:
        maker.add_page(format=size)
        maker.image(picture, 0, 0, *size)
    writer = PdfWriter()
    writer.append(original, pages=(0, first - 1))
    writer.append(io.BytesIO(bytes(maker.output())))
    writer.write(path)
    return path


def raw(objects: Sequence[bytes], *, root: int = 1) -> bytes:
    """A PDF of the given objects, numbered from 1."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, start))
    return out.getvalue()


def one_page(content: bytes, *, stream: bytes = b"", font: bytes = b"", catalog: bytes = b"") -> bytes:
    """One page with the given content stream; `stream` adds entries to the stream's dictionary."""
    font = font or b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return raw(
        [
            b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d " % len(content) + stream + b" >>\nstream\n" + content + b"\nendstream",
            font,
        ]
    )


def bomb(n_bytes: int) -> bytes:
    """A small file whose page unpacks to `n_bytes`."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(n_bytes // 1_000_000)) + packer.flush()
    return one_page(packed, stream=b"/Filter /FlateDecode")
