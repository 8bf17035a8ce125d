"""Numerals and number words → values.

`text2num` (MIT, maintained, offline, microseconds a call) reads the words. Fractions, scales and hedges of policy
prose are a grammar of ours.
"""

from __future__ import annotations

import re

from text_to_num import text2num

from assistant.quantities.model import Bound

_SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6, "bn": 1e9,
    "billion": 1e9, "tn": 1e12, "trillion": 1e12,
}  # fmt: skip
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD = rf"(?:{_TEENS}|{_TENS}|{_UNITS}|hundred|thousand|million)"

# Atomic: half of "3,000" is no number.
NUMERAL = r"(?>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
WORDS = rf"(?:a (?=hundred|thousand|million))?{_WORD}(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and ){_WORD}\b)*"
NUMBER = rf"(?:{NUMERAL}|\b{WORDS}\b)"
SCALE = r"(?:\s?(?:million|billion|trillion|thousand|bn|mn|mln|tn|m|k)\b)"
FRACTION = re.compile(
    r"\b(?:(?P<half>half)|(?P<quarters>three[ -]quarters)|(?P<quarter>a quarter|one[ -]quarter)|"
    r"(?P<thirds>two[ -]thirds)|(?P<third>a third|one[ -]third)|(?P<fifth>a fifth|one[ -]fifth)|"
    r"(?P<fifths2>two[ -]fifths)|(?P<fifths3>three[ -]fifths)|(?P<fifths4>four[ -]fifths)|"
    r"(?P<tenth>a tenth|one[ -]tenth))\b"
    r"(?=(?: of)? (?:all |the |our |its |their |those |these |them\b|children|councils|of\b|in\b|since\b)|[,.;]|\Z)"
    r"(?! of an? (?:year|hour|day|century)\b)",
    re.IGNORECASE,
)
FRACTIONS = {"half": 50.0, "quarters": 75.0, "quarter": 25.0, "thirds": 200 / 3, "third": 100 / 3, "fifth": 20.0,
             "fifths2": 40.0, "fifths3": 60.0, "fifths4": 80.0, "tenth": 10.0}  # fmt: skip

_HEDGES: tuple[tuple[Bound, str], ...] = (
    ("at_most", "up to|at most|no more than|not more than|(?:a )?maximum(?: of)?|as (?:many|much) as|capped at"),
    ("at_least", "at least|no (?:fewer|less) than|not less than|a minimum of|minimum of|minimum"),
    ("above", "(?:just |well |slightly )?(?:over|more than|above)|exceeding|in excess of|upwards of"),
    ("below", "less than|fewer than|below|(?:just )?under"),
    ("nearly", "nearly|almost|close to|approaching"),
    ("about", "about|around|approx(?:imately|\\.)?|roughly|some|circa|c\\.|(?:an )?estimated(?: at)?|in the region of"),
)  # fmt: skip
HEDGE = re.compile(
    r"(?:" + "|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in _HEDGES) + r")"
    r"(?: (?:a |an )?(?:further|additional|total of|extra|total))?\s*\Z",
    re.IGNORECASE,
)
HEDGE_AFTER = re.compile(
    r"\s?(?:(?P<at_least>or more|or above|plus\b|\+|and (?:over|above))|(?P<at_most>or (?:fewer|less|lower|"
    r"under|below)))",
    re.IGNORECASE,
)


def value_of(number: str, scale: str = "") -> tuple[float, float]:
    """A number's value and the size of one in its last digit.

    Args:
        number: As `NUMBER` matches it.
        scale: "m", "billion" or "".

    Raises:
        ValueError: If it is no number.

    >>> value_of("2.6", "billion")
    (2600000000.0, 100000000.0)
    >>> value_of("twenty-one")
    (21.0, 1.0)
    """
    factor = _SCALES.get(scale.strip().lower(), 1.0)
    if number[0].isdigit():
        plain = number.replace(",", "")
        decimals = len(plain.partition(".")[2])
        return round(float(plain) * factor, 6), factor / 10**decimals
    words = re.sub(r"\Aa ", "one ", number.lower())
    return float(text2num(words, "en")) * factor, factor


def hedge_before(text: str, start: int) -> tuple[Bound, int]:
    """The hedge that stands right before `start`, and where it begins (`start` where there is none).

    >>> hedge_before("backed by at least £2bn", 19)
    ('at_least', 10)
    """
    window = max(0, start - 40)
    found = HEDGE.search(text[window:start])
    if found is None:
        return "exact", start
    return found.lastgroup, window + found.start()  # type: ignore[return-value]
