from __future__ import annotations

from pathlib import Path

import pytest

from corpus.grids import find_grids
from corpus.runs import Rule
from tests.corpus.pdf_makers import Maker, columns, prose, read_file


@pytest.mark.parametrize("n_columns", [2, 3])
def test_columns_are_read_one_after_the_other(tmp_path: Path, n_columns: int) -> None:
    texts = [prose(120, start=11 * number) for number in range(n_columns)]
    text = read_file(columns(tmp_path / "a.pdf", texts, title="A paper in columns")).text
    places = [text.index(piece) for piece in texts]
    assert places == sorted(places)
    assert text.startswith("A paper in columns")


def test_ruled_table_is_kept_row_by_row_under_its_header(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.paragraph("Spending by year is shown below.")
    rows = [
        ("Year", "Family help", "Kinship care"),
        ("2023", "£4 million in the first year of the programme", "£1 million"),
        ("2024", "£5 million", "£2 million for carers who have a special guardianship order"),
    ]
    with maker.table(width=440, line_height=14) as table:
        for row in rows:
            table.row(row)
    document = read_file(maker.save(tmp_path / "a.pdf"))
    blocks = [block for block in document.blocks if block.kind == "row"]
    assert [document.body(block) for block in blocks] == [" | ".join(row) for row in rows]
    header = document.blocks.index(blocks[0])
    assert [block.lead_in for block in blocks] == [None, header, header]


def test_table_without_ruled_lines_is_kept_row_by_row(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.lines(["Measure", "Referrals", "Assessments"], 72, 100)
    maker.lines(["North", "120", "80"], 250, 100)
    maker.lines(["South", "95", "71"], 400, 100)
    document = read_file(maker.save(tmp_path / "a.pdf"))
    assert document.text.split("\n") == ["Measure | North | South", "Referrals | 120 | 95", "Assessments | 80 | 71"]


def test_line_numbers_in_the_margin_are_left_out(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    lines = [f"the witness said that line {word} was hers" for word in "abcdefghijklmnopqrst"]
    maker.lines(lines, 110, 100, step=24)
    maker.lines([str(number) for number in range(1, 21)], 72, 100, step=24)
    assert read_file(maker.save(tmp_path / "a.pdf")).text == " ".join(lines)


def test_codes_that_count_on_are_not_line_numbers(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    names = ["Camden", "Greenwich", "Hackney", "Islington", "Lambeth", "Lewisham", "Southwark", "Barnet", "Bexley"]
    codes = [str(number) for number in range(201, 219)]
    maker.lines(codes, 72, 100, step=24)
    maker.lines([*names, *names], 110, 100, step=24)
    maker.lines([f"{name} North" for name in [*names, *names]], 330, 100, step=24)
    text = read_file(maker.save(tmp_path / "a.pdf")).text
    assert [code for code in codes if code not in text] == []


def test_page_laid_on_its_side_reads_like_any_other(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    text = prose(30)
    with maker.rotation(90, 300, 400):
        maker.lines([text[:80], text[80:]], 72, 400)
    assert read_file(maker.save(tmp_path / "a.pdf")).text.replace(" ", "") == text.replace(" ", "")


def test_raised_number_of_a_note_does_not_join_the_figure_before_it(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.text(72, 200, "The grant rises to £3,000")
    end = 72 + maker.get_string_width("The grant rises to £3,000")
    maker.set_font("Helvetica", size=7)
    maker.text(end, 196, "12")
    assert read_file(maker.save(tmp_path / "a.pdf")).text == "The grant rises to £3,000¹²"


def test_grid_needs_two_columns() -> None:
    box = [Rule(0, 0, 100, 0), Rule(0, 50, 100, 50), Rule(0, 0, 0, 50), Rule(100, 0, 100, 50)]
    assert find_grids(box) == []
    assert find_grids([*box, Rule(40, 0, 40, 50)])[0].xs == (0, 40, 100)
