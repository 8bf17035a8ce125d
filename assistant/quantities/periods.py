"""Words for times of the year, lengths of time and how often: one home for all that read them."""

from __future__ import annotations

import re

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
"""First and last month; month 13 is January of the next year."""
FEASTS = {"christmas": (12, 12), "easter": (3, 4)}
MONTH_NAMES = "|".join(MONTHS)
SEASON_NAMES = "|".join(SEASONS)

LENGTHS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1,
    "week": 7,
    "fortnight": 14,
    "month": 365.25 / 12,
    "term": 91.0,
    "year": 365.25,
    "decade": 3652.5,
}
"""Days that each lasts."""
UNITS = "|".join(LENGTHS)
TURNS = {
    "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.0, "quarter": 91.0, "half-year": 182.0, "half year": 182.0,
    "term": 122.0, "year": 365.0, "decade": 3652.0,
}  # fmt: skip
"""Days from one to the next; of terms there are three in a year, though each lasts three months."""
PACES = {
    "daily": 1.0, "weekly": 7.0, "fortnightly": 14.0, "monthly": 30.0, "quarterly": 91.0, "termly": 122.0,
    "half-yearly": 182.0, "half yearly": 182.0, "six-monthly": 182.0, "six monthly": 182.0, "three-monthly": 91.0,
    "three monthly": 91.0, "biannual": 182.0, "biannually": 182.0, "yearly": 365.0, "annual": 365.0, "annually": 365.0,
    "two-yearly": 730.0, "biennial": 730.0, "biennially": 730.0, "three-yearly": 1095.0, "five-yearly": 1825.0,
}  # fmt: skip
"""Days from one time to the next."""
PACE_WORDS = "|".join(sorted(PACES, key=len, reverse=True))

_LASTING = re.compile(
    r"\b(?:in|for|half|of|over|than|within|about|around|after|nearly|almost|under|least|to|lasts?|lasting|another|"
    r"takes?) \Z",
    re.IGNORECASE,
)
_LONGEST = 10


def lasts(text: str, start: int) -> bool:
    """Whether "a month" at `start` is told as a length of time; elsewhere it says how often ("£5 a month")."""
    return _LASTING.search(text[max(0, start - _LONGEST) : start]) is not None
