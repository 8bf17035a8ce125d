"""What a question takes for granted, in made-up minutes."""

from __future__ import annotations

import pytest

from assistant.particulars import (
    admits_age,
    gives_deadline,
    gives_part,
    holds_contact,
    holds_hour,
    holds_year,
    names_places,
    names_titled,
    tells_how_long,
    tells_progress,
    tells_where,
)
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
        ("There were 379 loans in 2021.", "the loans figure for 2020", False),
        ("There were 379 loans in 2021.", "Number of loans, 2020?", True),
        ("There were 379 loans in 2021.", "How many loans before the fire, 2020?", False),
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


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("500 vans will be built by 2027.", "How many of the vans have been built so far?", False),
        ("500 vans will be built by 2027. To date 40 are.", "How many vans are built already?", True),
        ("500 vans will be built by 2027.", "How many vans will be built?", True),
        ("Vans will be built.", "How many vans are built already?", True),
    ],
)
def test_figure_so_far_is_no_plan(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Vans\n\n{text}\n")
    assert tells_progress(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("The town had 379 loans.", "Of the 379 loans, how many were maps?", False),
        ("The town had 379 loans.", "How many of the 379 loans were maps?", False),
        ("The town had 379 loans, 150 of them maps.", "How many of the 379 loans were maps?", True),
        ("Vans get £9 million.", "what is our share of the £9m", False),
        ("The town had 379 loans.", "How many loans were there?", True),
    ],
)
def test_part_of_a_whole_is_another_figure_than_the_whole(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Loans\n\n{text}\n")
    assert gives_part(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("The van will be tried in Spring 2023.", "Where will the van be tested?", False),
        ("The van will be tried in the North of Northfield.", "Where will they try it out?", True),
        ("The van will be tried by up to twelve areas in the spring.", "Where is it being piloted?", False),
        ("Pathfinders will test the van.", "Where is it being tested?", True),
        ("The van will be tested. Councils in Northfield pay.", "Where is it being tested?", False),
        ("The van will be tried in twelve areas.", "Where is it being piloted?", True),
        ("A van summit will be held in Spring 2023.", "where is the van summit being held", False),
        ("The board meets at 2 pm, 18 Mill Square and online.", "where is the board being held", True),
        ("The van will be tried in Spring 2023.", "Where does it say that the van is tested?", True),
    ],
)
def test_where_something_is_tried_out_is_a_place(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Vans\n\n{text}\n")
    assert tells_where(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("Loans are free for three- to four-year-olds.", "can a 1 year old have a loan", False),
        ("Loans are free for three- to four-year-olds.", "can a 4 year old have a loan", True),
        ("Loans are free up to age 25.", "are loans free for 22 year olds", True),
        ("Loans are free up to age 25.", "are loans free for 30 year olds", False),
        ("Loans are free for everybody.", "are loans free for 22 year olds", True),
        ("Loans are free for three- to four-year-olds.", "who gets free loans", True),
    ],
)
def test_age_that_is_asked_of_must_be_among_those_told(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Loans\n\n{text}\n")
    assert admits_age(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("Ann Archer leads the board from 1 May 2023.", "how long is ann archer leading the board for", False),
        ("Ann Archer leads the board from 1 May 2023 to June 2024.", "how long is ann archer on the board for", True),
        ("The van scheme will run for two years.", "How long will the van scheme run?", True),
        ("Vans will be tested until the end of the year.", "How long will the vans be tested?", True),
        ("The scheme will take several years.", "how long will the scheme take", True),
        ("Vans are tested.", "How long ago were the vans tested?", True),
    ],
)
def test_how_long_something_is_needs_a_time_or_an_end(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Vans\n\n{text}\n")
    assert tells_how_long(question, pieces_of(document), {document.source.document_id: document}) is held


@pytest.mark.parametrize(
    ("text", "question", "held"),
    [
        ("The first vans will launch in May 2023.", "whats the closing date to put in for the vans", False),
        ("The first vans will launch in May 2023.", "when do the vans launch", True),
        ("Bids for vans close on 3 May 2023.", "whats the closing date to put in for the vans", True),
        ("Bids for vans are due on 3 May 2023.", "Is there a deadline for bids?", True),
        ("The notional cut-off is £600.", "what is the notional cut-off", True),
    ],
)
def test_a_deadline_that_is_asked_for_is_one_that_is_told(text: str, question: str, *, held: bool) -> None:
    document = paper(f"# Vans\n\n{text}\n")
    assert gives_deadline(question, pieces_of(document), {document.source.document_id: document}) is held
