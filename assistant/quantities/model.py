"""What is read from a text: Quantity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["money", "percent", "count", "age", "duration", "date"]
Bound = Literal["exact", "about", "above", "at_least", "below", "at_most", "nearly"]
"""`above` is "over £45m", which says little more than "£45m"; `at_least` sets no upper end. `nearly` lies just below."""
Role = Literal["", "from", "to", "by", "since", "until"]
"""`from` and `to` are the ends of a change or of a time, `by` is a change's size or a date's deadline."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One value as a text gives it.

    Attributes:
        kind: What it measures.
        low: Its lower end: pounds, per cent, years of age, days of a duration, the count, a date's ordinal day.
        high: Its upper end, the same as `low` unless it is a range or a date wider than a day.
        unit: "GBP", "%", "year" and so on; the stem-ready head noun of a count ("authorities"); a date's precision
            ("day", "month", "season", "year").
        bound: How the text hedges it.
        step: What one more in the last digit given would add, in the unit of `low`: "£45m" 1,000,000, "£1,600" 1.
        role: Which end of a change or a time it is.
        per: "year", "hour", "child" where it is a rate; else "".
        noun: The words counted, as printed ("new child and family social worker apprentices"); "" where there are none.
        year_known: For a date, whether its year is printed or follows from the paper's own date.
        char_start: Where the whole expression starts, hedge and unit included.
        value_start: Where the value itself starts, after the hedge.
        char_end: Where it ends, exclusive.
        value_end: Where the value with its unit ends; a count's noun comes after it.
        text: The text between `char_start` and `char_end`.
    """

    kind: Kind
    low: float
    high: float
    unit: str
    char_start: int
    value_start: int
    value_end: int
    char_end: int
    text: str
    bound: Bound = "exact"
    step: float = 1.0
    role: Role = ""
    per: str = ""
    noun: str = ""
    year_known: bool = True

    @property
    def is_range(self) -> bool:
        """Whether it gives two ends ("£2,000 to £3,000"); a date always does."""
        return self.low != self.high
