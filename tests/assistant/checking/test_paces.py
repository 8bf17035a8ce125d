"""Paces and ordinals that differ are told; those that agree, or that only one side has, are not."""

from __future__ import annotations

import pytest

from assistant.checking.paces import others, untold
from assistant.checking.saying import saying
from assistant.checking.values import plain


@pytest.mark.parametrize(
    ("claim", "paper", "differs"),
    [
        ("Wardens report every month.", "A quarterly report by wardens.", True),
        ("Wardens report every three months.", "A quarterly report by wardens.", False),
        ("Twelve wardens are trained a month.", "We train twelve wardens a year.", True),
        ("Wardens report every half year.", "Wardens report twice a year.", False),
        ("Wardens report three times a year.", "Wardens report termly.", False),
        ("Wardens report every other week.", "Wardens report weekly.", True),
        ("Wardens report every 12 weeks.", "Wardens report monthly.", True),
        ("Wardens report monthly.", "Wardens report in writing.", False),
        ("Wardens are paid within a month.", "Wardens report each year.", False),
    ],
)
def test_another_pace(claim: str, paper: str, *, differs: bool) -> None:
    assert bool(others(saying(claim), saying(paper))) is differs


@pytest.mark.parametrize(
    ("claim", "paper", "differs"),
    [
        ("Support ends after the third year.", "Support lasts for the first year.", True),
        ("Support ends after the first year.", "Support lasts for the first year, less in the second year.", False),
        ("The second boat leaves.", "The first warden comes.", False),
    ],
)
def test_another_ordinal(claim: str, paper: str, *, differs: bool) -> None:
    assert bool(others(saying(claim), saying(paper))) is differs


@pytest.mark.parametrize(
    ("claim", "paper", "differs"),
    [
        ("The number of boats trebles.", "The number of boats will double.", True),
        ("Twice the boats: the number doubles.", "The number of boats will double.", False),
        ("The number of boats trebles.", "The number of boats will rise.", False),
        ("Boats are three times as likely.", "Boats are four times as likely.", True),
        ("Boats are twice as likely.", "The likelihood doubles.", False),
    ],
)
def test_another_factor(claim: str, paper: str, *, differs: bool) -> None:
    assert bool(others(saying(claim), saying(paper))) is differs


@pytest.mark.parametrize(
    ("claim", "paper", "left"),
    [
        ("Wardens report monthly.", "Wardens report in writing.", ("monthly",)),
        ("Wardens report monthly.", "Wardens report each month.", ()),
        ("The third boats leave.", "The three boats leave.", ("third",)),
        ("The third boats leave.", "The 3rd boats leave.", ()),
        ("All two of them.", "There are 3.", ("two",)),
        ("The second of them.", "A second one.", ()),
        ("Half are boats.", "50% are boats.", ()),
    ],
)
def test_numbers_that_a_text_does_not_hold_are_left(claim: str, paper: str, left: tuple[str, ...]) -> None:
    assert untold(saying(claim), paper, plain(saying(paper).quantities)) == left
