"""The real PDFs of `../shared/pdfs`, read where they lie; skipped where they are absent."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from corpus import worker
from corpus.chunking import chunk
from corpus.documents import Document
from corpus.errors import DocumentError
from corpus.limits import Limits
from tests.corpus.fuzz import mutants, outcomes
from tests.corpus.pdf_makers import source_of
from tests.corpus.pdf_words import lost_by_page

_REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("REFORMS_SHARED", _REPOSITORY.parent / "shared")) / "pdfs"
pytestmark = pytest.mark.skipif(not (SHARED / "expected.json").is_file(), reason="../shared/pdfs is absent")

EXPECTED: Mapping[str, Any] = (
    json.loads((SHARED / "expected.json").read_text(encoding="utf-8")) if (SHARED / "expected.json").is_file() else {}
)
GOOD = [name for name in EXPECTED if name.startswith("good/")]
HOSTILE = [name for name in EXPECTED if name.startswith("hostile/")]
_LINES = {
    "made_docx_renamed": "not a PDF",
    "made_flate_bomb_1GiB": "unpacks to more than is read",
    "pdfjs_Pages-tree-refs": "is damaged",
    "pdfjs_evaljs": "0 of 2 pages hold text",
    "pdfjs_poppler-85140-0": "is damaged",
    "pdfjs_secHandler": "0 of 1 pages hold text",
    "plumb_empty_0_bytes": "the file is empty",
    "plumb_issue-203-decimalize": "0 of 3 pages hold text, so it is probably a scan",
    "pypdf_crazyones-encrypted-256": "a password is needed",
    "pypdf_encrypted-file": "a password is needed",
}


@cache
def _read(name: str) -> tuple[Document, float, float]:
    path = SHARED / name
    answer = worker.run("read", {"source": worker.source_to_json(source_of(path))}, path.name, Limits())
    return worker.document_from_json(answer["document"]), answer["seconds"], answer["peak_mb"]


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


@cache
def _plain_pages(name: str) -> list[str]:
    """Each page as pypdf itself extracts it."""
    # With fontTools installed, pypdf 7.1 puts a font program's own encoding over the one the file names.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pypdf.generic._font.HAS_FONTTOOLS", False)
        return [page.extract_text() for page in PdfReader(SHARED / name).pages]


@cache
def _own_pages(name: str) -> list[str]:
    """Each page's letters and digits as pypdf itself extracts them."""
    return [_folded(page) for page in _plain_pages(name)]


def _has_words(text: str, page: str) -> bool:
    """Whether every word stands on the page, whole or broken at a line's end.

    pypdf extracts in the file's order, which may run across columns and cells, where ours is the reading order.
    """
    words = [word for word in map(_folded, re.split(r"[\s/-]+", text)) if word]
    return all(
        word in page or any(word[:cut] in page and word[cut:] in page for cut in range(1, len(word))) for word in words
    )


@pytest.mark.parametrize("name", GOOD)
def test_every_chunk_is_found_on_the_pages_it_names(name: str) -> None:
    document, _, _ = _read(name)
    own = _own_pages(name)
    astray, rows, whole = [], 0, 0
    for piece in chunk(document):
        pages = document.pages_of(piece.char_start, piece.char_end)
        assert pages[0].number == piece.page_number
        for page in pages:
            part = document.text[max(piece.char_start, page.char_start) : min(piece.char_end, page.char_end)]
            for row in re.split(r"\n| \| ", part):
                found = _folded(row) in own[page.number - 1]
                rows, whole = rows + 1, whole + found
                if not found and not _has_words(row, own[page.number - 1]):
                    astray.append((page.number, row[:120]))
    assert astray == []
    assert whole >= 0.85 * rows  # word after word in pypdf's order too, but for columns and diagrams


@pytest.mark.parametrize("name", GOOD)
def test_pages_part_the_text_exactly(name: str) -> None:
    document, _, _ = _read(name)
    assert len(document.pages) == EXPECTED[name]["pages"]
    assert "".join(document.text[page.char_start : page.char_end] for page in document.pages) == document.text
    for block in document.blocks:
        assert document.pages_of(block.char_start, block.char_end)[0].number == block.page


@pytest.mark.parametrize("name", GOOD)
def test_phrases_stand_on_their_pages(name: str) -> None:
    document, _, _ = _read(name)
    for phrase in EXPECTED[name]["phrases"]:
        page = document.pages[phrase["page"] - 1]
        assert _folded(phrase["text"]) in _folded(document.text[page.char_start : page.char_end])


@pytest.mark.parametrize("name", GOOD)
def test_little_of_the_text_is_lost(name: str) -> None:
    document, _, _ = _read(name)
    kept, whole = len(_folded(document.text)), sum(map(len, _own_pages(name)))
    # Heads, feet and page numbers go; of the transcript's one page, 25 line numbers too.
    assert kept >= (0.8 if len(document.pages) == 1 else 0.93) * whole


@pytest.mark.parametrize("name", GOOD)
def test_no_word_of_a_page_is_lost(name: str) -> None:
    document, _, _ = _read(name)
    plain = _plain_pages(name)
    lost = lost_by_page(document, plain, range(1, len(plain) + 1))
    if name.endswith("scotus-transcript-p1.pdf"):  # one page: nothing tells its head and line numbers apart from text
        assert {word for words in lost.values() for word in words if not word.isdigit()} == {
            "official",
            "subject",
            "final",
            "review",
        }
    else:
        assert lost == {}


def test_three_columns_come_in_reading_order() -> None:
    name = "good/plumb_federal-register-2020-17221.pdf"
    document, _, _ = _read(name)
    first = document.text[: document.pages[0].char_end]
    places = [first.index(phrase) for phrase in EXPECTED[name]["order_page1"]]
    assert places == sorted(places)


def test_line_numbers_of_the_transcript_are_left_out() -> None:
    text = _read("good/plumb_scotus-transcript-p1.pdf")[0].text
    assert "oral argument before the Supreme Court" in text
    assert not re.search(r"\b(?:12|17|23) ", text)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_ends_in_text_a_warning_or_one_clear_line(name: str) -> None:
    outcome, line, document = "text", "", None
    try:
        document, _, _ = _read(name)
    except DocumentError as error:
        outcome, line = "error", str(error)
    stem = Path(name).stem
    if stem == "pdfjs_bug1978317":
        assert outcome == "text" or "took more than" in line
        return
    assert (outcome == "error") == (stem in _LINES)
    assert _LINES.get(stem, "") in line
    if document is not None:
        assert (EXPECTED[name]["contains"] or "") in document.text
        poor = any(warning.startswith("low-quality text") for warning in document.warnings)
        assert poor == (EXPECTED[name]["outcome"] == "garbled_text")


@pytest.mark.timeout(600)
def test_mutants_of_real_files_end_in_text_a_warning_or_one_clear_line(tmp_path: Path) -> None:
    seeds = [path.read_bytes() for path in sorted((SHARED / "good").glob("*.pdf")) if path.stat().st_size < 400_000]
    folder = tmp_path / "mutants"
    folder.mkdir()
    for number, data in enumerate(mutants(seeds, int(os.environ.get("REFORMS_FUZZ_REAL", "120")), seed=5)):
        (folder / f"{number:05}.pdf").write_bytes(data)
    assert [line for line in outcomes(folder, Limits(page_s=10), item_s=20) if line["outcome"] == "crash"] == []
