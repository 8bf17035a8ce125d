"""Dates of policy prose → spans of days.

A grammar of our own. Refused: dateparser reads "by the end of 2024" as the twenty-second of November and takes 100 ms
for its first sentence; dateutil knows neither seasons nor "2023-24". Python's calendar does the arithmetic.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date

from assistant.quantities.model import Quantity, Role
from assistant.quantities.periods import FEASTS, MONTH_NAMES, MONTHS, SEASON_NAMES, SEASONS

_MONTHS = {
    name: number
    for number, month in enumerate(MONTHS, 1)
    for name in (month.lower(), month[:3].lower(), *(["sept"] if month == "September" else []))
}
_PARTS = {
    "early": (1, 4), "start of": (1, 3), "beginning of": (1, 3), "mid": (5, 8), "middle of": (5, 8), "late": (9, 12),
    "end of": (10, 12),
}  # fmt: skip
_MONTHS_BACK = 4
"""A plan's "in September" lies ahead, unless September was within so many months."""
_QUARTERS = {"q1": 1, "q2": 2, "q3": 3, "q4": 4, "fi": 1, "se": 2, "th": 3, "fo": 4, "la": 4}
_RELATIVE = {"this": 0, "next": 1, "last": -1}
_FOLLOWING = re.compile(
    r"\b(?:(?:the|in the) (?:(?P<after>following|next|subsequent)|(?P<before>previous|preceding)) (?:financial )?year|"
    r"(?:the|a) year (?:(?P<later>later|after)|(?P<earlier>earlier|before)))\b(?! (?:the|than)\b)",
    re.IGNORECASE,
)
"""A year told by the date before it."""
_TWO_YEARS = 700

_MONTH = rf"(?P<month>(?:{MONTH_NAMES}|Sept|{'|'.join(month[:3] for month in MONTHS if month != 'May')})\b\.?)"
_TH = r"\s?(?:<sup>)?\s?(?:st|nd|rd|th)?\s?(?:</sup>)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_PART = r"(?:(?:the )?(?P<part>early|late|mid|(?:start|beginning|middle|end) of)[ -](?:in )?)"
_APART = r"(?<![\d£,.#/-])"
_PREPOSITION = "|".join(
    rf"(?<=\b[{word[0]}{word[0].upper()}]{word[1:]} )"
    for word in ("in", "by", "from", "since", "until", "of", "before", "after", "for", "every", "during")
)
_MAY_BE_VERB = r"(?! (?:be|have|need|also|not)\b)"

_LABEL = re.compile(r"(?<![.!?] )(?<!\A)\b(?!(?:In|By|From|Since|Until|During|For|Before|After)\b)[A-Z][a-z]+\s\Z")
_ACT = re.compile(r"\s(?:[A-Z]\w+ (?:and )?)+(?:Act|Regulations)\b")
_BEFORE = re.compile(
    r"\b(?:(?P<from>from|starting(?: in| from)?|beginning(?: in)?|with effect from|as of|after)|"
    r"(?P<by>by|before|no later than|not later than)|(?P<since>since)|"
    r"(?P<until>until|till|up to|to|ending(?: on)?|ends?(?: on)?|through to))(?: the)?\s*\Z",
    re.IGNORECASE,
)

_Days = tuple[float, float, str, bool]
"""First and last day as ordinals, the precision, and whether the year is known."""


def read_dates(text: str, published: str | None = None) -> list[Quantity]:
    """Every date of a text, form by form.

    Args:
        text: One sentence or more.
        published: The paper's own ISO date, to any precision: "this year" and a month without its year are told by it.
    """
    anchor = _anchor(published)
    taken = bytearray(len(text))
    found: list[Quantity] = []
    for pattern, reader in _FORMS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                days = reader(match, anchor)
            except (ValueError, OverflowError):  # "31 February 2023" is no date, nor is its month one
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                continue
            if days is None:
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found.append(_quantity(match, days))
    for match in _FOLLOWING.finditer(text):
        earlier = [q for q in found if q.year_known and q.value_end <= match.start()]
        if earlier and not any(taken[match.start() : match.end()]):
            found.append(_quantity(match, _next_to(max(earlier, key=lambda q: q.value_end), match)))
    return found


def _quantity(match: re.Match[str], days: _Days) -> Quantity:
    text, (low, high, unit, known) = match.string, days
    before = _BEFORE.search(text[max(0, match.start() - 24) : match.start()])
    role: Role = before.lastgroup if before else ""  # type: ignore[assignment]
    start = match.start() - (len(before[0]) if before else 0)
    return Quantity(
        "date", low, high, unit, start, match.start(), match.end(), match.end(), text[start : match.end()], role=role,
        year_known=known,
    )  # fmt: skip


def _next_to(one: Quantity, match: re.Match[str]) -> _Days:
    """The year after that of a date, or before it: a financial one of a financial one's."""
    by = -1 if match["before"] or match["earlier"] else 1
    year = date.fromordinal(int(one.high)).year + by
    if one.unit == "years" and one.high - one.low < _TWO_YEARS:
        return date(year - 1, 4, 1).toordinal(), date(year, 3, 31).toordinal(), "years", True
    return *_months(year, 1, 12), "year", True


def _anchor(published: str | None) -> date | None:
    try:
        parts = [int(part) for part in (published or "").split("-")]
        return date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def _iso(match: re.Match[str], _: date | None) -> _Days | None:
    day = date.fromisoformat(match[0]).toordinal()
    return day, day, "day", True


def _day(match: re.Match[str], anchor: date | None) -> _Days | None:
    month = _MONTHS[match["month"].lower().rstrip(".")]
    year, known = _year(match["year"], month, anchor)
    day = date(year, month, int(match["day"])).toordinal()
    return day, day, "day", known


def _years(match: re.Match[str], _: date | None) -> _Days | None:
    """A financial or school year, or a few: from April to March."""
    first, last = int(match["year"]), int(match["last"])
    last = last if last > 100 else first // 100 * 100 + last
    if not first < last <= first + 10:
        return None
    return date(first, 4, 1).toordinal(), date(last, 3, 31).toordinal(), "years", True


def _season(match: re.Match[str], anchor: date | None) -> _Days | None:
    if not match["year"] and anchor is None:
        return None
    season = match["season"].lower()
    first, last = SEASONS.get(season) or FEASTS[season]
    year, known = _year(match["year"], first, anchor)
    return *_months(year, first, last), "season", known


def _month(match: re.Match[str], anchor: date | None) -> _Days | None:
    month = _MONTHS[match["month"].lower().rstrip(".")]
    told = match.groupdict()
    printed = told.get("year")
    if told.get("this"):
        if anchor is None:
            return None
        printed = str(anchor.year + _RELATIVE[told["this"]])
    year, known = _year(printed, month, anchor)
    return *_months(year, month, month), "month", known


def _quarter(match: re.Match[str], _: date | None) -> _Days | None:
    quarter = _QUARTERS[match["quarter"][:2].lower()]
    return *_months(int(match["year"]), 3 * quarter - 2, 3 * quarter), "quarter", True


def _year_to(match: re.Match[str], _: date | None) -> _Days | None:
    """The twelve months up to the end of a month, or to a day."""
    year, month = int(match["year"]), _MONTHS[match["month"].lower().rstrip(".")]
    last = date(year, month, int(match["day"] or monthrange(year, month)[1]))
    first = last.replace(year=year - 1, day=min(last.day, monthrange(year - 1, month)[1]))
    return first.toordinal() + 1, last.toordinal(), "years", True


def _part(match: re.Match[str], _: date | None) -> _Days | None:
    return *_months(int(match["year"]), *_PARTS[match["part"].lower()]), "part", True


def _end_of_year(_: re.Match[str], anchor: date | None) -> _Days | None:
    return None if anchor is None else (*_months(anchor.year, 10, 12), "part", True)


def _relative(match: re.Match[str], anchor: date | None) -> _Days | None:
    if anchor is None:
        return None
    return *_months(anchor.year + _RELATIVE[match["this"].lower()], 1, 12), "year", True


def _bare_year(match: re.Match[str], _: date | None) -> _Days | None:
    before = match.string[max(0, match.start() - 40) : match.start()]
    if _LABEL.search(before) or _ACT.match(match.string, match.end()):
        return None  # "Working Together 2018", "the 2014 Children and Families Act"
    return *_months(int(match["year"]), 1, 12), "year", True


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], _Days | None]], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (
            rf"(?:\b(?:[Tt]he|[Oo]ne) )?(?:financial |academic )?\b[Yy]ear (?:to|end(?:ing|ed)(?: in| on)?)"
            rf"(?: the end of)?(?: (?P<day>\d{{1,2}}){_TH})? {_MONTH},? {_YEAR}",
            _year_to,
        ),
        (r"\b(?:19|20)\d\d-\d\d-\d\d\b", _iso),
        (rf"(?P<day>\d{{1,2}}){_TH} (?:of )?{_MONTH}(?:,? {_YEAR})?", _day),
        (rf"{_MONTH} (?P<day>\d{{1,2}})\b{_TH}(?:,? {_YEAR})?(?!\s?(?:per|%|million))", _day),
        (rf"\b(?:financial year |academic year )?{_YEAR}\s?[-–/]+\s?(?P<last>(?:20)?\d\d)\b(?!-\d)", _years),
        (
            rf"{_PART}?(?:the )?(?P<season>(?i:{SEASON_NAMES}))(?: of)?"
            rf"(?: {_YEAR}| term|(?= ?[.,;)]|$))",
            _season,
        ),
        (rf"(?P<season>Christmas|Easter)(?: of)?,? {_YEAR}", _season),
        (
            rf"(?=[CE])(?:{_PREPOSITION})(?P<season>Christmas|Easter)\b(?P<year>)(?! (?:[A-Z]|holidays?|term|break))",
            _season,
        ),
        (rf"(?=[A-Zbelmst]){_PART}?{_MONTH}(?:,? {_YEAR}| (?P<this>this|last|next) year)", _month),
        (rf"(?=[A-Zabelmst])(?:{_PREPOSITION}){_PART}?(?P<month>(?:{MONTH_NAMES})){_MAY_BE_VERB}\b", _month),
        (rf"\b(?P<month>(?:{MONTH_NAMES}))(?= (?:is|was|will be|sees|marks|brings)\b)", _month),
        (rf"{_PART}{_YEAR}\b", _part),
        (r"\b(?:the )?end of (?:the|this|that) (?:calendar )?year\b", _end_of_year),
        (rf"{_APART}(?P<quarter>Q[1-4]|(?:first|second|third|fourth|last) quarter of) {_YEAR}", _quarter),
        (
            rf"{_APART}\b{_YEAR}\b(?![\d/%-]|[.,]\d|\s?(?:per cent|million|children|people|families|places))",
            _bare_year,
        ),
        (r"\b(?P<this>this|next|last) (?:financial |calendar )?year\b", _relative),
    )
)


def _year(printed: str | None, month: int, anchor: date | None) -> tuple[int, bool]:
    """The printed year, or the one that puts the month near the paper's own date, sooner after it than before."""
    if printed:
        return int(printed), True
    if anchor is None:
        return 2000, False
    apart = (month - anchor.month + _MONTHS_BACK) % 12 - _MONTHS_BACK
    near = anchor.year + (anchor.month - 1 + apart) // 12
    return near, True


def _months(year: int, first: int, last: int) -> tuple[float, float]:
    """From the first day of one month to the last of another; month 13 is January of the next year."""
    end_year, end = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, first, 1).toordinal(), date(end_year, end, monthrange(end_year, end)[1]).toordinal()
