from __future__ import annotations

import pytest

from assistant.answers import Citation
from assistant.referencing import reference
from tests.assistant.drafts.fakes import citation


def cited(**other: object) -> Citation:
    return citation(
        **{
            "title": "Board agenda", "publisher": "Local Government Association", "published": "2023-03-14",
            "paragraph": "13.8.1", "page_number": 42, "page_label": "42", **other,
        }  # type: ignore[arg-type]
    )  # fmt: skip


def test_reference_has_the_form_of_reports() -> None:
    assert reference(cited()) == "Local Government Association, Board agenda, 14 March 2023, paragraph 13.8.1, page 42"
    assert reference(cited(), markdown=True) == (
        "Local Government Association, *Board agenda*, 14 March 2023, paragraph 13.8.1, page 42"
    )


@pytest.mark.parametrize(
    ("published", "said"),
    [("2023-02-15", "15 February 2023"), ("2023-02", "February 2023"), ("2023", "2023"), (None, "no date")],
)
def test_date_is_as_precise_as_it_is_known(published: str | None, said: str) -> None:
    assert reference(cited(published=published)).split(", ")[2] == said


def test_printed_page_comes_first_and_the_files_where_it_differs() -> None:
    assert reference(cited(page_label="38")).endswith("page 38 (page 42 of the file)")
    assert reference(cited(page_label=None)).endswith("page 42")
    assert reference(cited(page_number=None, page_label=None, paragraph=None)).endswith("14 March 2023")
    over = cited(page_label="38", page_end_label="39", page_end_number=43, paragraph=None)
    assert reference(over).endswith("pages 38–39 (pages 42–43 of the file)")


def test_what_must_be_known_of_the_words_comes_last() -> None:
    assert reference(cited(superseded=True, ocr=True)).endswith("page 42, superseded version, read by OCR")


def test_unknown_publisher_is_left_out() -> None:
    assert reference(cited(publisher="")).startswith("Board agenda, 14 March")


def test_titles_from_outside_are_text() -> None:
    hostile = cited(title="*A* [x](javascript:y)\u202e <script>\x1b[31m")
    assert reference(hostile, markdown=True).startswith(
        r"Local Government Association, *\*A\* \[x\](javascript:y) \<script\>"
    )
    assert "\u202e" not in reference(hostile)
    assert "\x1b" not in reference(hostile)
