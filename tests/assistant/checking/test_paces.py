"""Paces and ordinals that differ are told; those that agree, or that only one side has, are not."""

from __future__ import annotations

import pytest

from assistant.checking.paces import others
from assistant.checking.saying import saying


@pytest.mark.parametrize(
    ("claim", "paper", "differs"),
    [
        ("Wardens report every month.", "A quarterly report by wardens.", True),
        ("Wardens report every three months.", "A quarterly report by wardens.", False),
        ("Twelve wardens are trained a month.", "We train twelve wardens a year.", True),
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
    ],
)
def test_another_factor(claim: str, paper: str, *, differs: bool) -> None:
    assert bool(others(saying(claim), saying(paper))) is differs
