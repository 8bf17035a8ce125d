from __future__ import annotations

from pathlib import Path

from corpus.documents import Document
from tests.corpus.pdf_makers import Maker, prose, read_file

_FULL = "Local authorities should review how they find the children who are missing and their policies"


def _kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.char_start : block.char_end]) for block in document.blocks]


def _body(maker: Maker, y: float = 640) -> None:
    """Enough prose for the body's size and sides to show."""
    maker.lines([prose(14, start=3 * number).rstrip(".") for number in range(8)], 72, y)


def test_bold_first_line_of_a_sentence_is_no_heading(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.set_font("Helvetica", "B", 11)
    maker.text(72, 100, _FULL)
    maker.set_font("Helvetica", size=11)
    maker.text(72, 114, "procedures to make sure that these go on to be fit for their purpose.")
    _body(maker)
    text = f"{_FULL} procedures to make sure that these go on to be fit for their purpose."
    assert _kinds(read_file(maker.save(tmp_path / "a.pdf")))[0] == ("paragraph", text)


def test_remark_in_brackets_is_no_heading(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.set_font("Helvetica", "B", 11)
    maker.text(72, 100, "[NB: say here what the council offers]")
    maker.set_font("Helvetica", size=11)
    _body(maker)
    assert _kinds(read_file(maker.save(tmp_path / "a.pdf")))[0] == (
        "paragraph",
        "[NB: say here what the council offers]",
    )


def test_small_bold_capitals_are_a_heading(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.set_font("Helvetica", "B", 9)
    maker.text(72, 100, "WHO MAY NOT BE AN ADVOCATE?")
    maker.set_font("Helvetica", size=11)
    _body(maker, 120)
    document = read_file(maker.save(tmp_path / "a.pdf"))
    assert _kinds(document)[0] == ("heading", "WHO MAY NOT BE AN ADVOCATE?")
    assert document.blocks[1].section == ("WHO MAY NOT BE AN ADVOCATE?",)


def test_line_left_of_the_bullet_stands_after_the_list(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.text(72, 100, "This guidance is for:")
    maker.text(90, 122, "\x95 Local authorities")
    maker.text(72, 144, "It can be used by:")
    maker.text(90, 166, "\x95 Leaders, staff and governing bodies of all maintained schools and of all of the")
    maker.text(98, 180, "academies in England,")
    maker.text(72, 194, "about whom more is said below, and by parents who want to know what to do when they are")
    _body(maker, 208)
    kinds = _kinds(read_file(maker.save(tmp_path / "a.pdf")))
    assert kinds[:4] == [
        ("paragraph", "This guidance is for:"),
        ("item", "- Local authorities"),
        ("paragraph", "It can be used by:"),
        (
            "item",
            "- Leaders, staff and governing bodies of all maintained schools and of all of the academies in England,",
        ),
    ]
    assert kinds[4][1].startswith("about whom more is said below")


def test_item_that_lost_its_bullet_is_one(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.text(72, 100, "The main kinds are:")
    maker.text(90, 122, "\x95 applications by the partner of a parent;")
    maker.text(90, 144, "\x95 applications by foster carers;")
    maker.text(97, 166, "applications by relatives of the child.")
    _body(maker, 200)
    document = read_file(maker.save(tmp_path / "a.pdf"))
    assert _kinds(document)[3] == ("item", "applications by relatives of the child.")
    assert document.blocks[3].lead_in == 0


def test_date_on_a_cover_names_no_section(tmp_path: Path) -> None:
    maker = Maker()
    maker.add_page()
    maker.heading("Guidance on adoption", size=30)
    maker.ln(60)
    maker.heading("July 2013", size=18)
    maker.ln(60)
    maker.heading("Summary", size=16)
    maker.paragraph(prose(90))
    document = read_file(maker.save(tmp_path / "a.pdf"))
    assert document.blocks[-1].section == ("Guidance on adoption", "Summary")
    assert "July 2013" in document.text
