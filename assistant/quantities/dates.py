"""Dates of policy prose → spans of days.

A grammar of our own. Refused: dateparser reads "by the end of 2024" as the twenty-second of November and takes 100 ms
for its first sentence; dateutil knows neither seasons nor "2023-24". Python's calendar does the arithmetic.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from assistant.quantities.model import Quantity, Role

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
_PARTS = {"early": (1, 4), "start of": (1, 3), "beginning of": (1, 3), "mid": (5, 8), "middle of": (5, 8), "late": (9, 12), "end of": (10, 12)}  # fmt: skip
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_TH = r"\s?(?:<sup>)?\s?(?:st|nd|rd|th)?\s?(?:</sup>)?"
_YEAR = r"(?:19|20)\d\d"
_PART = r"(?P<part>early|late|mid|the (?:start|beginning|middle|end) of|(?:start|beginning|middle|end) of)(?:[ -])(?:in )?"

_DATE = re.compile(
    "|".join(
        (
            rf"(?P<day>\d{{1,2}}){_TH} (?:of )?(?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?",
            rf"(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})\b{_TH}(?:,? (?P<year2>{_YEAR}))?(?!\s?(?:per|%|million))",
            rf"\b(?P<iso>{_YEAR}-\d\d-\d\d)\b",
            rf"\b(?:financial year |academic year )?(?P<fy>{_YEAR})\s?[-–/]+\s?(?P<fy2>(?:20)?\d\d)\b(?!-\d)",
            rf"(?:{_PART.replace('part', 'part1', 1)})?(?:the )?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter)(?: of)?(?: (?P<year3>{_YEAR})| term(?P<term>)|(?P<bare>(?= ?[.,;)]|$)))",
            rf"(?:{_PART.replace('part', 'part2', 1)})?(?P<month3>{_MONTH})(?:,? (?P<year4>{_YEAR})| (?P<this>this|last|next) year)",
            rf"(?:(?<=\bin )|(?<=\bby )|(?<=\bfrom )|(?<=\bsince )|(?<=\buntil )|(?<=\bof )|(?<=\bbefore )|(?<=\bafter )|(?<=\bfor )|(?<=\bevery )|(?<=\bduring ))(?:{_PART.replace('part', 'part3', 1)})?(?P<month4>January|February|March|April|May(?! (?:be|have|need|also|not))|June|July|August|September|October|November|December)\b",
            rf"(?:{_PART.replace('part', 'part4', 1)})(?P<year5>{_YEAR})\b",
            r"\b(?:the )?end of (?:the|this|that) (?P<eoy>year|Parliament|Spending Review period)",
            rf"(?<![\d£,.#/-])(?P<q>Q[1-4]|(?:first|second|third|fourth|last) quarter of) (?P<year6>{_YEAR})",
            rf"(?<![\d£,.#/-])\b(?P<year7>{_YEAR})\b(?![\d,/%-]|\.\d|\s?(?:per cent|million|children|people|families|places))",
            r"\b(?P<rel>this|next|last) (?:financial |calendar )?year\b",
        )
    )
)
_LABEL = re.compile(r"(?<![.!?] )(?<!\A)\b(?!(?:In|By|From|Since|Until|During|For|Before|After)\b)[A-Z][a-z]+\s\Z")
_ACT = re.compile(r"\s(?:[A-Z]\w+ (?:and )?)+(?:Act|Regulations)\b")
_BEFORE = re.compile(
    r"\b(?:(?P<from>from|starting(?: in| from)?|beginning(?: in)?|with effect from|as of|after)|(?P<by>by|before|no later than|not later than)|"
    r"(?P<since>since)|(?P<until>until|till|up to|to|ending(?: on)?|ends?(?: on)?|through to))(?: the)?\s*\Z",
    re.IGNORECASE,
)


def read_dates(text: str, published: str | None = None) -> Iterator[Quantity]:
    """Every date of a text in order.

    Args:
        text: One sentence or more.
        published: The paper's own ISO date, to any precision: "this year" and a month without its year are told by it.
    """
    anchor = _anchor(published)
    for match in _DATE.finditer(text):
        found = _span(match, anchor)
        if found is None:
            continue
        low, high, unit, known = found
        before = _BEFORE.search(text[max(0, match.start() - 24) : match.start()])
        role: Role = before.lastgroup if before else ""  # type: ignore[assignment]
        start = match.start() - (len(before[0]) if before else 0)
        yield Quantity(
            "date", low, high, unit, start, match.start(), match.end(), match.end(), text[start : match.end()],
            role=role, year_known=known,
        )  # fmt: skip


def _anchor(published: str | None) -> date | None:
    try:
        parts = [int(part) for part in (published or "").split("-")]
        return date(*(parts + [1, 1])[:3]) if parts else None
    except ValueError:
        return None


def _span(match: re.Match[str], anchor: date | None) -> tuple[float, float, str, bool] | None:
    """First and last day as ordinals, the precision, and whether the year is known."""
    try:
        return _read(match, anchor)
    except (ValueError, OverflowError):  # "31 February"
        return None


def _read(match: re.Match[str], anchor: date | None) -> tuple[float, float, str, bool] | None:
    told = match.groupdict()
    if told["iso"]:
        day = date.fromisoformat(told["iso"]).toordinal()
        return day, day, "day", True
    if told["fy"]:
        first, last = int(told["fy"]), int(told["fy2"])
        last = last if last > 100 else first // 100 * 100 + last
        if not first < last <= first + 10:
            return None
        return date(first, 4, 1).toordinal(), date(last, 3, 31).toordinal(), "years", True
    for day_, month_, year_ in (("day", "month", "year"), ("day2", "month2", "year2")):
        if told[day_]:
            month = _MONTHS[told[month_].lower().rstrip(".")]
            year, known = _year(told[year_], month, anchor)
            day = date(year, month, int(told[day_])).toordinal()
            return day, day, "day", known
    part = next((told[f"part{n}"] for n in (1, 2, 3, 4) if told[f"part{n}"]), "").lower().removeprefix("the ")
    if told["season"]:
        first, last = _SEASONS[told["season"].lower()]
        if told["year3"] is None and anchor is None:
            return None
        year, known = _year(told["year3"], first, anchor)
        return (*_months(year, first, last), "season", known)
    for month_, year_ in (("month3", "year4"), ("month4", "")):
        if told[month_]:
            month = _MONTHS[told[month_].lower().rstrip(".")]
            printed = told[year_] if year_ else None
            if told["this"] and month_ == "month3":
                if anchor is None:
                    return None
                printed = str(anchor.year + {"this": 0, "next": 1, "last": -1}[told["this"]])
            year, known = _year(printed, month, anchor)
            return (*_months(year, month, month), "month", known)
    if told["q"]:
        quarter = {"q1": 1, "q2": 2, "q3": 3, "q4": 4, "fi": 1, "se": 2, "th": 3, "fo": 4, "la": 4}[told["q"][:2].lower()]
        return (*_months(int(told["year6"]), 3 * quarter - 2, 3 * quarter), "quarter", True)
    if told["year5"]:
        return (*_months(int(told["year5"]), *_PARTS[part]), "part", True)
    if told["eoy"]:
        if told["eoy"] != "year" or anchor is None:
            return None  # the end of a Parliament or of a review is no day that a paper settles
        return (*_months(anchor.year, 10, 12), "part", True)
    if told["rel"]:
        if anchor is None:
            return None
        year = anchor.year + {"this": 0, "next": 1, "last": -1}[told["rel"].lower()]
        return (*_months(year, 1, 12), "year", True)
    if told["year7"]:
        if _LABEL.search(match.string[max(0, match.start() - 40) : match.start()]) or _ACT.match(match.string, match.end()):
            return None  # "Working Together 2018", "the 2014 Children and Families Act"
        return (*_months(int(told["year7"]), 1, 12), "year", True)
    return None


def _year(printed: str | None, month: int, anchor: date | None) -> tuple[int, bool]:
    """The printed year, or the one that brings the month nearest to the paper's own date."""
    if printed:
        return int(printed), True
    if anchor is None:
        return 2000, False
    near = min((anchor.year - 1, anchor.year, anchor.year + 1), key=lambda y: abs((y - anchor.year) * 12 + month - anchor.month))
    return near, True


def _months(year: int, first: int, last: int) -> tuple[float, float]:
    """From the first day of one month to the last of another; month 13 is January of the next year."""
    end_year, end = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, first, 1).toordinal(), date(end_year, end, monthrange(end_year, end)[1]).toordinal()
