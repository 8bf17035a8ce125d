"""Dates → spans of days."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.quantities import read


def days(text: str, published: str | None = None) -> tuple[str, str, str]:
    """First and last day and the role of a text's only date."""
    (found,) = (q for q in read(text, published) if q.kind == "date")
    return date.fromordinal(int(found.low)).isoformat(), date.fromordinal(int(found.high)).isoformat(), found.role


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11 May 2023", "2023-05-11", "2023-05-11"),
        ("May 11, 2023", "2023-05-11", "2023-05-11"),
        ("11<sup>th</sup> May 2023", "2023-05-11", "2023-05-11"),
        ("2023-05-11", "2023-05-11", "2023-05-11"),
        ("September 2023", "2023-09-01", "2023-09-30"),
        ("Autumn 2023", "2023-09-01", "2023-11-30"),
        ("winter 2023", "2023-12-01", "2024-02-29"),
        ("early 2023", "2023-01-01", "2023-04-30"),
        ("the end of 2024", "2024-10-01", "2024-12-31"),
        ("2023-24", "2023-04-01", "2024-03-31"),
        ("2020/21", "2020-04-01", "2021-03-31"),
        ("Q2 2024", "2024-04-01", "2024-06-30"),
        ("by Christmas 2023", "2023-12-01", "2023-12-31"),
        ("before Easter 2024", "2024-03-01", "2024-04-30"),
        ("the year to March 2023", "2022-04-01", "2023-03-31"),
        ("in the year ending 5 April 2023", "2022-04-06", "2023-04-05"),
        ("in 2022", "2022-01-01", "2022-12-31"),
        ("In 2022, 67 per cent of them", "2022-01-01", "2022-12-31"),
    ],
)
def test_dates_are_spans_of_days(text: str, first: str, last: str) -> None:
    assert days(text)[:2] == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("from April this year", "2023-04-01", "2023-04-30"),
        ("by the end of the year", "2023-10-01", "2023-12-31"),
        ("in September", "2023-09-01", "2023-09-30"),
        ("next year", "2024-01-01", "2024-12-31"),
        ("on 2nd March", "2023-03-02", "2023-03-02"),
    ],
)
def test_dates_without_a_year_are_told_by_the_papers_own(text: str, first: str, last: str) -> None:
    assert days(text, "2023-02-02")[:2] == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("In 2022 it was £5m and the following year £6m.", "2023-01-01", "2023-12-31"),
        ("In spring 2024 and, a year later, again.", "2025-01-01", "2025-12-31"),
        ("In 2022-23 it was £5m; the previous year it was £4m.", "2021-04-01", "2022-03-31"),
    ],
)
def test_a_year_is_told_by_the_date_before_it(text: str, first: str, last: str) -> None:
    found = [q for q in read(text) if q.kind == "date"][-1]
    assert (date.fromordinal(int(found.low)).isoformat(), date.fromordinal(int(found.high)).isoformat()) == (
        first,
        last,
    )


@pytest.mark.parametrize(
    ("text", "role"),
    [("by 2025", "by"), ("until 11 May 2023", "until"), ("from April 2023", "from"), ("since 2015", "since")],
)
def test_prepositions_tell_deadlines_starts_and_ends(text: str, role: str) -> None:
    assert days(text)[2] == role


@pytest.mark.parametrize(
    "text", ["Working Together 2018", "the 2014 Children and Families Act", "31 February 2023", "it may be"]
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert not [q for q in read(text) if q.kind == "date"]
