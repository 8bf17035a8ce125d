from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle

from corpus.errors import DocumentError
from corpus.library import load_library
from corpus.runs import Fonts, PageRuns, read_runs
from corpus.sentences import sentence_spans
from tests.corpus.pdf_makers import Maker, bomb, on_page, one_page, prose, raw, read_file, scan


def _report(path: Path, *, n_pages: int = 4) -> Path:
    maker = Maker(head="Cabinet, 14 March 2023", foot=lambda number: f"Page {number} of {n_pages}")
    for number in range(n_pages):
        maker.add_page()
        maker.heading(f"Part {number + 1}")
        maker.paragraph(f"{number + 1}. " + prose(60, start=number))
    return maker.save(path)


def test_pages_part_the_text_exactly(tmp_path: Path) -> None:
    document = read_file(_report(tmp_path / "a.pdf"))
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    assert "".join(on_page(document, number) for number in range(1, 5)) == document.text


def test_running_heads_and_feet_are_left_out(tmp_path: Path) -> None:
    document = read_file(_report(tmp_path / "a.pdf"))
    assert "Cabinet, 14 March" not in document.text
    assert "Page 2" not in document.text
    assert "Part 3" in on_page(document, 3)


def test_printed_page_number_is_the_label(tmp_path: Path) -> None:
    document = read_file(_report(tmp_path / "a.pdf"))
    assert [page.label for page in document.pages] == ["1", "2", "3", "4"]


def test_roman_front_matter_and_a_restart_are_kept_as_printed(tmp_path: Path) -> None:
    printed = ["i", "ii", "iii", "1", "2", "3", "1", "2", "3"]
    maker = Maker(foot=lambda number: printed[number - 1])
    for number in range(len(printed)):
        maker.add_page()
        maker.paragraph(prose(50, start=number))
    document = read_file(maker.save(tmp_path / "pack.pdf"))
    assert [page.label for page in document.pages] == printed
    assert document.pages[6].number == 7


def _labelled(path: Path, made: Path) -> Path:
    writer = PdfWriter(clone_from=str(made))
    writer.set_page_label(0, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL, start=101)
    with path.open("wb") as stream:
        writer.write(stream)
    return path


def test_printed_number_wins_over_the_label_of_the_file(tmp_path: Path) -> None:
    document = read_file(_labelled(tmp_path / "b.pdf", _report(tmp_path / "a.pdf")))
    assert [page.label for page in document.pages] == ["1", "2", "3", "4"]


def test_label_of_the_file_stands_where_nothing_is_printed(tmp_path: Path) -> None:
    maker = Maker()
    for number in range(2):
        maker.add_page()
        maker.paragraph(prose(40, start=number))
    document = read_file(_labelled(tmp_path / "b.pdf", maker.save(tmp_path / "a.pdf")))
    assert [page.label for page in document.pages] == ["101", "102"]


def test_page_without_any_number_has_no_label(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.paragraph(prose(40))
    assert [page.label for page in read_file(maker.save(tmp_path / "a.pdf")).pages] == [None]


def test_paragraph_over_a_page_end_is_one_and_knows_both_pages(tmp_path: Path) -> None:
    maker = Maker(foot=str)
    maker.add_page()
    maker.heading("Kinship care")
    maker.paragraph("12. " + prose(900))
    document = read_file(maker.save(tmp_path / "a.pdf"))
    block = next(block for block in document.blocks if block.paragraph == "12")
    assert [page.number for page in document.pages_of(block.char_start, block.char_end)] == [1, 2]
    assert document.text[block.char_start : block.char_end] == "12. " + prose(900)


def test_numbers_headings_and_bullets_become_blocks(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.heading("Family help")
    maker.paragraph("3.1 " + prose(30))
    maker.paragraph("3.2 The board agreed to:")
    maker.paragraph("\x95 fund two family hubs in the north of the county")
    maker.paragraph("\x95 report to cabinet every six months")
    document = read_file(maker.save(tmp_path / "a.pdf"))
    assert [(b.kind, b.paragraph) for b in document.blocks] == [
        ("heading", None),
        ("paragraph", "3.1"),
        ("paragraph", "3.2"),
        ("item", "3.2"),
        ("item", "3.2"),
    ]
    assert document.blocks[1].section == ("Family help",)
    assert document.blocks[4].lead_in == 2


def test_broken_word_is_made_whole_and_a_span_of_years_is_not(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.paragraph("The plan was implemented in full by every one of the councils in the region.")
    maker.lines(
        [
            "Most of the reforms that the councils chose have since been imple-",
            "mented across the region, and the money that was set aside for 2018-",
            "/19 was spent on the well-being of children who live in the county.",
        ],
        72,
        200,
    )
    text = read_file(maker.save(tmp_path / "a.pdf")).text
    assert "been implemented across" in text
    assert "for 2018-/19 was" in text


def test_ligatures_are_letters() -> None:
    from corpus.layout import _shown

    assert _shown("e\ufb03cient \ufb01nance") == "efficient finance"


def test_title_publisher_and_date_are_read_and_flagged(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.heading("Our plan for family help", size=24)
    maker.paragraph("Durham County Council")
    maker.paragraph("March 2023")
    maker.paragraph(prose(80))
    document = read_file(maker.save(tmp_path / "scan0001.pdf"))
    source = document.source
    assert (source.title, source.publisher, source.published) == (
        "Our plan for family help",
        "Durham County Council",
        "2023-03",
    )
    assert "title read from the document, not given: Our plan for family help" in document.warnings


def test_scan_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(
        DocumentError,
        match=r"scan\.pdf: 0 of 2 pages hold text, so it is probably a scan\. Add it with `reforms add --ocr`",
    ):
        read_file(scan(tmp_path / "scan.pdf"))


def test_page_without_text_among_others_is_a_warning(tmp_path: Path) -> None:
    document = read_file(scan(tmp_path / "scan.pdf", 2, text_page=prose(40)))
    assert "pages 1, 2 hold no text: scanned? `reforms add --ocr` reads such pages" in document.warnings
    assert [page.char_start for page in document.pages] == [0, 0, 0]


def test_font_that_names_no_letters_is_a_warning(tmp_path: Path) -> None:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [<< /Type /Font "
        b"/Subtype /CIDFontType2 /BaseFont /Odd /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> >>] >>"
    )
    path = tmp_path / "odd.pdf"
    path.write_bytes(one_page(b"BT /F1 12 Tf 72 700 Td <003500490054> Tj ET", font=font))
    assert any(warning.startswith("low-quality text") for warning in read_file(path).warnings)


def test_password_is_asked_for_in_one_line(tmp_path: Path) -> None:
    made = _report(tmp_path / "a.pdf")
    writer = PdfWriter(clone_from=str(made))
    writer.encrypt("secret", algorithm="AES-256")
    with (tmp_path / "locked.pdf").open("wb") as stream:
        writer.write(stream)
    with pytest.raises(DocumentError, match=r"locked\.pdf: a password is needed to open it"):
        read_file(tmp_path / "locked.pdf")


def test_file_locked_against_changes_only_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=str(_report(tmp_path / "a.pdf")))
    writer.encrypt("", "owner", algorithm="AES-256")
    with (tmp_path / "b.pdf").open("wb") as stream:
        writer.write(stream)
    assert "Part 1" in read_file(tmp_path / "b.pdf").text


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 word", "not a PDF, whatever its name says; it looks like a zip archive"),
        (b"%PDF-1.7\nnothing more", "is damaged"),
        (raw([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]), "is damaged"),
        (bomb(200_000_000), "unpacks to more than is read"),
    ],
)
def test_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path, data: bytes, line: str) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=line) as caught:
        read_file(path)
    assert str(caught.value).startswith("bad.pdf: ")
    assert "\n" not in str(caught.value)


def test_damaged_page_is_left_out_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: PageObject, number: int, fonts: Fonts) -> PageRuns:
        if number == 2:
            raise ValueError("odd stream")
        return read_runs(page, number, fonts)

    monkeypatch.setattr("corpus.pdf.read_runs", broken)
    document = read_file(_report(tmp_path / "a.pdf"))
    assert "page 2 left out: is damaged (ValueError: odd stream)" in document.warnings
    assert "Part 1" in document.text
    assert "Part 2" not in document.text
    assert on_page(document, 2) == ""


def test_scripts_and_attachments_are_not_looked_at(tmp_path: Path) -> None:
    catalog = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Names << /EmbeddedFiles << /Names [] >> >>"
    path = tmp_path / "script.pdf"
    path.write_bytes(one_page(b"BT /F1 12 Tf 72 700 Td (Family help is early help.) Tj ET", catalog=catalog))
    assert read_file(path).text == "Family help is early help."


def test_library_lists_pdfs_as_nobody_described_them(tmp_path: Path) -> None:
    _report(tmp_path / "cabinet.pdf")
    library = load_library(tmp_path)
    (source,) = library.sources
    assert (source.format, source.publisher, source.kind, source.published) == ("pdf", "", "", None)
    assert not library.warnings


def test_letters_are_those_that_pypdf_itself_reads(tmp_path: Path) -> None:
    """The walk over the content stream uses a class of pypdf that is not public; this tells when it changes."""
    path = _report(tmp_path / "a.pdf")
    document = read_file(path)
    for number, page in enumerate(PdfReader(path).pages, start=1):
        own = "".join(filter(str.isalnum, page.extract_text()))
        assert "".join(filter(str.isalnum, on_page(document, number))) in own


def test_reference_to_a_note_belongs_to_the_sentence_before_it() -> None:
    text = "They help early.¹² The board met in 2018.³ It ended."
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "They help early.¹²",
        "The board met in 2018.³",
        "It ended.",
    ]
