"""The picture of a PDF's page with a quote marked on it, right or not at all.

Drawn by pypdfium2, whose own reading of the page gives each letter's box. The quote is looked up by its letters and
digits; unless they stand on the page exactly once, nothing is marked.
"""

from __future__ import annotations

import base64
import ctypes
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.documents import Document
from corpus.errors import DocumentError
from corpus.limits import Limits

_MAX_PIXELS = 12_000_000
_MAX_CHARS = 200_000
_MARK = (255, 235, 90)
_EDGE = (11, 12, 12)
PICTURE_LIMITS = Limits(wall_s=30, cpu_s=30, memory_mb=2_048)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it looks.

    Attributes:
        png: The picture's bytes.
        width: In pixels.
        height: In pixels.
        boxes: Where the quote is marked, line by line, as left, top, right, bottom in pixels; empty when the quote is
            not on the page exactly once.
    """

    png: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]


def picture(path: Path, page_number: int, quote: str, *, width: int = 900, limits: Limits = PICTURE_LIMITS) -> Picture:
    """Draw a page in a worker process.

    Args:
        path: The PDF file.
        page_number: Physical page from 1.
        quote: What to mark: the part of a quote that stands on this page (`quote_on_page`); "" marks nothing.
        width: Of the picture in pixels.
        limits: What it may cost.

    Raises:
        DocumentError: If the file or the page cannot be drawn.
    """
    from corpus import worker

    request = {"path": str(path.resolve()), "page": page_number, "quote": quote, "width": width}
    answer = worker.run("picture", request, path.name, limits)
    boxes = tuple((box[0], box[1], box[2], box[3]) for box in answer["boxes"])
    return Picture(base64.b64decode(answer["png"]), answer["width"], answer["height"], boxes)


def quote_on_page(document: Document, start: int, end: int, page_number: int) -> str:
    """The part of `Document.text[start:end]` that stands on a page; "" where none does."""
    for page in document.pages:
        if page.number == page_number:
            return document.text[max(start, page.char_start) : min(end, page.char_end)]
    return ""


def draw(path: Path, page_number: int, quote: str, width: int) -> dict[str, Any]:
    """Draw a page in this process, as JSON's types; see `picture`."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            if not 1 <= page_number <= len(pdf):
                raise DocumentError(f"{path.name}: has {len(pdf)} pages, and no page {page_number}.")
            return _draw(pdf[page_number - 1], quote, width)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise DocumentError(f"{path.name}: page {page_number} cannot be drawn ({error}).") from error


def _draw(page: Any, quote: str, width: int) -> dict[str, Any]:
    from PIL import Image, ImageChops, ImageDraw

    page_width, page_height = page.get_size()
    if page_width <= 0 or page_height <= 0:
        raise DocumentError(f"the page is {page_width:g} by {page_height:g} points: nothing to draw.")
    scale = width / page_width
    if scale * scale * page_width * page_height > _MAX_PIXELS:
        scale = (_MAX_PIXELS / (page_width * page_height)) ** 0.5
    image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    boxes = _boxes(page, quote, image.width, image.height)
    if boxes:
        layer = Image.new("RGB", image.size, (255, 255, 255))
        pen = ImageDraw.Draw(layer)
        for box in boxes:
            pen.rectangle(box, fill=_MARK)
            pen.line((box[0], box[3], box[2], box[3]), fill=_EDGE, width=2)
        image = ImageChops.multiply(image, layer)  # as a marker pen does: black stays black
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return {
        "png": base64.b64encode(out.getvalue()).decode(),
        "width": image.width,
        "height": image.height,
        "boxes": boxes,
    }


def _folded(text: str) -> str:
    """Letters and digits alone, ligatures and raised digits as plain ones, in small letters."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _boxes(page: Any, quote: str, width: int, height: int) -> list[Box]:
    """Where the quote stands in the picture, one box a line; none unless each of its parts stands there just once."""
    from pypdfium2 import raw

    text_page = page.get_textpage()
    count = text_page.count_chars()
    if not _folded(quote) or count > _MAX_CHARS:
        return []
    letters: list[str] = []
    owners: list[int] = []
    for index in range(count):
        for char in _folded(chr(raw.FPDFText_GetUnicode(text_page, index) & 0x10FFFF)):
            letters.append(char)
            owners.append(index)
    spans = _spans("".join(letters), quote)
    if spans is None:
        return []
    boxes: list[list[float]] = []
    for start, end in spans:
        line: list[float] | None = None
        for index in dict.fromkeys(owners[start:end]):
            left, bottom, right, top = text_page.get_charbox(index, loose=True)
            if line is not None and bottom < (line[1] + line[3]) / 2 < top and left >= line[0] - 1:
                line[:] = [line[0], min(line[1], bottom), max(line[2], right), max(line[3], top)]
            else:
                line = [left, bottom, right, top]
                boxes.append(line)
    return [_in_pixels(page, box, width, height) for box in boxes]


def _spans(letters: str, quote: str) -> list[tuple[int, int]] | None:
    """Spans of the quote in the page's letters: as a whole, else row by row and cell by cell, each exactly once."""
    whole = _only_place(letters, _folded(quote))
    if whole is not None:
        return [whole]
    parts = [_folded(part) for row in quote.split("\n") for part in row.split(" | ")]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return None
    spans = []
    for part in parts:
        span = _only_place(letters, part)
        if span is None:
            return None
        spans.append(span)
    return spans


def _only_place(letters: str, wanted: str) -> tuple[int, int] | None:
    at = letters.find(wanted) if wanted else -1
    if at < 0 or letters.find(wanted, at + 1) >= 0:
        return None
    return at, at + len(wanted)


def _in_pixels(page: Any, box: list[float], width: int, height: int) -> Box:
    from pypdfium2 import raw

    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for left, top in ((box[0], box[1]), (box[2], box[3])):
        raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, left, top, x, y)
        corners.append((x.value, y.value))
    (ax, ay), (bx, by) = corners
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
