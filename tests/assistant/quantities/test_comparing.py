"""Whether two quantities can both be true of one thing."""

from __future__ import annotations

import pytest

from assistant.quantities import compatible, read


def both(a: str, b: str) -> bool:
    """Whether the first quantities of two texts agree, in papers of February 2023."""
    return compatible(read(a, "2023-02-02")[0], read(b, "2023-02-02")[0])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("£45m", "£45 million"),
        ("£45m", "over £45m"),
        ("about £300 million", "£310 million"),
        ("£1,612", "£1,600"),
        ("£6 million", "£6.2 million"),
        ("12.43 per cent", "12.4 per cent"),
        ("12.43 per cent", "12%"),
        ("almost 40 per cent", "38 per cent"),
        ("up to 12 areas", "nine areas"),
        ("at least £2bn", "£3bn"),
        ("£2 to £3 million", "£2.5 million"),
        ("11 May 2023", "May 2023"),
        ("September 2023", "autumn 2023"),
        ("from April this year", "from April 2023"),
        ("by the end of 2023", "in September 2023"),
        ("by the end of the year", "by the end of 2023"),
        ("18 months", "18 months"),
    ],
)
def test_rounding_hedges_and_coarser_dates_agree(a: str, b: str) -> None:
    assert both(a, b)
    assert both(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("£25 million", "£27 million"),
        ("£2 billion", "at least £2.6 billion"),
        ("£2 billion", "£2.4 billion"),
        ("about £300 million", "£400 million"),
        ("28 per cent", "35 per cent"),
        ("48 councils", "50 councils"),
        ("up to 12 areas", "15 areas"),
        ("up to 12 areas", "up to 15 areas"),
        ("up to age 22", "up to age 25"),
        ("11 May 2023", "12 May 2023"),
        ("Spring 2023", "Autumn 2023"),
        ("by the end of 2023", "by the end of 2024"),
        ("by 11 May 2023", "in June 2023"),
        ("four years", "five years"),
    ],
)
def test_values_that_cannot_both_be_true_differ(a: str, b: str) -> None:
    assert not both(a, b)
    assert not both(b, a)
