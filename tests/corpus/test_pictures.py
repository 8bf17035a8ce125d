from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from corpus.errors import DocumentError
from corpus.pictures import picture, quote_on_page
from tests.corpus.pdf_makers import Maker, prose, read_file, scan


def _page(path: Path) -> Path:
    maker = Maker()
    maker.add_page()
    maker.lines(
        ["The grant rises to £3,000 next year.", "The board met twice.", "The board met twice."], 72, 100, step=40
    )
    return maker.save(path)


def test_quote_is_marked_where_it_stands(tmp_path: Path) -> None:
    drawn = picture(_page(tmp_path / "a.pdf"), 1, "The grant rises to £3,000", width=595)
    (box,) = drawn.boxes  # at 595 pixels one pixel is one point: the text starts at x = 72 on the baseline y = 100
    assert abs(box[0] - 72) <= 3
    assert box[1] < 97 < box[3]
    image = Image.open(io.BytesIO(drawn.png))
    assert image.size == (drawn.width, drawn.height)
    assert image.getpixel((box[0] + 1, box[1] + 1)) != (255, 255, 255)


@pytest.mark.parametrize("quote", ["The grant rises to £4,000", "The board met twice.", "", "£ — !"])
def test_quote_that_is_not_there_exactly_once_is_not_marked(tmp_path: Path, quote: str) -> None:
    assert picture(_page(tmp_path / "a.pdf"), 1, quote).boxes == ()


def test_quote_over_two_lines_has_a_box_for_each(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.paragraph(prose(25))
    assert len(picture(maker.save(tmp_path / "a.pdf"), 1, prose(25)).boxes) == 2


def test_each_page_marks_its_part_of_a_quote_over_a_page_end(tmp_path: Path) -> None:
    maker = Maker(foot=str)
    maker.add_page()
    maker.paragraph(" ".join(f"{number}th" for number in range(100, 1100)) + ".")
    path = maker.save(tmp_path / "a.pdf")
    document = read_file(path)
    (block,) = document.blocks
    for number in (1, 2):
        part = quote_on_page(document, block.char_start, block.char_end, number)
        assert part
        assert picture(path, number, part).boxes
    assert quote_on_page(document, block.char_start, block.char_end, 3) == ""


def test_table_row_is_marked_cell_by_cell(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    with maker.table(width=440) as table:
        for row in (("Year", "Grant"), ("2023", "£4 million for hubs"), ("2024", "£5 million for carers")):
            table.row(row)
    path = maker.save(tmp_path / "a.pdf")
    document = read_file(path)
    assert document.body(document.blocks[2]) == "2024 | £5 million for carers"
    assert picture(path, 1, document.body(document.blocks[2])).boxes


def test_page_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"a\.pdf: has 1 pages, and no page 2"):
        picture(_page(tmp_path / "a.pdf"), 2, "")


def test_file_that_is_no_pdf_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(DocumentError, match=r"bad\.pdf: page 1 cannot be drawn"):
        picture(path, 1, "")


def test_scanned_page_is_drawn_without_a_mark(tmp_path: Path) -> None:
    drawn = picture(scan(tmp_path / "scan.pdf"), 1, "anything")
    assert drawn.png.startswith(b"\x89PNG")
    assert drawn.boxes == ()


def test_huge_page_is_drawn_small(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page(format=(100.0, 14_000.0))
    drawn = picture(maker.save(tmp_path / "long.pdf"), 1, "", width=2_000)
    assert drawn.width * drawn.height <= 12_100_000
