"""Whether two quantities can both be true of one thing: rounding, hedges, ranges and coarser dates are no conflict."""

from __future__ import annotations

import math

from assistant.quantities.model import Quantity

_ROUNDED = 0.05
"""A round number stands for what rounds to it, as long as the difference is not more than this share of it."""
_ABOUT = 0.03
"""At least this share to either side of what somebody gives as "about"; half of its last place where that is more."""
_OVER = 1.25
"""Nobody says "over £45m" of more than this times £45m."""
_SPAN_UNITS = frozenset({"day", "month", "season", "part", "quarter", "year", "years"})


def same_unit(a: Quantity, b: Quantity) -> bool:
    """Whether the two measure in one unit: pounds with pounds, a rate a year with a rate a year.

    What is counted ("areas", "authorities") is not looked at: whether that is one thing is a question of subject.
    """
    if a.kind != b.kind:
        return False
    if a.kind in {"money", "percent"} and a.unit != b.unit:
        return False
    return a.per == b.per


def compatible(a: Quantity, b: Quantity) -> bool:
    """Whether both can be true of one thing.

    >>> from assistant.quantities.reading import read
    >>> one, other, third = read("£45m, over £45 million, £27m")
    >>> compatible(one, other), compatible(one, third)
    (True, False)
    """
    if a.kind != b.kind:
        return False
    if a.kind == "date":
        return _dates_compatible(a, b)
    if (a.bound == b.bound and a.bound in {"at_most", "at_least"}) or (
        a.kind == "age" and ("at_most" in {a.bound, b.bound} or (a.bound == b.bound and a.bound in {"above", "below"}))
    ):
        # Two limits are compared as limits: "up to 12" and "up to 15" are two, though 10 would keep to both.
        return a.is_range or b.is_range or a.high == b.high
    return _overlap(_span(a), _span(b)) or _rounds(a, b)


def _span(q: Quantity) -> tuple[float, float]:
    """The values a quantity leaves open."""
    low, high = q.low, q.high
    if q.bound == "about":
        slack = max(_ABOUT * abs(low), _place(low) / 2)
        return low - slack, high + slack
    if q.bound == "above":
        return low, high * _OVER
    if q.bound == "at_least":
        return low, math.inf
    if q.bound == "nearly":
        return low - max(_ABOUT * abs(low), _place(low) / 2), high
    if q.bound in {"below", "at_most"}:
        return 0.0, high
    return low, high


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return a[0] <= b[1] + 1e-9 and b[0] <= a[1] + 1e-9


def _rounds(a: Quantity, b: Quantity) -> bool:
    """Whether one is the other in fewer digits ("12.43 per cent" and "12.4 per cent", "1,612" and "1,600")."""
    if a.is_range or b.is_range:
        return False
    fine, coarse = sorted((a, b), key=lambda q: max(q.step, _place(q.low)))
    difference = abs(fine.low - coarse.low)
    if a.kind == "percent" and difference <= coarse.step / 2 + 1e-9 and fine.step < coarse.step:
        return True
    place = max(coarse.step, _place(coarse.low))
    # 48 is no rounded form of 50 unless somebody says "about": small numbers are counted, not rounded.
    if a.kind in {"count", "age", "duration"} and coarse.low < 100:
        return False
    return fine.low != coarse.low and difference <= min(place / 2 + 1e-9, _ROUNDED * abs(coarse.low)) and (
        _place(fine.low) < place or fine.step < coarse.step
    )  # fmt: skip


def _place(value: float) -> float:
    """The place of the last digit that is not nought: 100 for 1,600; 0 where that is a decimal."""
    if value == 0 or value != int(value):
        return 0.0 if value else 1.0
    place, whole = 1.0, int(abs(value))
    while whole % 10 == 0:
        whole //= 10
        place *= 10
    return place


def _dates_compatible(a: Quantity, b: Quantity) -> bool:
    """Whether two dates of one event can both be right.

    "By" a day holds for any day before it, as "from" and "since" do for any after; two deadlines agree when their days
    do.
    """
    if not (a.year_known and b.year_known) and a.unit in _SPAN_UNITS and b.unit in _SPAN_UNITS:
        low_a, high_a, low_b, high_b = (x % 365.25 for x in (a.low, a.high, b.low, b.high))
        return low_a > high_a or low_b > high_b or _overlap((low_a, high_a), (low_b, high_b))
    if _overlap((a.low, a.high), (b.low, b.high)):
        return True
    return any(one.role == "by" and other.role != "by" and other.high <= one.high for one, other in ((a, b), (b, a)))
