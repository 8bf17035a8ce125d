"""How often something is done, and which of several: "monthly" is not "every quarter", the third year not the first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answers import Difference
from assistant.checking.saying import Saying
from index.analysis import terms

_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "term": 122, "year": 365}
_WORDS = {
    "daily": 1, "weekly": 7, "fortnightly": 14, "monthly": 30, "quarterly": 91, "termly": 122, "yearly": 365,
    "annual": 365, "annually": 365,
}  # fmt: skip
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_PACE = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_WORDS)})|"
    rf"(?:every|each|per|once every) (?:(?P<many>{'|'.join(_NUMBERS)}) )?(?P<unit>{'|'.join(_DAYS)})s?|"
    rf"(?<!\bin )(?<!\bfor )(?<!\bhalf )(?<!\bof )(?<!\bover )(?<!\bthan )(?<!\bwithin )(?<!\babout )"
    rf"an? (?P<rate>{'|'.join(_DAYS)})"
    r"(?! (?:ago|later|on|after|before|of|long|old|earlier|away|to|from|and)\b))\b(?!['\u2019-])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?P<which>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?P<thing>[a-z]{3,})", re.IGNORECASE
)
_FACTORS = {
    **dict.fromkeys(("double", "doubles", "doubled", "doubling", "twofold"), 2.0),
    **dict.fromkeys(("treble", "trebles", "trebled", "trebling", "triple", "triples", "tripled", "threefold"), 3.0),
    **dict.fromkeys(("quadruple", "quadruples", "quadrupled", "fourfold"), 4.0),
    **dict.fromkeys(("halve", "halves", "halved", "halving"), 0.5),
}
_FACTOR = re.compile(rf"\b(?:{'|'.join(_FACTORS)})\b", re.IGNORECASE)
_ALIKE = 1.15
"""Three months and a quarter, twelve months and a year are of one length."""


def paces(text: str) -> Iterator[tuple[float, str]]:
    """Days between two times, with the words that say so.

    >>> [(days, words) for days, words in paces("a quarterly return and a report every six months")]
    [(91, 'quarterly'), (180, 'every six months')]
    """
    for match in _PACE.finditer(text):
        word = (match["word"] or "").lower()
        unit = (match["unit"] or match["rate"] or "").lower()
        yield _WORDS[word] if word else _DAYS[unit] * _NUMBERS.get((match["many"] or "").lower(), 1), match[0]


def other_pace(claim: Saying, said: Saying) -> Difference | None:
    """Where a claim says that something is done at another pace than each that the sentence tells; None elsewhere."""
    told = list(paces(said.text))
    for days, words in paces(claim.text):
        if told and not any(max(days, other) <= _ALIKE * min(days, other) for other, _ in told):
            return Difference("figure", words, told[0][1])
    return None


def other_ordinal(claim: Saying, said: Saying) -> Difference | None:
    """Where a claim says "the third year" and the sentence speaks of another year by its number only."""
    told = [(frozenset(terms(match["thing"])), match) for match in _ORDINAL.finditer(said.text)]
    for match in _ORDINAL.finditer(claim.text):
        same = [other for thing, other in told if thing & frozenset(terms(match["thing"]))]
        if same and all(other["which"].lower() != match["which"].lower() for other in same):
            return Difference("figure", match[0], same[0][0])
    return None


def other_factor(claim: Saying, said: Saying) -> Difference | None:
    """Where a claim says that something trebles and the sentence that it doubles."""
    told = list(_FACTOR.finditer(said.text))
    for match in _FACTOR.finditer(claim.text):
        if told and all(_FACTORS[one[0].lower()] != _FACTORS[match[0].lower()] for one in told):
            return Difference("figure", match[0], told[0][0])
    return None
