"""How much of a page OCR recovers: pages of real PDFs turned into scans, good and bad, and read again.

`python -m tests.corpus.ocr_outcomes ../shared/pdfs/good` prints a line for each file: words recovered, and figures,
which matter most, of the text that the page itself holds; and how many words were read that it does not hold.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageFilter
from pypdf import PdfReader, PdfWriter

from corpus import worker
from corpus.errors import DocumentError
from tests.corpus.pdf_makers import read_file, source_of

PAGES = 2


def clean_scan(page: Image.Image) -> Image.Image:
    """A page as a good scanner gives it, at 200 dpi."""
    return page


def poor_scan(page: Image.Image) -> Image.Image:
    """A page laid a little askew, grey, grainy, soft and pressed hard by JPEG, at 150 dpi."""
    page = page.resize((page.width * 3 // 4, page.height * 3 // 4)).rotate(
        0.7, fillcolor=255, resample=Image.Resampling.BICUBIC
    )
    grain = Image.effect_noise(page.size, 18)
    page = Image.blend(page.filter(ImageFilter.GaussianBlur(0.6)), grain, 0.12)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=35)
    return Image.open(out)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+(?:[.,]\d+)*", text.replace("’", "'").casefold()))


def row(path: Path, folder: Path, make: Callable[[Image.Image], Image.Image]) -> str:
    """One file's outcome: some pages from its middle, as text and as a scan."""
    n_pages = len(PdfReader(path).pages)
    first = min(n_pages // 2, max(0, n_pages - PAGES))
    part, scanned = folder / f"part-{path.stem}.pdf", folder / f"scan-{path.stem}.pdf"
    writer = PdfWriter()
    writer.append(path, pages=(first, min(n_pages, first + PAGES)))
    writer.write(part)
    pdf = FPDF(unit="pt")
    with pypdfium2.PdfDocument(part) as original:
        for page in original:
            picture = page.render(scale=200 / 72).to_pil().convert("L")
            pdf.add_page(format=page.get_size())
            pdf.image(make(picture), 0, 0, *page.get_size())
    scanned.write_bytes(bytes(pdf.output()))
    wanted = words(read_file(part).text)
    start = time.perf_counter()
    try:
        found = words(worker.read_by_ocr(source_of(scanned))[0].text)
    except DocumentError as error:
        return f"{path.stem:44} {error}"
    seconds = (time.perf_counter() - start) / min(PAGES, n_pages)
    figures = Counter({word: n for word, n in wanted.items() if word[0].isdigit()})
    share = (wanted & found).total() / max(1, wanted.total())
    share_figures = (figures & found).total() / max(1, figures.total())
    wrong = (found - wanted).total() / max(1, found.total())
    return (
        f"{path.stem:44} {wanted.total():6,} {share:7.1%} {figures.total():8} {share_figures:7.1%} {wrong:7.1%} "
        f"{seconds:7.1f}"
    )


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        for make in (clean_scan, poor_scan):
            print(f"{make.__name__:44}  words   found  figures   found   wrong  s/page")
            for path in sorted(Path(sys.argv[1]).rglob("*.pdf")):
                print(row(path, Path(folder), make), flush=True)


if __name__ == "__main__":
    main()
