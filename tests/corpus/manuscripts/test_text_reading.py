from __future__ import annotations

import pytest

from corpus.errors import DocumentError
from corpus.manuscripts.model import Manuscript, Piece
from corpus.manuscripts.text_reading import read


def markdown(text: str) -> tuple[Piece, ...]:
    return read("a.md", text.encode(), "markdown").pieces


def plain(text: str) -> tuple[Piece, ...]:
    return read("a.txt", text.encode(), "text").pieces


def told(pieces: tuple[Piece, ...]) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces]


def test_markdown_blocks_are_told_apart() -> None:
    text = "# Fees\n\nThey **rise** by [£5](http://a/b(c)) &amp; more.\n\n- one\n- two\n\n> quoted\n"
    assert told(markdown(text)) == [
        ("heading", "Fees"),
        ("paragraph", "They rise by £5 & more."),
        ("item", "one"),
        ("item", "two"),
        ("paragraph", "quoted"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Fees & *rates*\n\nThe **fee** is [£5](http://a/b(c)). It's\nwrapped `here`, [x][y] and <b>there</b>.\n\n"
        "[y]: /z\n",
        "- a **b**\n  c\n    1. d\n\n| Area *x* | Fee |\n|---|---|\n| North | **£154** |\n",
        "Title\n=====\n\n> quoted *text*\n> goes on\n\n![pic (a)](x.png) after\n",
    ],
)
def test_every_character_of_markdown_is_known_by_its_place(text: str) -> None:
    for piece in markdown(text):
        found = "".join(text[piece.source_at(position)] for position in range(len(piece.text)))
        assert found.replace("\n", " ") == piece.text


def test_markdown_table_gives_its_cells_with_row_and_column() -> None:
    pieces = markdown("| Area | Fee \\| rate |\n|---|---|\n| North | £154 |\n| South | |\n")
    assert [(p.row, p.column, p.header, p.text) for p in pieces] == [
        (0, 0, True, "Area"), (0, 1, True, "Fee | rate"), (1, 0, False, "North"), (1, 1, False, "£154"),
        (2, 0, False, "South"),
    ]  # fmt: skip
    assert {p.table for p in pieces} == {0}


def test_markdown_footnote_is_a_note_and_its_mark_no_word() -> None:
    assert told(markdown("Fees rise[^1].\n\n[^1]: By £5.\n")) == [("paragraph", "Fees rise."), ("note", "By £5.")]


def test_front_matter_comments_and_code_are_no_prose() -> None:
    manuscript = read("a.md", b"---\ntitle: x\n---\n<!-- hidden -->\n\nFees rise.\n\n```\ncode = 5\n```\n", "markdown")
    assert told(manuscript.pieces) == [("paragraph", "Fees rise.")]
    assert manuscript.notices == ("holds 1 block of code, not checked",)


def test_tags_and_scripts_are_text_and_nothing_more() -> None:
    pieces = markdown("<script>alert(1)</script>\n\n<p>Fees rise.</p>\n")
    assert [piece.text for piece in pieces] == ["alert(1)", "Fees rise."]


def test_wrapped_lines_of_a_text_file_are_one_paragraph_and_set_lines_are_not() -> None:
    text = (
        "BRIEFING NOTE\nPurpose\nThis tells of the fee, which will be raised from April 2023 by the\n"
        "Government in all of England. It is £5.\nCosts\n"
    )
    assert told(plain(text)) == [
        ("heading", "BRIEFING NOTE"),
        ("heading", "Purpose"),
        (
            "paragraph",
            "This tells of the fee, which will be raised from April 2023 by the Government in all of England. "
            "It is £5.",
        ),
        ("heading", "Costs"),
    ]


@pytest.mark.parametrize("gap", ["\t", "     "])
def test_columns_of_a_text_file_are_a_table(gap: str) -> None:
    pieces = plain(f"Fees rise.\n\nArea{gap}Fee\nNorth{gap}£4\nSouth{gap}£5\n")
    assert [(p.row, p.column, p.text) for p in pieces if p.kind == "cell"] == [
        (0, 0, "Area"), (0, 1, "Fee"), (1, 0, "North"), (1, 1, "£4"), (2, 0, "South"), (2, 1, "£5"),
    ]  # fmt: skip


def test_marks_of_markdown_in_a_text_file_are_its_characters() -> None:
    assert told(plain("The *fee* is <b>£5</b> & more.\n")) == [("paragraph", "The *fee* is <b>£5</b> & more.")]


def test_printed_numbers_are_labels() -> None:
    (piece,) = plain("2.1 The fee rises by £5.\n")
    assert (piece.label, piece.text) == ("2.1", "The fee rises by £5.")


def test_characters_that_do_not_show_are_left_out() -> None:
    (piece,) = plain("The fee\u202e is £5\x07 now\u200b, and that is the whole of it from today.\n")
    assert piece.text == "The fee is £5 now, and that is the whole of it from today."


def test_encodings_of_windows_are_read() -> None:
    manuscript = read("a.txt", "The fee is £5.".encode("cp1252"), "text")
    assert manuscript.pieces[0].text == "The fee is £5."
    assert manuscript.notices == ("read as Windows-1252, not UTF-8",)
    assert read("a.txt", "Fee: £5 now.".encode("utf-16"), "text").pieces[0].text == "Fee: £5 now."


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"PK\x03\x04....", b"\x89PNG\r\n\x1a\n", b"a\0b\0c"])
def test_what_is_no_text_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"\Aa\.txt: "):
        read("a.txt", data, "text")


def test_a_draft_of_more_than_a_million_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(DocumentError, match="at most 1,000,000"):
        read("a.txt", b"Fees rise. " * 100_000, "text")


def test_empty_files_have_no_pieces() -> None:
    assert read("a.md", b"\n \n", "markdown") == Manuscript("a.md", "markdown", (), "\n \n")
