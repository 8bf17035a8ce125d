"""Known structure of the LGA agenda pack: numbers, headings, minutes, views, tables."""

from __future__ import annotations

import pytest

from corpus.documents import Standpoint
from tests.corpus.reading import Paper

STRATEGY = "Children’s social care implementation strategy"
SEND = "SEND and Alternative Provision improvement plan"
LGA_VIEW = Standpoint("LGA", "view")
REPORTED = Standpoint("UK Government", "reports", "LGA")


def test_13_5_1_is_a_paragraph_of_its_own_under_mission_2(lga: Paper) -> None:
    block = lga.printed("13.5.1")
    assert lga.body(block).startswith("£3 million will be invested in a fostering recruitment")
    assert block.section[-2].startswith("Pillar 4: Putting love")
    assert block.section[-1].startswith("Mission 2: By 2027")


def test_13_8_1_lies_under_pillar_4_and_mission_5_of_the_strategy_report(lga: Paper) -> None:
    block = lga.printed("13.8.1")
    assert lga.body(block) == "The leaving care allowance will be raised from £2,000 to £3,000 from April 2023."
    assert block.section[0] == STRATEGY
    assert block.section[-2].startswith("Pillar 4: Putting love")
    assert block.section[-1].startswith("Mission 5: By 2027")


def test_16_10_2_has_16_10_as_its_lead_in(lga: Paper) -> None:
    block = lga.printed("16.10.2")
    assert lga.lead_in(block).endswith("Three approaches will be taken:")
    assert block.lead_in is not None
    assert lga.blocks[block.lead_in].paragraph == "16.10"


def test_16_10_and_its_three_approaches_are_one_chunk(lga: Paper) -> None:
    chunk = next(chunk for chunk in lga.chunks if "Three approaches will be taken" in chunk.text)
    assert chunk.paragraph == "16.10"
    assert all(f"16.10.{number}." in chunk.text for number in (1, 2, 3))


@pytest.mark.parametrize(("title", "last"), [("Early Years Education and Childcare", 19), (SEND, 53), (STRATEGY, 12)])
def test_paragraph_numbers_of_each_report_run_from_1_without_a_gap(lga: Paper, title: str, last: int) -> None:
    numbers = [
        block.paragraph
        for block in lga.blocks
        if block.kind == "paragraph"
        and block.section[:1] == (title,)
        and block.paragraph
        and "." not in block.paragraph
    ]
    assert numbers == [str(number) for number in range(1, last + 1)]


@pytest.mark.parametrize(
    ("pillar", "first", "last"), [("2", 1, 10), ("3", 1, 28), ("4", 1, 10), ("11", 1, 10), ("13", 1, 3)]
)
def test_paragraphs_of_the_briefing_run_without_a_gap(lga: Paper, pillar: str, first: int, last: int) -> None:
    for number in range(first, last + 1):
        lga.printed(f"{pillar}.{number}")


@pytest.mark.parametrize("number", range(1, 7))
def test_each_pillar_is_a_section_of_the_briefing(lga: Paper, number: int) -> None:
    block = lga.with_words(f"Pillar {number}: ")
    assert block.kind == "heading"
    assert block.section[-1].startswith("Children’s social care reform: implementation strategy")


@pytest.mark.parametrize(
    "title",
    [
        "1 Welcome, Apologies and Substitutes, Declarations of Interest",
        "2 Note of the Previous Meeting",
        "3 LGA Plan",
        "4 Delivering Better Value in SEND programme",
        "5 Workforce Capacity in Local Government",
        "6 Youth Justice Board",
        "7 AOB",
    ],
)
def test_an_item_of_the_minutes_is_a_heading_under_the_minutes(lga: Paper, title: str) -> None:
    heading = next(block for block in lga.blocks if lga.body(block) == title and block.kind == "heading")
    assert heading.section[-1] == "Minutes of last Children & Young People Board meeting"


def test_a_decision_is_told_from_the_next_item_of_the_minutes(lga: Paper) -> None:
    block = lga.with_words("reviewed the Plan and discussed any changes to its workplan")
    assert block.section[-2:] == ("3 LGA Plan", "Decision")


def test_members_comments_are_the_members_view(lga: Paper) -> None:
    block = lga.with_words("the grant funding being offered was not sufficient")
    assert block.standpoint == Standpoint("Members at the meeting", "view")
    assert lga.lead_in(block) == "Members comments:"


def test_answers_to_members_are_the_speakers_view(lga: Paper) -> None:
    block = lga.with_words("funding would stem the increase in deficits, not reverse them")
    assert block.standpoint == Standpoint("Newton colleagues", "view")


def test_minutes_about_the_workforce_are_not_the_governments_plan(lga: Paper) -> None:
    block = lga.with_words("The Chair invited Heather Wills")
    assert block.standpoint.holder == "LGA"


@pytest.mark.parametrize(
    "number", ["2.1", "2.10", "7.12", "7.19.4", "9.23", "11.8", "13.10", "13.26", "15.16", "16.16"]
)
def test_what_stands_under_lga_view_is_the_lgas_view(lga: Paper, number: str) -> None:
    assert lga.printed(number).standpoint == LGA_VIEW


@pytest.mark.parametrize(
    "number", ["3.1", "4.5", "7.11", "9.10.3", "11.7", "13.1", "13.5.3", "13.9.5", "15.15.2", "16.11"]
)
def test_what_stands_before_lga_view_is_the_governments_plan_as_reported(lga: Paper, number: str) -> None:
    assert lga.printed(number).standpoint == REPORTED


def test_the_heading_lga_view_is_the_lgas(lga: Paper) -> None:
    headings = [block for block in lga.blocks if lga.body(block) == "LGA VIEW"]
    assert len(headings) == 6
    assert {block.standpoint for block in headings} == {LGA_VIEW}


def test_the_governments_we_in_a_mission_is_not_the_lgas(lga: Paper) -> None:
    assert lga.with_words("Mission 3: By 2027, we will strengthen").standpoint == REPORTED


def test_the_lgas_response_to_the_send_plan_is_its_view(lga: Paper) -> None:
    assert lga.printed("4", under=SEND).standpoint == LGA_VIEW
    assert lga.printed("4", under=SEND).section[-1] == "Chapter 1: Introduction"


def test_paragraph_51_of_the_send_report_is_the_lgas_own_statement(lga: Paper) -> None:
    assert lga.printed("51", under=SEND).standpoint == Standpoint("LGA", "states")


def test_bullets_carry_the_number_of_the_paragraph_that_introduces_them(lga: Paper) -> None:
    block = lga.with_words("High numbers of childminders leaving the system")
    assert (block.kind, block.paragraph, lga.lead_in(block)) == ("item", "8", "Other challenges include:")


@pytest.mark.parametrize(
    ("row", "section"),
    [
        ("Cllr Roger Gough | Kent County Council", ("Conservative ( 7 )",)),
        ("Cllr Ryan Brent | Portsmouth City Council", ("Conservative ( 7 )", "Substitutes")),
        ("Cllr Leigh Redman | Somerset County Council", ("Labour ( 7 )", "Substitutes")),
        ("Cllr Mark Cory | Colchester Borough Council", ("Liberal Democrat ( 2 )",)),
        ("Cllr Jon Hubbard | Wiltshire Council", ("Independent ( 2 )", "Substitutes")),
    ],
)
def test_a_member_stands_under_party_and_substitutes(lga: Paper, row: str, section: tuple[str, ...]) -> None:
    block = next(block for block in lga.blocks if lga.body(block) == row)
    assert block.kind == "row"
    assert block.section[2:] == section


def test_a_row_of_the_attendance_table_has_its_header_as_lead_in(lga: Paper) -> None:
    block = lga.with_words("In Attendance | Jessica Hill | Press")
    assert lga.lead_in(block) == "Position/Role | Councillor | Authority"


def test_a_row_of_the_agenda_has_its_header_as_lead_in(lga: Paper) -> None:
    block = lga.with_words("3. Early Years Education and Childcare | 9 - 12")
    assert lga.lead_in(block) == "Item | Page"


def test_each_report_of_the_pack_is_a_section_of_its_own(lga: Paper) -> None:
    meetings = [lga.blocks.index(block) for block in lga.blocks if lga.body(block).startswith("Meeting: ")]
    titles = [next(lga.body(b) for b in lga.blocks[start:] if b.kind == "heading") for start in meetings]
    assert titles == ["Early Years Education and Childcare", "The Rt Hon Claire Coutinho MP", STRATEGY, SEND]
