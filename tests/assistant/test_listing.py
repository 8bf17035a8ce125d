from __future__ import annotations

import pytest

from assistant.answers import Answer, Question
from assistant.build import Assistant
from assistant.enumerations import Enumeration, enumerations
from assistant.evidence import text_of
from corpus.documents import Document
from tests.conftest import MakeAssistant

PAPER = """# Library review

## Rules for borrowing

The panel proposes three rules on borrowing books:

- Readers show a card;
- Each loan lasts three weeks:
- Fines end in May.

## Opening hours

The review lists what branches must do about opening hours:

- open on Saturdays;
- close at eight.

Branches in villages open twice a week and share one van with the school.

## Mission 1: Warm rooms

Heating is repaired by autumn.

Chairs are bought for the reading room.

## Mission 2: More stock

Novels are bought each month.

Maps are lent to schools.

## Members

| Member | Ward |
| --- | --- |
| Ann Archer | Northfield |
| Bob Baker | Southgate |
| Cy Cooper | Eastleigh |
"""


@pytest.fixture
def library(small: MakeAssistant) -> Assistant:
    return small({"review.md": PAPER})


def told(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements if statement.role == "item"]


def lists_of(document: Document) -> list[Enumeration]:
    return list(enumerations(document, lambda text: ""))


def test_each_way_of_printing_a_list_is_found(library: Assistant) -> None:
    (document,) = library.index.documents.values()
    found = {(one.kind, one.n_items) for one in lists_of(document)}
    assert {("items", 3), ("items", 2), ("headings", 2)} <= found
    assert any(one.kind == "section" and one.heading.startswith("mission 1") for one in lists_of(document))


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("What are the three rules on borrowing?", 3),
        ("rules on borrowing books?", 3),
        ("what must branches do about opening hours", 2),
    ],
)
def test_list_comes_whole_and_alone(library: Assistant, question: str, items: int) -> None:
    assert len(told(library.ask(Question(question)))) == items


def test_numbered_heading_decides_between_sections_alike(library: Assistant) -> None:
    # what is chosen, whether or not the little embedder of the tests thinks that it answers
    chosen = library.trace(Question("list everything in mission 2")).selection
    assert chosen is not None
    assert [text_of(piece, library.index.documents) for piece in chosen.evidence if piece.role == "item"] == [
        "Novels are bought each month.",
        "Maps are lent to schools.",
    ]


def test_question_of_one_item_does_not_get_the_list(library: Assistant) -> None:
    assert len(told(library.ask(Question("when do fines end?")))) <= 1


def test_note_that_cuts_a_list_in_two_does_not_end_it(small: MakeAssistant) -> None:
    (document,) = small(
        {"cut.md": "# Duties\n\nStaff must:\n\n- greet readers;\n\nSee the handbook\n\n- sort books.\n"}
    ).index.documents.values()
    assert [one.n_items for one in lists_of(document) if one.kind == "items"] == [2]


def test_a_list_nobody_asked_for_gives_way_to_a_clearly_better_sentence(small: MakeAssistant) -> None:
    paper = """# Minutes

## Parking talk

Members are to send in photographs of blocked kerbs and examples of wrong fines once the parking talk is over.

Members' comments on the parking talk:

- one asked about bollards;
- another asked about wardens.
"""
    answer = small({"minutes.md": paper}).ask(Question("what should members send in about parking"))
    assert answer.statements[0].text.startswith("Members are to send in photographs")


def test_a_sentence_that_points_back_is_quoted_after_the_one_it_points_to(small: MakeAssistant) -> None:
    paper = """# Plan

## Swimming pools

Changes to swimming pools would need another way of paying for them. This could include selling a car park.
"""
    answer = small({"plan.md": paper}).ask(Question("how will changes to the pools be paid for"))
    assert [statement.text.split()[0] for statement in answer.statements] == ["Changes", "This"]


def test_a_sentence_that_is_the_list_goes_before_a_list_on_much_the_same(small: MakeAssistant) -> None:
    paper = """# Minutes

## Library placements

The chair asked the library placements group for news of the placements:

- the group met once in the town hall;
- the group would talk of the shortage of rooms again in March.

## Volunteers

Recruitment looks for volunteers where readers are short of them, such as sign language readers, night readers or
readers to babies.
"""
    answer = small({"minutes.md": paper}).ask(Question("what sort of volunteers are readers short of"))
    assert "sign language readers, night readers" in answer.statements[0].text


def test_a_number_typed_in_figures_counts_the_items(library: Assistant) -> None:
    answer = library.ask(Question("what are the 3 rules on borrowing"))
    assert len(told(answer)) == 3


def test_things_counted_under_another_name_are_the_list_that_the_paper_calls_so(small: MakeAssistant) -> None:
    paper = """# Ferry plan

The plan for ferries is built around three themes, which it calls "anchors".

## Overview

The 3 anchors are:

- Safe harbours for all
- Crews that stay
- Timetables people can read

## Costs

The three costs to be met are:

- fuel and oil
- new boats
- repairs to old boats
"""
    answer = small({"plan.md": paper}).ask(Question("what are the three strands the whole ferry plan is built around"))
    assert told(answer) == [
        "Safe harbours for all",
        "Crews that stay",
        "Timetables people can read",
    ]


def test_a_series_of_headings_that_the_answer_counts_is_the_list(small: MakeAssistant) -> None:
    paper = """# Ferry plan

The ferry plan is organised around three themes, which it calls "anchors".

## Anchor 1: Safe harbours for all

Lights are mended. The rota of the crews of anchor boats is kept by the harbour office.

## Anchor 2: Crews that stay

The three grades of crews are:

- deck hands
- mates
- masters

## Anchor 3: Timetables people can read

Boards are painted.
"""
    answer = small({"plan.md": paper}).ask(Question("what are the main strands the ferry plan is organised around"))
    assert told(answer) == [
        "Anchor 1: Safe harbours for all",
        "Anchor 2: Crews that stay",
        "Anchor 3: Timetables people can read",
    ]
    assert answer.statements[0].text.startswith("The ferry plan is organised around three themes")


@pytest.mark.parametrize(
    "question",
    [
        "list the money promised",
        "what does the council think of the sums in the money promised bit",
        "all the sums in the review's list of money promised",
    ],
)
def test_a_section_called_by_its_heading_comes_whole(small: MakeAssistant, question: str) -> None:
    paper = """# Harbour review

## Background

The money for the harbour comes from the county, as the council thinks it should.

## Money promised

1.1. £3 million for lights.

1.2. Unspecified sums for boats.

1.3. £2 million for crews.
"""
    answer = small({"review.md": paper}).ask(Question(question))
    assert told(answer) == ["£3 million for lights.", "Unspecified sums for boats.", "£2 million for crews."]
