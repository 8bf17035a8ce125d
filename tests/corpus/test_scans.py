"""Pages without text, read by OCR: the real models, on pages drawn and turned into pictures here."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import scans, shelf, worker
from corpus.chunking import chunk
from corpus.documents import Document, Source
from corpus.errors import DocumentError
from corpus.scans import OCR_FILE, ScannedLine, ScannedPage, runs_of
from corpus.shelf import Shelf
from tests.corpus.pdf_makers import Maker, on_page, read_file, scan, scanned, source_of

CLAIMS = (
    "1. The council will spend £27,450 on recruiting 116 foster carers by 31 March 2025, an increase of 4.5 per cent.",
    "2. Members agreed that kinship carers should be paid the same allowance as foster carers from April.",
)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three small pages of text."""
    maker = Maker()
    for number, claim in enumerate(("This page is text, as it was written.", *CLAIMS)):
        maker.add_page(format=(420.0, 300.0))
        if number:
            maker.heading(f"Part {number}: fostering in the county", size=18)
        maker.paragraph(claim)
    return maker.save(tmp_path_factory.mktemp("original") / "report.pdf")


@pytest.fixture(scope="module")
def mixed(original: Path) -> Path:
    """The same pages, the second and third as pictures."""
    return scanned(original.with_name("mixed.pdf"), original, first=2)


@pytest.fixture(scope="module")
def read(mixed: Path) -> tuple[Document, str, list[str]]:
    """The mixed file read by OCR in its worker, what is to be kept, and the progress told."""
    told: list[str] = []
    document, words = worker.read_by_ocr(source_of(mixed), told.append)
    return document, words, told


def words(text: str) -> Counter[str]:
    return Counter(text.split())


def test_words_and_figures_of_scanned_pages_are_recovered(
    original: Path, read: tuple[Document, str, list[str]]
) -> None:
    wanted, found = words(read_file(original).text), words(read[0].text)
    assert (wanted & found).total() >= 0.97 * wanted.total()
    for figure in ("£27,450", "116", "31", "2025,", "4.5"):
        assert figure in read[0].text.split()


def test_only_pages_without_text_are_read_by_ocr(read: tuple[Document, str, list[str]]) -> None:
    document, _, told = read
    assert [page.ocr for page in document.pages] == [False, True, True]
    assert told == ["reading page 2 of 3 by OCR", "reading page 3 of 3 by OCR"]
    assert on_page(document, 1).strip() == "This page is text, as it was written."
    assert "pages 2, 3 were read by OCR" in document.warnings


def test_scanned_page_has_headings_and_numbered_paragraphs(read: tuple[Document, str, list[str]]) -> None:
    document = read[0]
    assert [(block.kind, block.page, block.paragraph) for block in document.blocks[1:]] == [
        ("heading", 2, None), ("paragraph", 2, "1"), ("heading", 3, None), ("paragraph", 3, "2"),
    ]  # fmt: skip
    assert [piece.page_number for piece in chunk(document)] == [1, 2, 3]


@pytest.fixture
def kept(mixed: Path, read: tuple[Document, str, list[str]], tmp_path: Path) -> Source:
    """The file with what was read beside it, as the library keeps them."""
    (tmp_path / "mixed.pdf").write_bytes(mixed.read_bytes())
    data = read[1].encode()
    (tmp_path / OCR_FILE).write_bytes(data)
    return replace(source_of(tmp_path / "mixed.pdf"), ocr=hashlib.sha256(data).hexdigest())


def test_later_reading_gives_the_same_text_without_ocr(
    kept: Source, read: tuple[Document, str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "_load_models", lambda: pytest.fail("OCR ran again"))
    again = worker.read(kept)
    assert (again.text, again.blocks, again.pages) == (read[0].text, read[0].blocks, read[0].pages)


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_words_that_were_lost_or_changed_are_not_used(kept: Source, damage: str) -> None:
    path = kept.path.with_name(OCR_FILE)
    if damage == "lost":
        path.unlink()
    else:
        path.write_text(path.read_text().replace("27,450", "72,450"))
    document = worker.read(kept)
    assert "450" not in document.text
    assert (
        "pages 2, 3 hold no text: what OCR read of it was lost or changed, so add it again with --ocr"
        in document.warnings
    )


def with_words(kept: Source, path: Path, pages: list[dict[str, object]]) -> Source:
    """A file beside which stands what OCR is made to have read."""
    data = json.dumps({"schema": 1, "pages": pages}).encode()
    kept.path.with_name(OCR_FILE).write_bytes(data)
    return replace(source_of(path), ocr=hashlib.sha256(data).hexdigest())


def test_day_of_the_scan_is_not_the_date_of_the_document(original: Path, kept: Source) -> None:
    maker = Maker()
    maker.add_page()
    path = maker.save(kept.path.with_name("scan.pdf"))
    page = json.loads(kept.path.with_name(OCR_FILE).read_text())["pages"][0]
    assert read_file(original).source.published is not None  # the day the file was made
    assert worker.read(with_words(kept, path, [{**page, "number": 1}])).source.published is None


def test_scan_of_nothing_is_one_clear_line(kept: Source) -> None:
    path = scan(kept.path.with_name("scan.pdf"), 1)
    empty = {"number": 1, "width": 595.0, "height": 842.0, "lines": []}
    with pytest.raises(DocumentError, match=r"scan\.pdf: 0 of 1 pages hold text, and OCR found none\. Add a clearer"):
        worker.read(with_words(kept, path, [empty]))


def test_lines_a_little_higher_or_wider_are_of_one_size() -> None:
    def line(top: float, height: float, text: str, width: float) -> ScannedLine:
        return ScannedLine(text, 72, top, 72 + width, top + height, 0.99)

    page = ScannedPage(
        1,
        595,
        842,
        (
            line(100, 21, "Schools and their duties", 200),
            line(140, 14, "Schools must keep a register of", 180),
            line(155, 15.5, "pupils, and tell the authority", 175),
            line(170, 13, "or nurseries as soon as a new one", 190),
        ),
    )
    head, *body = runs_of(page).runs
    assert {run.size for run in body} == {12.0}
    assert head.size > 1.12 * 12
    assert [round(run.y) for run in body] == sorted((round(run.y) for run in body), reverse=True)


# In the library ----------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path, read: tuple[Document, str, list[str]], monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A library whose OCR gives what was read above."""

    def given(source: Source, _: object) -> tuple[Document, str]:
        return replace(read[0], source=source), read[1]

    monkeypatch.setattr(worker, "read_by_ocr", given)
    return Shelf(tmp_path / "data" / "library")


def test_library_keeps_what_ocr_read(library: Shelf, mixed: Path, read: tuple[Document, str, list[str]]) -> None:
    (outcome,) = library.add([mixed], ocr=True)
    assert outcome.result == "added"
    (source,) = library.sources()[0]
    assert worker.read(source).text == read[0].text
    assert source.ocr == hashlib.sha256(read[1].encode()).hexdigest()


def test_file_that_was_added_without_ocr_is_read_when_it_is_asked_for(library: Shelf, mixed: Path) -> None:
    library.add([mixed])
    (before,) = library.sources()[0]
    (outcome,) = library.add([mixed], ocr=True)
    assert (outcome.result, outcome.message) == ("replaced", "mixed.pdf: read by OCR, as 'mixed'.")
    (kept,) = library.kept()[0]
    assert (kept.record.version, kept.superseded) == (1, False)
    assert kept.source().sha256 != before.sha256  # so that nothing made of the words before is taken for these
    assert library.add([mixed], ocr=True)[0].result == "known"
    assert library.add([mixed])[0].result == "known"


def test_file_that_is_all_text_is_known_with_ocr_too(
    library: Shelf, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "read_by_ocr", lambda source, _: (worker.read(source), ""))
    library.add([original])
    (outcome,) = library.add([original], ocr=True)
    assert outcome.message == "report.pdf: is there already, as 'report', and holds text."
    assert len(list(library.folder.glob("report.*"))) == 1


def test_ocr_that_is_not_installed_is_one_line_before_anything_is_read(
    tmp_path: Path, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(scans, "find_spec", lambda name: None if name == "rapidocr" else find(name))
    monkeypatch.setattr(shelf, "read_document", lambda _: pytest.fail("read"))
    with pytest.raises(DocumentError, match=r"--ocr: needs the package rapidocr, which is not installed\. Run `pip"):
        Shelf(tmp_path / "library").add([mixed], ocr=True)
    assert not (tmp_path / "library").exists()
