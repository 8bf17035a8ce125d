"""Known structure of Durham's report: paragraphs 1 to 28, pillars under 11, rules under 16, timeline under 25."""

from __future__ import annotations

import pytest

from corpus.documents import Standpoint
from tests.corpus.reading import Paper

REPORTED = Standpoint("UK Government", "reports", "Durham County Council")


def test_paragraphs_run_from_1_to_28(durham: Paper) -> None:
    numbers = [
        block.paragraph for block in durham.blocks if block.kind == "paragraph" and block.body_start > block.char_start
    ]
    assert numbers == [str(number) for number in range(1, 29)]


def test_the_eight_agency_rules_stand_under_16_with_their_lead_in(durham: Paper) -> None:
    rules = [block for block in durham.blocks if block.paragraph == "16" and block.kind == "item"]
    assert len(rules) == 8
    assert {durham.lead_in(rule) for rule in rules} == {
        "This document proposes 8 national rules in relation to the recruitment of agency staff:"
    }


def test_the_eight_agency_rules_and_their_lead_in_are_one_chunk(durham: Paper) -> None:
    chunk = next(chunk for chunk in durham.chunks if "proposes 8 national rules" in chunk.text)
    assert chunk.text.count("\n- ") == 8
    assert chunk.text.endswith("Quarterly data return.")


@pytest.mark.parametrize(("pillar", "bullets"), [(1, 5), (2, 5), (3, 4), (4, 16), (5, 5), (6, 6)])
def test_bullets_under_each_pillar_belong_to_paragraph_11(durham: Paper, pillar: int, bullets: int) -> None:
    items = [
        block
        for block in durham.blocks
        if block.kind == "item" and block.section and block.section[-1].startswith(f"Pillar {pillar}:")
    ]
    assert [block.paragraph for block in items] == ["11"] * bullets


def test_a_list_over_a_page_end_keeps_its_lead_in(durham: Paper) -> None:
    block = durham.with_words("Practice and services are demonstrably poverty-aware")
    assert durham.lead_in(block).startswith("This proposed framework sets out five key principles")


def test_rows_of_the_timeline_belong_to_paragraph_25(durham: Paper) -> None:
    rows = [block for block in durham.blocks if block.kind == "row"]
    assert len(rows) == 8
    assert {block.paragraph for block in rows} == {"25"}


def test_lettered_recommendations_have_their_open_sentence_as_lead_in(durham: Paper) -> None:
    block = durham.with_words("Note the contents of the report;")
    assert durham.document.text[block.char_start :].startswith("(a) Note")
    assert durham.lead_in(block).endswith("Scrutiny Committee are recommended to")


@pytest.mark.parametrize("number", ["18", "19", "20", "21", "22", "23", "26", "27"])
def test_we_in_the_councils_report_is_the_council(durham: Paper, number: str) -> None:
    assert durham.printed(number).standpoint.holder == "Durham County Council"


@pytest.mark.parametrize("number", ["10", "11", "12", "13", "14", "15", "16"])
def test_the_plan_summarised_by_the_council_is_the_governments(durham: Paper, number: str) -> None:
    assert durham.printed(number).standpoint == REPORTED


def test_current_position_is_not_part_of_the_plan(durham: Paper) -> None:
    assert durham.printed("17").standpoint == Standpoint("Durham County Council", "states")
    assert durham.printed("17").section[-1] == "Current position"


def test_each_implication_stands_under_its_own_heading(durham: Paper) -> None:
    nones = [block for block in durham.blocks if durham.body(block) == "None." and block.kind == "paragraph"]
    assert [block.section[-1] for block in nones][:3] == [
        "Legal Implications",
        "Finance",
        "Equality and Diversity / Public Sector Equality Duty",
    ]
    assert {block.section[-2] for block in nones} == {"Appendix 1: Implications"}
