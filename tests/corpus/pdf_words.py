"""Words that pypdf finds on a page and our Document lacks there, over a folder of PDFs.

`python -m tests.corpus.pdf_words ../shared/pdfs/good` reads a few pages in a hundred; `--all` reads every page.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdf.generic._font
from pypdf import PdfReader

from corpus import worker
from corpus.documents import Document
from corpus.limits import Limits
from tests.corpus.pdf_makers import source_of

_WORD = re.compile(r"[^\W\d_]+|\d+")
_EDGE_LINES = 6
"""A running head or foot is among this many lines at either end of what pypdf extracts."""
_SAMPLED = 24
_NAMED = 20


def lost_words(plain: str, ours: str, running: Iterable[str] = ()) -> Counter[str]:
    """Words of a page as pypdf extracts it that are not among ours as often.

    A word counts as ours when its letters stand there in a row, and when it is two of our words: pypdf breaks words
    that we join, and the other way round. So the count errs to the low side, and a figure of several digits or a name
    is never passed over in a page that lacks it.

    Args:
        plain: The page's text by pypdf.
        ours: The page's part of our text.
        running: Lines of `plain` that are left out on purpose; each goes once.

    >>> lost_words("201 City of London", "City of London | 356 Stockport")
    Counter({'201': 1})
    """
    wanted, purposely = _words(plain), Counter[str]()
    for line in running:
        purposely += _words(line)
    text = _folded(ours)
    kept, letters = Counter(_WORD.findall(text)), "".join(_WORD.findall(text))
    lost = {word: count - purposely[word] - max(kept[word], letters.count(word)) for word, count in wanted.items()}
    return Counter({word: count for word, count in lost.items() if count > 0 and not _is_two(word, kept)})


def _is_two(word: str, kept: Counter[str]) -> bool:
    """Whether pypdf joined two words of ours, as it does with cells that touch ("DIRECTORBAIN")."""
    return any(kept[word[:cut]] and kept[word[cut:]] for cut in range(2, len(word) - 1))


def running_lines(pages: Sequence[str]) -> list[list[str]]:
    """Of each page, the lines at its edges that say the same, numbers aside, at the edge of two others, and labels."""
    edges = []
    for page in pages:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        edges.append([*lines[:_EDGE_LINES], *lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]])
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    return [[line for line in lines if seen[_key(line)] >= 3] for lines in edges]


def lost_by_page(document: Document, plain: Sequence[str], pages: Iterable[int]) -> dict[int, Counter[str]]:
    """The words lost of each page that lost any; `plain` holds the whole file, and pages count from 1."""
    running = running_lines(plain)
    found = {}
    for number in pages:
        page = document.pages[number - 1]
        # The half of a word that a page's end breaks goes to the page before.
        ours = document.text[max(0, page.char_start - 40) : page.char_end + 40]
        lost = lost_words(plain[number - 1], ours, [*running[number - 1], *_headers(document, number)])
        if lost:
            found[number] = lost
    return found


def _headers(document: Document, number: int) -> list[str]:
    """Header rows of tables that run on to a page, which prints them again."""
    leads = {block.lead_in for block in document.blocks if block.kind == "row" and block.page == number}
    headers = [document.blocks[lead] for lead in leads if lead is not None]
    return [document.body(header) for header in headers if (header.page or number) < number]


def sampled(n_pages: int, *, most: int = _SAMPLED) -> list[int]:
    """Page numbers spread evenly over a file, the first and the last among them."""
    if n_pages <= most:
        return list(range(1, n_pages + 1))
    return sorted({1 + round(step * (n_pages - 1) / (most - 1)) for step in range(most)})


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold()


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_folded(text)))


def _key(line: str) -> str:
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", " ".join(line.casefold().split()))


def main() -> None:
    """Print words lost, file by file."""
    # With fontTools installed, pypdf 7.1 puts a font program's own encoding over the one the file names.
    pypdf.generic._font.HAS_FONTTOOLS = False
    whole = "--all" in sys.argv[2:]
    for path in sorted(Path(sys.argv[1]).glob("*.pdf")):
        request = {"source": worker.source_to_json(source_of(path))}
        document = worker.document_from_json(worker.run("read", request, path.name, Limits())["document"])
        reader = PdfReader(path)
        n_pages = len(reader.pages)
        numbers = list(range(1, n_pages + 1)) if whole else sampled(n_pages)
        near = {number + step for number in numbers for step in (-1, 0, 1)}
        plain = [page.extract_text() if index in near else "" for index, page in enumerate(reader.pages, start=1)]
        lost = lost_by_page(document, plain, numbers)
        n_words = sum(len(_WORD.findall(plain[number - 1])) for number in numbers)
        n_lost = sum(sum(words.values()) for words in lost.values())
        print(f"{path.stem:44} {len(numbers):4} pages {n_words:8,} words {n_lost:6,} lost", flush=True)
        for number, words in lost.items():
            print(f"    page {number}: {' '.join(list(words.elements())[:_NAMED])}")


if __name__ == "__main__":
    main()
