"""Which of a paper's values bear a claim's out."""

from __future__ import annotations

import pytest

from assistant.checking import values
from assistant.quantities import Quantity, read


def only(text: str) -> Quantity:
    (quantity,) = read(text)
    return quantity


@pytest.mark.parametrize(
    ("claim", "paper"),
    [
        ("£45m", "£45 million"),
        ("£45,000,000", "£45m"),
        ("about £46m", "£45 million"),
        ("£45m", "over £45m"),
        ("over £40m", "£45 million"),
        ("nearly 60 per cent", "58.7 per cent"),
        ("59%", "58.7 per cent"),
        ("seven in ten children", "71 per cent of children"),
        ("two fifths of the children", "almost 40%"),
        ("two in three children", "65.2 per cent of children"),
        ("12 areas", "twelve local authorities"),
        ("24 months", "two years"),
        ("42 days", "six weeks"),
        ("in 2024", "in April 2024"),
        ("by the end of 2024", "by September 2024"),
        ("before 2024", "by the end of 2023"),
        ("spring 2024", "April 2024"),
        ("570 free hours", "570 hours"),
        ("a couple of weeks", "a fortnight's notice"),
        ("half a year", "six months"),
        ("up to 12 areas", "up to 12 local areas"),
        ("from 2022", "2022-25"),
        ("until 2025", "2022-25"),
    ],
)
def test_a_claim_may_say_the_same_in_another_form_or_less(claim: str, paper: str) -> None:
    assert values.comparable(only(claim), only(paper))
    assert values.bears_out(only(claim), only(paper))


@pytest.mark.parametrize(
    ("claim", "paper"),
    [
        ("£54m", "£45 million"),
        ("£45m", "£45 billion"),
        ("£45m a year", "£45m a week"),
        ("£1,600", "£1,612"),
        ("over £45m", "£40 million"),
        ("nearly 58 per cent", "58.7 per cent"),
        ("12.34 per cent", "12.43 per cent"),
        ("at least 12 areas", "up to 12 areas"),
        ("at least £2.1 billion", "£2.6 billion"),
        ("one in four children", "15 per cent of children"),
        ("2031-2041", "2031-2033"),
        ("£9.00 per meeting", "£9.00 per hour"),
        ("under 45 areas", "over 45 areas"),
        ("in April 2024", "in 2024"),
        ("April 2024", "April 2025"),
        ("by April 2024", "from April 2024"),
        ("before 2024", "by the end of 2024"),
        ("two years", "three years"),
        ("£2,500", "£2,000 to £3,000"),
        ("over £36m", "over £45m"),
        ("within a year", "within a month"),
    ],
)
def test_a_claim_may_not_say_otherwise_or_more(claim: str, paper: str) -> None:
    assert not values.bears_out(only(claim), only(paper))


def test_what_is_counted_must_be_of_one_sort() -> None:
    assert not values.comparable(only("12 apprentices"), only("12 areas"))
    assert values.comparable(only("12 councils"), only("12 areas"))


def test_the_limit_told_as_the_figure_says_more() -> None:
    assert values.overstates(only("12 areas"), only("up to 12 areas"))
    assert not values.overstates(only("up to 12 areas"), only("up to 12 areas"))
