"""Text → Quantities, by a grammar of policy prose over `numbers.py` and `dates.py`.

Refused: quantulum3 takes two seconds to import and 28 MB, reads "£45m" as pound sterling metres and "£2,000 to £3,000"
as £2,500.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from assistant.quantities import numbers
from assistant.quantities.dates import read_dates
from assistant.quantities.model import Bound, Kind, Quantity, Role
from assistant.quantities.numbers import NUMBER, NUMERAL, PART, SCALE, hedge_before, share_of, value_of
from assistant.quantities.periods import LENGTHS, MONTH_NAMES, SEASON_NAMES, UNITS, lasts

_N, _S = NUMBER, SCALE
_JOIN = r"\s?(?P<join>-|–|to|and)\s?"
_MONEY = re.compile(
    rf"(?P<sign>[£$€])\s?(?P<a>{NUMERAL})(?P<sa>{_S})?(?:{_JOIN}(?:[£$€]|"
    rf"(?<=[-–]))(?P<b>{NUMERAL})(?P<sb>{_S})?(?!\s?(?:%|per cent)))?|"
    rf"(?P<a2>{_N})(?P<sa2>{_S})? (?P<pounds>pounds|pence)\b|(?<![\d.])(?P<p>\d{{1,3}})p\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    rf"(?P<a>{_N})(?:\s?(?:%|per cent|percent))?(?:{_JOIN}(?P<b>{_N}))?\s?(?P<unit>%|per ?cent\b|percent\b|"
    rf"percentage points?\b|"
    r"in every 100\b)(?P<points> points?\b)?",
    re.IGNORECASE,
)
_RATIO = re.compile(rf"(?<![\w£$€.,])(?P<a>{_N}) (?:in|out of)(?: every)? (?P<b>{_N})\b(?! ?(?:%|per))", re.IGNORECASE)
"""One in five; "three in 2023" is none, as a share is less than one."""
_AGE = re.compile(
    rf"\b(?:aged?|ages)(?: of)? (?:(?:between|from|up to|over|under) )?(?P<a>{_N})(?:\s?(?:-|–|to|"
    rf"and) ?(?P<b>{_N}))?\b|"
    rf"(?P<a2>{_N})-?(?:(?:\s?(?:-|–|to|,|and) )?(?:to )?(?P<b2>{_N}))?[- ]years?[- ]olds?\b|"
    r"\b(?P<under>under|over)[- ](?P<a3>1\d|2[0-5])s?\b(?! (?:per|million|%|councils|areas|local))|"
    r"\b(?:people|adults|those|anyone|residents|women|men|pensioners) (?:who are )?(?:over|under) (?P<a4>[1-9]\d)\b"
    r"(?! (?:per|million|%|miles|hours|days|weeks|months|years))",
    re.IGNORECASE,
)
_AGE_LIMIT = re.compile(r"\b(up to|over|under)\b", re.IGNORECASE)
_AGE_LIMITS: dict[str, Bound] = {"up to": "at_most", "over": "above", "under": "below"}
_RATES = {
    "annually": "year", "yearly": "year", "annum": "year", "quarterly": "quarter", "termly": "term", "hourly": "hour",
    "weekly": "week", "fortnightly": "fortnight", "monthly": "month", "daily": "day",
}  # fmt: skip
_DURATION = re.compile(
    rf"(?P<a>{_N})(?:\s?(?:-|–|to|or) ?(?P<b>{_N}))?(?:[- ])(?:(?:working|calendar|financial|school|full|"
    rf"consecutive) )?"
    rf"(?P<unit>{UNITS})s?\b(?P<rest> and a (?:half|quarter)\b(?! of\b))?(?![- ]olds?)",
    re.IGNORECASE,
)
_SPELL = re.compile(
    rf"\b(?P<part>{PART})(?: of)? an? (?P<of>{UNITS})\b|"
    r"\b(?<!and[ -]a[ -])(?P<half>half)[ -](?P<short>hour|day|year)\b(?!-)|"
    rf"\ban? (?P<more>{UNITS}) and a (?P<rest>half|quarter)\b(?! of\b)|"
    rf"\b(?:an?|the (?:whole|full))(?: (?:full|whole|calendar|single))? (?P<one>{UNITS})\b(?!['’-])(?! (?:\d|ago|"
    r"later|earlier|on|group|centre|nursery|school|trip|off|out|rate|old)\b)|"
    rf"\b(?:an?|one) (?P<notice>{UNITS})(?=['’]s (?!time\b))|"
    r"\b(?:past|last|next|coming|previous) (?P<span>decade|fortnight)\b",
    re.IGNORECASE,
)
"""Lengths of time without a number."""
_COUNT = re.compile(
    rf"(?<![\w£$€.,/#-])(?P<a>{_N})(?P<sa> (?:million|thousand|billion))?(?:\s?(?:-|–|"
    rf"to) ?(?P<b>{_N}))?(?![\d%)/]|[.,]\d)",
    re.IGNORECASE,
)
_PER = re.compile(
    r",?\s(?:a|an|per|each|every) (?P<per>year|annum|quarter(?! of)|hour|week|fortnight|month|day|term|head|"
    r"child|person|family|place|council|area|pupil|household|meeting|visit|night|session|placement|carer|home|school)\b|"
    r"\s(?P<often>annually|yearly|quarterly|termly|hourly|weekly|fortnightly|monthly|daily)\b",
    re.IGNORECASE,
)
_SUM = re.compile(rf"\d{_S}?\s\Z", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:(?P<from>from)|(?P<to>to|at|reach(?:ed|es|ing)?))\s*\Z", re.IGNORECASE)
_CHANGE_WORDS = (
    r"\b(?:increas\w+|ris(?:e|es|ing|en)|rose|rais\w+|f[ae]ll\w*|grow\w*|grew|cut|decreas\w+|reduc\w+|drop\w*|"
    r"declin\w+|uplift\w*|up|down|extend\w*)"
)
_CHANGE = re.compile(rf"{_CHANGE_WORDS}\b[^.;]*\Z", re.IGNORECASE)
_SIZE = re.compile(rf"{_CHANGE_WORDS}(?: (?:its|their|the) [\w ]{{0,40}}?| \w+)? (?:by|of)(?: a)?\s*\Z", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:paragraphs?|paras?|pages?|sections?|chapters?|appendix|annex|items?|tables?|figures?|levels?|"
    r"pillars?|missions?|"
    r"reg(?:ulation)?s?|parts?|clauses?|articles?|phases?|tranches?|tiers?|waves?|stages?|modules?|years?|"
    r"notes?|rules?|schedules?|"
    r"number|no\.?|volume|question|recommendations?|option|steps?|key stage|covid|post|category|grade|band|route|room|"
    r"article|act|version|ext|tel|telephone)[- ]\Z",
    re.IGNORECASE,
)
_NOUN_STOP_WORDS = (
    "a an the of in on at to for from by with will would can could may might must shall should is are was were be "
    "been has have had do does did which who whom whose that this these those than as if or but so then when "
    "where while not no across per each within under over into between during after before until since up about "
    "also both all only more less it its their they we our you your he she his her there per cent percent"
)
_NOUN_STOP = frozenset(_NOUN_STOP_WORDS.split())
_PLURALS_WORDS = "children people men women staff police families lives halves criteria data"
_PLURALS = frozenset(_PLURALS_WORDS.split())
_NOT_PLURAL = re.compile(r"(?:ss|us|is|'s|’s|ous)\Z")
_OF_THE = re.compile(
    r"\s*of (?:the|these|those|our|its|their)\b(?! (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve)\b)"
)
_FURTHER = frozenset({"more", "further", "additional", "other", "extra"})
_QUOTED_NAME = re.compile(r"\s*[‘'“\"][^‘’'“”\"]{2,60}[’'”\"]")
_TOKEN = re.compile(r"\s*(?P<word>[A-Za-z][\w'’&/-]*)(?P<mark>[,)]?)")
_MOST_WORDS = 8


_ANY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand|"
    r"[mbt]r?illion|dozen|half|third|quarters?|fifth|sixth|seventh|eighth|ninth|tenth|year|decade|fortnight|"
    rf"an? (?:couple|pair|{UNITS})|christmas|easter|{SEASON_NAMES}|{MONTH_NAMES})\b",
    re.IGNORECASE,
)
"""What every quantity holds some of: most sentences hold none, and are told from the rest in microseconds."""


@lru_cache(maxsize=20_000)
def read(text: str, published: str | None = None) -> tuple[Quantity, ...]:
    """Every quantity of a text, in order of place; none overlaps another.

    Args:
        text: A sentence, or a few.
        published: The paper's own ISO date: "April this year" is told by it.

    >>> [(q.kind, q.low, q.bound, q.noun) for q in read("Up to 12 local areas will get over £45m")]
    [('count', 12.0, 'at_most', 'local areas'), ('money', 45000000.0, 'above', '')]
    """
    if not _ANY.search(text):
        return ()
    taken = bytearray(len(text))
    found: list[Quantity] = []
    for quantity in chain(
        read_dates(text, published),
        _money(text),
        _spells(text),
        _percent(text),
        _ages(text),
        _durations(text),
        _counts(text),
    ):
        if not any(taken[quantity.value_start : quantity.value_end]):
            taken[quantity.value_start : quantity.value_end] = b"\1" * (quantity.value_end - quantity.value_start)
            found.append(quantity)
    return tuple(sorted(found, key=lambda quantity: quantity.value_start))


def _money(text: str) -> Iterator[Quantity]:
    for match in _MONEY.finditer(text):
        if match["p"] or match["pounds"]:
            pence = 0.01 if match["p"] or match["pounds"].lower() == "pence" else 1.0
            values = _values(match["p"] or match["a2"], None, match["sa2"] or "")
            values = [(value * pence, step * pence) for value, step in values]
            yield from _made(match, "money", "GBP", values)
            continue
        unit = {"£": "GBP", "$": "USD", "€": "EUR"}[match["sign"]]
        # "£2 to £3 million" are two millions of pounds; "£900 to £1 million" is left as printed.
        shares = match["b"] and not match["sa"] and value_of(match["a"])[0] < value_of(match["b"])[0]
        values = [value_of(match["a"], match["sa"] or (match["sb"] if shares and match["sb"] else ""))]
        end = match.end("sa") if match["sa"] else match.end("a")
        if match["b"]:
            if match["join"] == "and" and not re.search(r"\bbetween\s*\Z", text[: match.start()], re.IGNORECASE):
                yield from _made(match, "money", unit, values, end)
                continue
            values.append(value_of(match["b"], match["sb"] or match["sa"] or ""))
            end = match.end()
        yield from _made(match, "money", unit, values, end)


def _percent(text: str) -> Iterator[Quantity]:
    for match in _PERCENT.finditer(text):
        unit = "points" if "point" in match[0].lower() else "%"
        values = _values(match["a"], match["b"])
        yield from _made(match, "percent", unit, values, match.end())
    for match in _RATIO.finditer(text):
        part, whole = _values(match["a"], match["b"]) or [(0.0, 1.0), (0.0, 1.0)]
        if 0 < part[0] < whole[0] <= 100:
            for quantity in _made(match, "percent", "%", [(100 * part[0] / whole[0], 100 / whole[0])], match.end()):
                yield replace(quantity, bound="about" if quantity.bound == "exact" else quantity.bound)
    for match in numbers.FRACTION.finditer(text):
        if _SUM.search(text[max(0, match.start() - 12) : match.start()]):
            continue  # "£5m a quarter"
        for quantity in _made(match, "percent", "%", [(100 * share_of(match[0]), 10.0)], match.end()):
            yield replace(quantity, bound="about" if quantity.bound == "exact" else quantity.bound)


def _ages(text: str) -> Iterator[Quantity]:
    for match in _AGE.finditer(text):
        first, last = match["a"] or match["a2"] or match["a3"] or match["a4"], match["b"] or match["b2"]
        values = _values(first, last)
        inside = _AGE_LIMIT.search(match[0])
        for quantity in _made(match, "age", "year", values):
            limited = inside is not None and quantity.bound == "exact"
            yield replace(quantity, bound=_AGE_LIMITS[inside[1].lower()]) if inside and limited else quantity


def _durations(text: str) -> Iterator[Quantity]:
    for match in _DURATION.finditer(text):
        days = LENGTHS[match["unit"].lower()]
        values = _values(match["a"], match["b"])
        more = numbers.PARTS[match["rest"].split()[-1].lower()] if match["rest"] else 0.0
        scaled = [((value + more) * days, step * days) for value, step in values]
        yield from _made(match, "duration", match["unit"].lower(), scaled, match.end())


def _spells(text: str) -> Iterator[Quantity]:
    for match in _SPELL.finditer(text):
        if match["one"] and not lasts(text, match.start()):
            continue
        unit = next(match[name] for name in ("of", "short", "more", "one", "notice", "span") if match[name]).lower()
        part = share_of(match["part"] or match["half"]) if match["part"] or match["half"] else 1.0
        many = part + (numbers.PARTS[match["rest"].lower()] if match["rest"] else 0.0)
        yield from _made(match, "duration", unit, [(many * LENGTHS[unit], LENGTHS[unit])])


def _counts(text: str) -> Iterator[Quantity]:
    for match in _COUNT.finditer(text):
        if _LABEL.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        hedge = numbers.HEDGE_AFTER.match(text, match.end())
        noun, head, end = _noun(text, hedge.end() if hedge else match.end())
        if not head:
            continue
        if match["a"].lower() == "one" and noun.lower() in {"another", "other"}:
            continue
        values = _values(match["a"], match["b"], match["sa"] or "")
        for quantity in _made(match, "count", head, values, match.end()):
            yield replace(quantity, noun=noun, char_end=end, text=text[quantity.char_start : end])


def _noun(text: str, start: int) -> tuple[str, str, int]:
    """The words counted, their head noun in lower case, and where they end; empty where nothing is counted.

    The head is the first plural; words before it describe it ("3,500 new, well-paid jobs for care leavers").
    """
    position, words = start, 0
    partitive = _OF_THE.match(text, start)
    if partitive:
        start = position = partitive.end()
    named = _QUOTED_NAME.match(text, position)
    if named:
        position = named.end()
    while words < _MOST_WORDS:
        token = _TOKEN.match(text, position)
        if token is None or "\n" in token[0]:
            break
        word = token["word"].lower().replace("’", "'")
        if word in _FURTHER and words == 0:
            position, words = token.end("word"), 1
            continue
        if word in _NOUN_STOP or (word == "and" and words == 0):
            break
        position, words = token.end("word"), words + 1
        if word in _PLURALS or (word.endswith("s") and len(word) > 2 and not _NOT_PLURAL.search(word)):
            return text[start:position].strip(), word, position
        if token["mark"] == ",":
            position = token.end()
        elif token["mark"]:
            break
    return "", "", start


def _values(first: str, second: str | None, scale: str = "") -> list[tuple[float, float]]:
    """One value or two; none for words that are no one number ("two three")."""
    try:
        return [value_of(first, scale)] + ([value_of(second)] if second else [])
    except ValueError:
        return []


def _made(
    match: re.Match[str], kind: Kind, unit: str, values: list[tuple[float, float]], end: int | None = None
) -> Iterator[Quantity]:
    """The quantity of a match with its hedge, its role and its rate; "from A to B" is two."""
    if not values:
        return
    text, start, end = match.string, match.start(), match.end() if end is None else end
    bound, whole = hedge_before(text, start)
    if bound == "exact" and text[start : start + 8].lower() == "a couple":
        bound = "about"
    if kind == "duration" and text[whole : whole + 4].lower() == "over":
        bound, whole = "exact", start  # "£2bn over four years": spread over them, not longer than they
    after = numbers.HEDGE_AFTER.match(text, end)
    if after and bound == "exact":
        bound = after.lastgroup  # type: ignore[assignment]
    per = _PER.match(text, end)
    one = Quantity(
        kind, values[0][0], values[-1][0], unit, whole, start, end, end, text[whole:end], bound=bound,
        step=min(step for _, step in values), role=_role(text, whole, kind),
        per="" if per is None else _RATES.get(word := (per["often"] or per["per"]).lower(), word),
    )  # fmt: skip
    if len(values) == 2 and one.role == "from" and kind in {"money", "percent"}:
        second = match.start("b") - (text[match.start("b") - 1] in "£$€")
        first_end = max(match.end("a"), match.end("sa") if "sa" in match.groupdict() else -1)
        yield replace(one, high=one.low, char_start=start, value_end=first_end, char_end=first_end,
                      text=text[start:first_end])  # fmt: skip
        yield replace(one, low=one.high, role="to", char_start=second, value_start=second, text=text[second:end])
    elif one.high < one.low:
        yield replace(one, low=one.high, high=one.low)
    else:
        yield one


def _role(text: str, start: int, kind: str) -> Role:
    """Which end of a change it is, or its size; a change has to be told of."""
    if kind not in {"money", "percent", "count", "age"}:
        return ""
    before = text[max(0, start - 80) : start]
    if _SIZE.search(before):
        return "by"
    end = _ENDS.search(before)
    return end.lastgroup if end and _CHANGE.search(before) else ""  # type: ignore[return-value]
