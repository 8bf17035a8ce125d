"""Text → Quantities."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.quantities import Quantity, read


def one(text: str, published: str | None = None) -> Quantity:
    """The only quantity of a text."""
    (found,) = read(text, published)
    return found


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("£45m", 45e6, 45e6),
        ("£45 million", 45e6, 45e6),
        ("45 million pounds", 45e6, 45e6),
        ("£45,000,000", 45e6, 45e6),
        ("£2.6 billion", 2.6e9, 2.6e9),
        ("£1,600", 1600, 1600),
        ("£500k", 500e3, 500e3),
        ("£2 to £3 million", 2e6, 3e6),
        ("between £2 and £3 million", 2e6, 3e6),
        ("£9.00", 9, 9),
        ("50p", 0.5, 0.5),
    ],
)
def test_sums_are_read_in_every_form(text: str, low: float, high: float) -> None:
    found = one(text)
    assert (found.kind, found.low, found.high) == ("money", low, high)


def test_rise_from_one_sum_to_another_is_two_ends_not_a_range() -> None:
    first, second = read("The allowance will rise from £2,000 to £3,000.")
    assert [(q.role, q.low) for q in (first, second)] == [("from", 2000), ("to", 3000)]
    assert (first.text, second.text) == ("£2,000", "£3,000")


def test_both_ends_of_a_rise_keep_their_scale() -> None:
    first, second = read("Funding increased from £2m to £3m.")
    assert [(q.text, q.low) for q in (first, second)] == [("£2m", 2e6), ("£3m", 3e6)]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("up to £5m", "at_most"),
        ("at least £5m", "at_least"),
        ("over £5m", "above"),
        ("nearly £5m", "nearly"),
        ("about £5m", "about"),
        ("around £5m", "about"),
        ("£5m or more", "at_least"),
        ("£5m", "exact"),
    ],
)
def test_hedges_are_kept(text: str, bound: str) -> None:
    assert one(text).bound == bound


@pytest.mark.parametrize(
    ("text", "value", "noun"),
    [
        ("12 local authorities", 12, "local authorities"),
        ("Three regional care cooperatives", 3, "regional care cooperatives"),
        ("twenty-one councils", 21, "councils"),
        ("one hundred and five schools", 105, "schools"),
        ("3,500 new, well-paid jobs for care leavers", 3500, "new, well-paid jobs"),
        ("up to nine more local areas", 9, "more local areas"),
        ("500 new child and family social worker apprentices", 500, "new child and family social worker apprentices"),
        ("12 ‘Families First’ pathfinders", 12, "‘Families First’ pathfinders"),
    ],
)
def test_counts_take_the_words_they_count(text: str, value: float, noun: str) -> None:
    found = one(text)
    assert (found.kind, found.low, found.noun) == ("count", value, noun)


@pytest.mark.parametrize(
    ("text", "kind", "value", "bound"),
    [
        ("a dozen councils", "count", 12, "exact"),
        ("half a dozen areas", "count", 6, "exact"),
        ("a half-dozen areas", "count", 6, "exact"),
        ("two dozen boats", "count", 24, "exact"),
        ("a dozen or so boats", "count", 12, "about"),
        ("12 or more areas", "count", 12, "at_least"),
        ("a couple of councils", "count", 2, "about"),
        ("a couple of the councils", "count", 2, "about"),
        ("half a million children", "count", 500_000, "exact"),
        ("two and a half million children", "count", 2.5e6, "exact"),
        ("a quarter of a million pounds", "money", 250_000, "exact"),
        ("a billion pounds", "money", 1e9, "exact"),
        ("five and a half per cent", "percent", 5.5, "exact"),
        ("a quarter of children", "percent", 25, "about"),
        ("two thirds more", "percent", 200 / 3, "about"),
        ("a seventh of children", "percent", 100 / 7, "about"),
        ("a couple of weeks", "duration", 14, "about"),
        ("a quarter of a year", "duration", 365.25 / 4, "exact"),
        ("half an hour", "duration", 1 / 48, "exact"),
        ("a half-year programme", "duration", 365.25 / 2, "exact"),
        ("a year and a half", "duration", 1.5 * 365.25, "exact"),
        ("two years and a half", "duration", 2.5 * 365.25, "exact"),
        ("two-and-a-half-year", "duration", 2.5 * 365.25, "exact"),
        ("2½ years", "duration", 2.5 * 365.25, "exact"),
        ("for a fortnight", "duration", 14, "exact"),
        ("a fortnight's notice", "duration", 14, "exact"),
        ("within a month of it", "duration", 365.25 / 12, "exact"),
        ("the past decade", "duration", 3652.5, "exact"),
        ("30 minutes", "duration", 30 / 1440, "exact"),
    ],
)
def test_values_are_read_without_figures(text: str, kind: str, value: float, bound: str) -> None:
    found = one(text)
    assert (found.kind, found.bound) == (kind, bound)
    assert (found.low, found.high) == pytest.approx((value, value))


@pytest.mark.parametrize(
    "text",
    [
        "dozens of councils", "a couple who adopt", "the first quarter", "it meets once a quarter.", "a year ago",
        "a year 7 pupil", "a year-long course", "for a day centre", "the following year", "the Christmas holidays",
    ],
)  # fmt: skip
def test_words_that_give_no_value_are_not_read(text: str) -> None:
    assert read(text, "2023-02") == ()


@pytest.mark.parametrize(
    "text", ["See paragraph 13, page 27.", "Level 2 provision", "Regulation 44 visitors", "Pillar 3"]
)
def test_numbers_that_are_labels_count_nothing(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("12.43 per cent", "percent", 12.43, 12.43),
        ("20 to 25%", "percent", 20, 25),
        ("half of councils", "percent", 50, 50),
        ("care leavers up to age 25", "age", 25, 25),
        ("16-19-year-old education", "age", 16, 19),
        ("children aged 0-19", "age", 0, 19),
        ("18 months", "duration", 547.875, 547.875),
        ("a five-year framework", "duration", 1826.25, 1826.25),
    ],
)
def test_shares_ages_and_durations(text: str, kind: str, low: float, high: float) -> None:
    found = one(text)
    assert (found.kind, round(found.low, 3), round(found.high, 3)) == (kind, low, high)


def test_rate_says_per_what() -> None:
    assert one("£120 a week").per == "week"
    assert one("£1.6 billion per year").per == "year"
    assert one("£5m annually").per == "year"
    assert one("£5m a quarter").per == one("£5m quarterly").per == "quarter"
    assert one("£50 a fortnight").per == "fortnight"


@given(st.text(max_size=200))
def test_spans_are_in_order_apart_and_verbatim(text: str) -> None:
    found = read(text, "2023-02")
    for before, after in itertools.pairwise(found):
        assert before.value_end <= after.value_start
    for quantity in found:
        assert quantity.text == text[quantity.char_start : quantity.char_end]
        assert quantity.char_start <= quantity.value_start < quantity.value_end <= quantity.char_end
        assert quantity.low <= quantity.high
