"""Numerals and number words → values.

`text2num` (MIT, maintained, offline, microseconds a call) reads the words. Fractions, scales and hedges of policy
prose are a grammar of ours.
"""

from __future__ import annotations

import re

from text_to_num import text2num

from assistant.quantities.model import Bound
from assistant.quantities.periods import UNITS

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
_AND_PART = r"(?:½|[ -]and[ -]a[ -](?:half|quarter)\b(?! of\b))"
_PHRASE = (
    r"half[ -](?:a[ -])?dozen|(?:a|one|two|three|four|five|six)[ -]dozen|"
    r"(?:half |a quarter of )?an?(?= (?:thousand|million|billion|trillion)\b)|"
    r"a (?:couple|pair)(?: of(?! (?:the|these|those|our|its|their)\b)|(?= (?:of|more|further)\b))"
)
NUMBER = rf"(?:{NUMERAL}{_AND_PART}?|\b(?:{_PHRASE}|{WORDS}{_AND_PART}?)\b)"
SCALE = r"(?:\s?(?:million|billion|trillion|thousand|bn|mn|mln|tn|m|k)\b)"
_NTHS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
FRACTION = re.compile(
    rf"(?<!once )(?<!twice )(?<!times )(?<!s and a )\b(?:half|(?P<many>an?|{_UNITS})[ -](?P<nth>{'|'.join(_NTHS)})s?)\b"
    r"(?=(?: of)? (?:all |the |our |its |their |those |these |them\b|children|councils|of\b|in\b|since\b)|"
    r" (?:more|fewer|less|higher|lower|larger|smaller|as \w+ again)\b|[,.;]|\Z)"
    rf"(?! of an? (?:{UNITS}|century)\b)(?! of an? (?:thousand|million|billion)\b)",
    re.IGNORECASE,
)
PART = rf"half|(?:an?|{_UNITS})[ -](?:{'|'.join(_NTHS)})s?"
_AND_PART_OF = re.compile(r"½|[ -]and[ -]a[ -](half|quarter)\Z")
PARTS = {"½": 0.5, "half": 0.5, "quarter": 0.25}
_OF_A_SCALE = {"a": 1.0, "an": 1.0, "half a": 0.5, "a quarter of a": 0.25}
"""Before "million" and the like."""

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
    r"\s?(?:(?P<at_least>or more|or above|plus\b|\+|and (?:over|above))|(?P<about>or so\b)|"
    r"(?P<at_most>or (?:fewer|less|lower|under|below)))",
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
    number = number.lower()
    rest = _AND_PART_OF.search(number)
    if rest:
        whole, part = value_of(number[: rest.start()])[0], PARTS[rest[1] or rest[0]]
        return (whole + part) * factor, part * factor
    if number[0].isdigit():
        plain = number.replace(",", "")
        decimals = len(plain.partition(".")[2])
        return round(float(plain) * factor, 6), factor / 10**decimals
    if number.startswith(("a couple", "a pair")):
        return 2 * factor, factor
    if number.endswith("dozen"):
        many = number.removesuffix("dozen").strip(" -")
        return (6.0 if many.startswith("half") else 12 * value_of(many)[0]), 1.0
    if number in _OF_A_SCALE:
        return _OF_A_SCALE[number] * factor, _OF_A_SCALE[number] * factor
    words = re.sub(r"\Aa ", "one ", number)
    return float(text2num(words, "en")) * factor, factor


def share_of(part: str) -> float:
    """What a fraction in words is of a whole, in [0, 1].

    >>> share_of("three-quarters")
    0.75
    """
    many, _, nth = part.lower().replace("-", " ").rpartition(" ")
    if nth == "half":
        return 0.5
    return (1 if many in {"a", "an"} else text2num(many, "en")) / _NTHS[nth.removesuffix("s")]


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
