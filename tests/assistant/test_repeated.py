"""Lists under one label in several places of made-up minutes."""

from __future__ import annotations

import pytest

from assistant.enumerations import Enumeration, enumerations
from assistant.lists import with_header_lines
from assistant.repeated import repeated
from corpus.documents import Document
from tests.assistant.made_up import paper, pieces_of

MINUTES = """# Library board

## Minutes

Monday, 3 April 2023

Reading room, Northfield branch

### 1 Vans

The chair spoke of the van.

#### Decision

The board buys a van.

### 2 Fines

Fines were discussed.

#### Decision

Fines end in May.

## Papers

Date: Monday, 5 June 2023

### Report on maps

Contact officer: Ann Archer

### Report on chairs

Contact officer: Bob Baker

## Branches

Ring a branch by the telephone numbers below.

| Northfield | 111 | open |
| --- | --- | --- |
| Southgate | 222 | open |
| Eastleigh | 333 | open |
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return paper(MINUTES)


@pytest.fixture(scope="module")
def lists(document: Document) -> tuple[Enumeration, ...]:
    return enumerations(document, lambda text: "")


def told(document: Document, label: str) -> list[str]:
    (found,) = [one for one in repeated(document) if one.label == label]
    return [document.body(document.blocks[index]) for index in found.members]


@pytest.mark.parametrize(
    ("label", "items"),
    [
        ("decision", ["The board buys a van.", "Fines end in May."]),
        ("contact officer", ["Contact officer: Ann Archer", "Contact officer: Bob Baker"]),
    ],
)
def test_what_stands_under_one_label_in_several_places_is_a_list(
    document: Document, label: str, items: list[str]
) -> None:
    assert told(document, label) == items


def test_heading_that_stands_once_makes_no_such_list(document: Document) -> None:
    assert not {"branches", "papers"} & {one.label for one in repeated(document)}


def test_long_parts_under_one_heading_are_no_items() -> None:
    parts = "\n\n".join(f"## Part {n}\n\n### View\n\n" + "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive." for n in (1, 2))
    assert not [one for one in repeated(paper(f"# Review\n\n{parts}\n")) if one.label == "view"]


def test_list_of_minutes_is_known_by_the_date_of_its_meeting(lists: tuple[Enumeration, ...]) -> None:
    around = {one.label: one.around for one in lists if one.kind == "repeated"}
    assert "april" in around[frozenset({"decis"})]
    assert "june" in around[frozenset({"contact", "offic"})]


def test_sentence_that_points_to_a_table_says_what_its_rows_are(lists: tuple[Enumeration, ...]) -> None:
    (rows,) = [one for one in lists if one.kind == "rows"]
    assert {"telephon", "number"} <= rows.label


def test_line_of_a_date_takes_the_place_of_its_meeting_along(document: Document) -> None:
    documents = {document.source.document_id: document}
    (date,) = [one for one in pieces_of(document) if document.text[one.char_start :].startswith("Monday, 3 April")]
    _, place = with_header_lines([date], documents)
    assert document.text[place.char_start : place.char_end] == "Reading room, Northfield branch"
