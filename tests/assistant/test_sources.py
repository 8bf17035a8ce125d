"""An opened citation: its surroundings, and the pages of a PDF with the quote marked, right or not at all."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from assistant.answers import Citation
from assistant.citing import citation
from assistant.sources import SURROUNDING_CHARS, open_source
from corpus.documents import Document
from corpus.errors import DocumentError
from corpus.library import file_sha256
from tests.conftest import MakeAssistant
from tests.corpus.pdf_makers import Maker, prose, read_file
from tests.corpus.reading import made_up

GRANT = "The grant for mentors is £41,500 a year."


def cite(document: Document, words: str) -> Citation:
    start = document.text.index(words)
    block = next(i for i, b in enumerate(document.blocks) if b.char_start <= start < b.char_end)
    return citation(1, document, block, start, start + len(words))


@pytest.fixture
def report(tmp_path: Path) -> Document:
    """A PDF whose second paragraph runs over the end of its first page."""
    maker = Maker(foot=str)
    maker.add_page()
    maker.paragraph(GRANT)
    maker.ln(540)
    maker.paragraph(" ".join(f"{number}th" for number in range(100, 240)) + ".")
    path = maker.save(tmp_path / "report.pdf")
    document = read_file(path)
    return replace(document, source=replace(document.source, sha256=file_sha256(path)))


def test_text_is_shown_around_the_quote_to_whole_words() -> None:
    words = [f"word{number}" for number in range(2_000)]
    document = made_up(" ".join(words[:1_000]) + f" {GRANT} " + " ".join(words[1_000:])).document
    view = open_source(document, cite(document, GRANT))
    assert view.before + view.quote + view.after in document.text
    assert (view.quote, view.more_before, view.more_after, view.pages) == (GRANT, True, True, ())
    assert set(view.before.split() + view.after.split()) <= set(words)
    assert SURROUNDING_CHARS - 20 < len(view.before) <= SURROUNDING_CHARS


def test_short_document_is_shown_whole() -> None:
    document = made_up(f"Before it.\n\n{GRANT}\n\nAfter it.").document
    view = open_source(document, cite(document, GRANT))
    assert (view.before, view.after) == ("Before it.\n\n", "\n\nAfter it.")
    assert (view.more_before, view.more_after) == (False, False)


def test_quote_of_a_pdf_is_marked_on_its_page(report: Document) -> None:
    (page,) = open_source(report, cite(report, GRANT), width=595).pages
    assert (page.number, page.label, page.note) == (1, "1", "")
    assert page.picture is not None
    (box,) = page.picture.boxes
    image = Image.open(io.BytesIO(page.picture.png))
    assert image.size == (page.picture.width, page.picture.height)
    assert image.getpixel((box[0] + 1, box[1] + 1)) != (255, 255, 255)


def test_quote_over_a_page_end_is_marked_on_both_pages(report: Document) -> None:
    cited = cite(report, report.body(report.blocks[1]))
    assert (cited.page_number, cited.page_end_number, cited.page_end_label) == (1, 2, "2")
    pages = open_source(report, cited).pages
    assert [page.number for page in pages] == [1, 2]
    assert all(page.picture and page.picture.boxes for page in pages)


def test_quote_that_stands_twice_on_its_page_is_not_marked(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.paragraph(GRANT)
    maker.paragraph(prose(30))
    maker.paragraph(GRANT)
    path = maker.save(tmp_path / "twice.pdf")
    document = read_file(path)
    document = replace(document, source=replace(document.source, sha256=file_sha256(path)))
    (page,) = open_source(document, cite(document, GRANT)).pages
    assert page.picture is not None
    assert page.picture.boxes == ()
    assert page.note == "The quote's place on this page is not certain, so it is not marked."


def test_page_read_by_ocr_is_drawn_without_a_mark_and_says_why(report: Document) -> None:
    by_ocr = replace(report, pages=tuple(replace(page, ocr=True) for page in report.pages))
    (page,) = open_source(by_ocr, cite(by_ocr, GRANT)).pages
    assert page.picture is not None
    assert page.picture.boxes == ()
    assert page.note.startswith("This page is a scan")


def test_file_that_was_changed_since_is_not_drawn(report: Document) -> None:
    maker = Maker()
    maker.add_page()
    maker.paragraph(GRANT + " Or not.")
    maker.save(report.source.path)
    (page,) = open_source(report, cite(report, GRANT)).pages
    assert page.picture is None
    assert page.note.startswith("report.pdf: was changed since it was indexed")
    report.source.path.unlink()
    (page,) = open_source(report, cite(report, GRANT)).pages
    assert page.note.startswith("report.pdf: cannot be read (No such file")


def test_quote_of_a_replaced_document_is_one_clear_line(report: Document) -> None:
    stale = replace(cite(report, GRANT), quote="The grant for mentors is £41,000 a year.")
    with pytest.raises(DocumentError, match=r"report: does not hold this quote any more"):
        open_source(report, stale)


def test_assistant_opens_a_citation_of_its_answer(small: MakeAssistant) -> None:
    assistant = small()
    document = assistant.index.documents["plan"]
    cited = cite(document, "The council will spend £25 million on recruiting foster carers by 2025.")
    assert assistant.open_source(cited).before.endswith("1. ")
    with pytest.raises(DocumentError, match="gone: is not among the documents any more"):
        assistant.open_source(replace(cited, document_id="gone"))
