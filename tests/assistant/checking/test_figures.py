"""Figures that follow from two others, and names put in other ways, in claims held against made-up papers."""

from __future__ import annotations

import pytest

from assistant.build import Assistant
from assistant.checking.judging import Weighed
from assistant.checking.saying import saying
from tests.conftest import MakeAssistant

MANIFEST = """
[[document]]
id = "news"
file = "news.md"
title = "Buses for all"
publisher = "Department for Transport"
kind = "press release"
published = 2024-01-10
"""
NEWS = """# Buses for all

The bus pass will rise from £2,000 to £3,000 from April 2024.

On time were 71.9 per cent of trams and 58.7 per cent of ferries.

Drivers will have at least six opportunities to train by the end of 2024.

Local authorities will keep the Special Operational Needs Fund, the Department says.

Fares per head were lower in 2021/22 than in 2015/16.
"""


@pytest.fixture
def assistant(small: MakeAssistant) -> Assistant:
    return small({"documents.toml": MANIFEST, "news.md": NEWS})


def beside(assistant: Assistant, claim: str, start: str) -> Weighed:
    """The claim beside the one sentence that starts so."""
    return next(one for one in assistant.checker.weighed(claim) if one.candidate.words.startswith(start))


@pytest.mark.parametrize(
    ("claim", "start"),
    [
        ("The bus pass goes from £2k to £3k from April 2024.", "The bus pass"),
        ("The bus pass will be worth £1,000 more from April 2024.", "The bus pass"),
        ("Trams are about 13 percentage points ahead of ferries on time.", "On time"),
        ("Drivers will have no fewer than six chances to train before the end of 2024.", "Drivers"),
        ("Fares per head fell over six years to 2021/22.", "Fares"),
    ],
)
def test_what_follows_from_two_figures_or_is_counted_otherwise_is_held(
    assistant: Assistant, claim: str, start: str
) -> None:
    alignment = beside(assistant, claim, start).alignment
    assert not alignment.open
    assert not [one for one in alignment.differences if one.aspect in ("figure", "date")]


@pytest.mark.parametrize(
    ("claim", "start"),
    [
        ("The bus pass will be worth £1,000 from April 2024.", "The bus pass"),
        ("The bus pass goes from £2k to £4k from April 2024.", "The bus pass"),
        ("Trams are about 20 percentage points ahead of ferries on time.", "On time"),
        ("Drivers will have no fewer than nine chances to train.", "Drivers"),
        ("Fares per head fell over nine years to 2021/22.", "Fares"),
    ],
)
def test_what_does_not_follow_from_them_is_not(assistant: Assistant, claim: str, start: str) -> None:
    alignment = beside(assistant, claim, start).alignment
    assert alignment.open or [one for one in alignment.differences if one.aspect in ("figure", "date")]


@pytest.mark.parametrize(
    "claim",
    [
        "LAs will keep the fund.",
        "The SON Fund stays with local authorities.",
        "According to the Department for Transport, local authorities keep the fund.",
        "Whether local authorities keep the fund is settled.",
        "Keeping the Special Operational Needs Fund is up to local authorities.",
    ],
)
def test_a_name_put_in_other_words_is_held(assistant: Assistant, claim: str) -> None:
    assert not beside(assistant, claim, "Local authorities").alignment.unnamed


def test_another_name_is_not(assistant: Assistant) -> None:
    assert beside(assistant, "The Suthwick Fund stays with local authorities.", "Local authorities").alignment.unnamed


def test_words_that_open_a_sentence_are_no_part_of_a_name() -> None:
    told = saying("Whether Newton comes is open. Matching Oflog's figures helps. According to the LGA, it does.")
    assert [name.words for name in told.names] == [("newton",), ("oflog",), ("lga",)]
