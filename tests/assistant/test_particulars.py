"""What a question takes for granted, in made-up minutes."""

from __future__ import annotations

import pytest

from assistant.particulars import holds_contact, holds_hour, holds_year, names_places, names_titled
from tests.assistant.made_up import paper, pieces_of

PAPER = """# Library board

There will be a meeting at 2.30 pm on Tuesday, 6 June 2023.

Monday, 3 April 2023

## Maps

Contact officer: Dan Dyer

Email: dan@library.example

## Minutes

Cllr Ann Archer spoke. Bob Baker of 9 Cooper Street replied.
"""


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("what did cllr archer say", True),
        ("which ward is Councillor Ann from?", True),
        ("what did Cllr Cooper say", False),
        ("what did councillor bob say", False),
        ("which cllr spoke", True),
        ("what did Dr Cooper say", True),
    ],
)
def test_titled_person_is_one_that_a_paper_names_with_the_title(question: str, *, named: bool) -> None:
    assert names_titled(question, [paper(PAPER)]) is named


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("what time is the June meeting", True),
        ("what time does the meeting start?", True),
        ("what time did the april meeting start", False),
        ("when was the April meeting", True),
    ],
)
def test_hour_stands_with_the_day_it_is_of(question: str, *, held: bool) -> None:
    document = paper(PAPER)
    assert holds_hour(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("what is dan dyers email", True),
        ("email for the maps officer", True),
        ("what is Cllr Archer's email?", False),
        ("phone number for Dan", False),
        ("what is the email newsletter called", True),
        ("who is Ann Archer", True),
    ],
)
def test_address_stands_with_a_word_of_whose_it_is(question: str, *, held: bool) -> None:
    document = paper(PAPER)
    documents = {document.source.document_id: document}
    assert holds_contact(question, pieces_of(document), documents, lambda _: ()) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("There were 379 loans in 2021.", "How many loans were there in 2021?", True),
        ("There were 379 loans in 2020/21.", "How many loans were there in 2021?", True),
        ("There were 379 loans in 2021.", "How many loans were there in 2020?", False),
        ("There were 379 loans.", "How many loans were there in 2020?", True),
        ("There were 379 loans in 2021. The report is the third.", "How many loans were there in 2020?", False),
        ("There were 379 loans in 2021.", "Why were there fewer loans in 2020?", True),
    ],
)
def test_figure_of_a_year_is_given_for_that_year(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Loans\n\n{text}\n")
    assert holds_year(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("The van is tried in two areas.", "Which areas are trying the van?", False),
        ("The van is tried in two areas, in Northfield and in Leeds.", "Which areas are trying the van?", True),
        ("The van is tried by two councils, led by Leeds City Council.", "Which councils are trying the van?", True),
        ("Two areas use a plan developed by Leeds City Council.", "names of the areas using the plan", False),
        ("Every council must reply.", "Which councils have to reply?", True),
        ("The van is tried in two areas.", "How many areas are trying the van?", True),
    ],
)
def test_places_asked_for_by_name_are_named_and_not_counted(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Vans\n\n{text}\n")
    assert names_places(question, pieces_of(document), {document.source.document_id: document}) is held
