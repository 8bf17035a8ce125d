"""Whether a paper's quantity bears out a claim's: stricter than whether both can be true.

A claim may say less than the paper (a coarser date, "about", "over", a rounded figure that says it is one), never more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from assistant.checking.saying import Saying
from assistant.quantities import Quantity, same_unit
from assistant.quantities.periods import LENGTHS
from index.analysis import terms

_ABOUT = 0.06
"""Share of a value to either side that "about", "nearly" and the like leave open."""
_OVER = 1.25
"""Nobody says "over £45m" of more than this times £45m; "at least" is said of the figure itself."""
_APART = 8.0
"""Lengths of time further apart than this many times are of two things."""
_SOON = 200
"""Days before a deadline that "by" it still tells of."""
_YEARS = 400
"""Days from which a date spans years."""
_SAME = 0.012
"""Durations of one length in two units ("24 months", "two years")."""
_PLACES = frozenset(terms("areas authorities councils boroughs districts regions las places sites"))
_PEOPLE = frozenset(terms("children people youngsters kids"))
_GROUPS = (_PLACES, _PEOPLE)


_UP_TO_THE_END = re.compile(r"before (?:the )?end\b", re.IGNORECASE)
"""What happens before the end of a year may happen on its last day, as what happens by the end."""
_TO = re.compile(r"\s?(?:-|–|to|until|and)\s?")


@lru_cache(maxsize=4_096)
def spans(said: Saying) -> tuple[Quantity, ...]:
    """Two years of a sentence that are the ends of one range, as "2022-25" is read: "from 2022 to 2025".

    >>> from assistant.checking.saying import saying
    >>> [q.text for q in spans(saying("It runs between 2022 and 2025."))]
    ['2022 and 2025']
    """
    return tuple(
        replace(
            one, low=date(first, 4, 1).toordinal(), high=date(last, 3, 31).toordinal(), unit="years", role="",
            value_end=other.value_end, char_end=other.char_end, text=said.text[one.char_start : other.value_end],
        )
        for one, other in pairwise([q for q in said.quantities if q.kind == "date"])
        if one.unit == other.unit == "year" and _TO.fullmatch(said.text[one.value_end : other.value_start])
        and (one.role == "from" or said.text[: one.char_start].lower().endswith("between "))
        and (first := date.fromordinal(int(one.low)).year) < (last := date.fromordinal(int(other.low)).year)
    )  # fmt: skip


def plain(quantities: tuple[Quantity, ...]) -> frozenset[float]:
    """Their values as number words give them: a share as "half", not 50."""
    return frozenset(q.low / 100 if q.kind == "percent" else q.low for q in quantities)


def follows(quantity: Quantity) -> bool:
    """Whether it only follows from another date, which is held by itself: "the following year"."""
    return quantity.kind == "date" and quantity.unit in {"year", "years"} and not re.search(r"\d", quantity.text)


def counts_same(claimed: Quantity, found: Quantity) -> bool:
    """Whether two counts are of one sort of thing ("12 areas", "twelve local authorities")."""
    first, second = frozenset(terms(claimed.noun or claimed.unit)), frozenset(terms(found.noun or found.unit))
    head, other = frozenset(terms(claimed.unit)), frozenset(terms(found.unit))
    if head & second or other & first:
        return True
    return any(head & group and other & group for group in _GROUPS)


def comparable(claimed: Quantity, found: Quantity) -> bool:
    """Whether the two measure one thing in one unit, so that one can be held against the other."""
    if claimed.kind != found.kind:
        # "570 free hours" is counted, "570 hours" lasts.
        return _amount_of_time(claimed) is not None and _unit_of_time(claimed) == _unit_of_time(found)
    if claimed.kind == "count":
        return counts_same(claimed, found)
    if claimed.per and found.per and claimed.per != found.per:
        return False
    if claimed.kind == "duration" and not 1 / _APART <= (claimed.low or 1) / (found.low or 1) <= _APART:
        return False  # hours are none of so many weeks' business
    return same_unit(claimed, found) or not (claimed.per and found.per)


def bears_out(claimed: Quantity, found: Quantity) -> bool:
    """Whether the paper's value makes the claim's true.

    >>> from assistant.quantities import read
    >>> claim, paper, other = read("about £46m, over £45 million, £54m")
    >>> bears_out(claim, paper), bears_out(other, paper)
    (True, False)
    >>> month, year = read("in April 2024, in 2024")
    >>> bears_out(year, month), bears_out(month, year)
    (True, False)
    """
    times = _amount_of_time(claimed), _amount_of_time(found)
    if claimed.kind != found.kind and None not in times:
        return times[0] == times[1] and _unit_of_time(claimed) == _unit_of_time(found)
    if claimed.kind != found.kind or (claimed.per and found.per and claimed.per != found.per):
        return False
    if claimed.kind == "date":
        return _date(claimed, found)
    if claimed.is_range or found.is_range:
        return _same(claimed.low, found.low) and _same(claimed.high, found.high)
    return limits_agree(claimed, found) if _equal(claimed, found) else _hedged(claimed, found)


def _unit_of_time(quantity: Quantity) -> str:
    return quantity.unit.removesuffix("s") if quantity.kind in {"count", "duration"} else ""


def _amount_of_time(quantity: Quantity) -> float | None:
    """How many hours, days, weeks … a count or a duration names; None where it names none."""
    days = LENGTHS.get(_unit_of_time(quantity))
    if days is None or quantity.is_range:
        return None
    return quantity.low if quantity.kind == "count" else round(quantity.low / days, 6)


def _equal(claimed: Quantity, found: Quantity) -> bool:
    """Whether the figures are the same, or the claim's is the paper's in fewer decimals."""
    value, paper = claimed.low, found.low
    if claimed.kind == "duration":
        return abs(value - paper) <= _SAME * max(value, paper)
    room = claimed.step / 2
    if claimed.kind == "percent" and claimed.step > 1:  # "one in four" is not 15 per cent, though no tenth is nearer
        room = min(room, _ABOUT * value)
    return _same(value, paper) or (found.step < claimed.step and abs(value - paper) <= room + 1e-9)


def same_value(claimed: Quantity, found: Quantity) -> bool:
    """Whether the two are one value however written, hedges aside: neither is coarser than the other.

    >>> from assistant.quantities import read
    >>> weeks, days, month = read("six weeks, 42 days, 1 month")
    >>> same_value(weeks, days), same_value(weeks, month)
    (True, False)
    """
    if claimed.kind != found.kind:
        return False
    if claimed.kind == "date" or claimed.is_range or found.is_range:
        return _same(claimed.low, found.low) and _same(claimed.high, found.high)
    return _equal(claimed, found) and _equal(found, claimed)


def _hedged(claimed: Quantity, found: Quantity) -> bool:
    """Whether the paper's figure lies where "about", "over" and the like of the claim put it."""
    value, paper = claimed.low, found.low
    if claimed.bound == "about":
        return abs(value - paper) <= _ABOUT * abs(value)
    if claimed.bound == "nearly":
        return 0 < value - paper <= _ABOUT * abs(value)
    if claimed.bound in {"above", "at_least"}:
        # "Over £36m" of "over £45m" is another limit, of "£45m" a loose word for it.
        loosely = claimed.bound == "above" and found.bound not in {"above", "at_least"}
        most = value * (_OVER if loosely else 1 + _ABOUT)
        return value < paper <= most and found.bound not in {"at_most", "below", "nearly"}
    return claimed.bound == "below" and paper < value <= paper * _OVER and found.bound not in {"at_least", "above"}


def limits_agree(claimed: Quantity, found: Quantity) -> bool:
    """Equal figures: a claim of "at least 12" is not borne out by "up to 12", nor "under 45" by "over 45"."""
    upper, lower = {"at_most", "below", "nearly"}, {"at_least", "above"}
    if claimed.bound in upper and found.bound in lower:
        return False
    return not (claimed.bound in lower and found.bound in upper)


def overstates(claimed: Quantity, found: Quantity) -> bool:
    """Whether a claim turns a limit into the figure itself: "12 areas" of a paper's "up to 12"."""
    return claimed.bound in {"exact", "at_least", "above"} and found.bound == "at_most" and claimed.kind != "age"


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _date(claimed: Quantity, found: Quantity) -> bool:
    """The paper's date lies inside the claim's, which may be coarser; ends must not be turned into starts."""
    before = claimed.text.lower().startswith("before ") and not _UP_TO_THE_END.match(claimed.text)
    if before and claimed.year_known and found.year_known:
        return claimed.low - _SOON <= found.high <= claimed.low
    ends, starts = {"by", "until"}, {"from", "since"}
    if (claimed.role in ends and found.role in starts) or (claimed.role in starts and found.role in ends):
        return False
    if found.high - found.low > _YEARS and not found.role and claimed.role in starts | ends:
        # "2022-25" starts in one year and ends in another.
        return claimed.low <= (found.low if claimed.role in starts else found.high) <= claimed.high
    if not claimed.role and min(claimed.high - claimed.low, found.high - found.low) > _YEARS:
        return abs(claimed.low - found.low) < _YEARS and abs(claimed.high - found.high) < _YEARS / 2
    if not (claimed.year_known and found.year_known):
        low, high, other, last = (x % 365.25 for x in (claimed.low, claimed.high, found.low, found.high))
        return low - 1.5 <= other and last <= high + 1.5
    within = claimed.low <= found.low and found.high <= claimed.high
    return within or (
        claimed.role in ends
        and found.role not in starts
        and found.high <= claimed.high
        and claimed.high - found.high < 200
    )
