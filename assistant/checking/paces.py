"""How often something is done, which of several, how many times as much: what says a number and is no quantity.

"Monthly" is not "every quarter", the third year not the first, "trebles" not "doubles".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.answers import Difference
from assistant.checking.saying import Saying
from assistant.quantities.numbers import NUMBER, value_of
from assistant.quantities.periods import PACE_WORDS, PACES, TURNS, lasts
from index.analysis import terms

_TURN = "|".join(sorted(TURNS, key=len, reverse=True))
_PACE = re.compile(
    rf"\b(?:(?:(?P<once>once|twice)|(?P<often>{NUMBER}) times) )?(?:(?P<word>{PACE_WORDS})|"
    rf"(?:every|each|per) (?P<other>other )?(?:(?P<many>{NUMBER})[ -])?(?P<unit>{_TURN})s?|"
    rf"an? (?P<rate>{_TURN})"
    r"(?! (?:ago|later|on|after|before|of|long|old|earlier|away|to|from|and)\b))\b(?!['’-])",
    re.IGNORECASE,
)
_NTHS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINALS = {word: number for number, word in enumerate(_NTHS, 1)}
_ORDINAL = re.compile(rf"\b(?P<which>{'|'.join(_ORDINALS)}) (?P<thing>[a-z]{{3,}})", re.IGNORECASE)
_FACTORS = {
    **dict.fromkeys(("double", "doubles", "doubled", "doubling", "twofold"), 2.0),
    **dict.fromkeys(("treble", "trebles", "trebled", "trebling", "triple", "triples", "tripled", "threefold"), 3.0),
    **dict.fromkeys(("quadruple", "quadruples", "quadrupled", "fourfold"), 4.0),
    **dict.fromkeys(("halve", "halves", "halved", "halving"), 0.5),
}
_FACTOR = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_FACTORS)})|(?P<twice>twice|thrice)(?= (?:as|the|more)\b)|"
    rf"(?P<times>{NUMBER}) times(?= (?:as|the|more|higher|greater|larger|likelier)\b))\b",
    re.IGNORECASE,
)
_CARDINALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTED = {
    **{word: number for number, word in enumerate(_CARDINALS, 2)},
    **{word: -number for word, number in _ORDINALS.items() if number > 1},
    "twice": 2, "dozen": 12, "score": 20, "half": 0.5, "quarter": 0.25,
}  # fmt: skip
"""What a number word comes to; a place in a row is below nought, for "three areas" tell of no third one."""
_COUNTING = re.compile(rf"\b(?:{'|'.join(_COUNTED)})s?\b", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.,])(?P<figure>\d{1,2})(?P<nth>st|nd|rd|th)?\b(?![,.]\d)")
_ALIKE = 1.15
"""Three months and a quarter, twelve months and a year are of one length."""


@dataclass(frozen=True, slots=True)
class Told:
    """A number that is told without a quantity.

    Attributes:
        value: Days between two times, the place in a row, or the factor.
        words: That say so.
        start: Where they begin.
        of: Stems of what a place in a row is of; empty where it is of anything.
    """

    value: float
    words: str
    start: int
    of: frozenset[str] = frozenset()


@lru_cache(maxsize=4_096)
def paces(text: str) -> tuple[Told, ...]:
    """Days between two times, with the words that say so.

    >>> [(told.value, told.words) for told in paces("a quarterly return and a report every six months")]
    [(91.0, 'quarterly'), (180.0, 'every six months')]
    """
    found = []
    for match in _PACE.finditer(text):
        if match["rate"] and lasts(text, match.start()):
            continue
        if match["word"]:
            days = PACES[match["word"].lower()]
        else:
            days = TURNS[(match["unit"] or match["rate"]).lower()] * (2 if match["other"] else _number(match["many"]))
        days /= 2 if (match["once"] or "").lower() == "twice" else _number(match["often"])
        found.append(Told(days, match[0], match.start()))
    return tuple(found)


@lru_cache(maxsize=4_096)
def ordinals(text: str) -> tuple[Told, ...]:
    """Places in a row."""
    return tuple(
        Told(_ORDINALS[match["which"].lower()], match[0], match.start(), frozenset(terms(match["thing"])))
        for match in _ORDINAL.finditer(text)
    )


@lru_cache(maxsize=4_096)
def factors(text: str) -> tuple[Told, ...]:
    """How many times as much."""
    found = []
    for match in _FACTOR.finditer(text):
        if match["word"]:
            value = _FACTORS[match["word"].lower()]
        else:
            value = _number(match["times"]) if match["times"] else {"twice": 2.0, "thrice": 3.0}[match["twice"].lower()]
        found.append(Told(value, match[0], match.start()))
    return tuple(found)


_KINDS: tuple[Callable[[str], tuple[Told, ...]], ...] = (paces, ordinals, factors)


def others(claim: Saying, said: Saying) -> list[Difference]:
    """Where a claim tells another pace, place in a row or factor than each that the sentence tells of the like."""
    found = []
    for reader in _KINDS:
        told = reader(said.text)
        for one in reader(claim.text):
            rivals = [other for other in told if not one.of or one.of & other.of]
            if rivals and not any(_alike(one, other) for other in rivals):
                found.append(Difference("figure", one.words, rivals[0].words))
                break
    return found


def untold(claim: Saying, text: str, held: Iterable[float]) -> tuple[str, ...]:
    """Paces and number words of a claim that are in none of its quantities and that a text does not hold.

    Args:
        claim: What is claimed.
        text: A sentence with its surroundings.
        held: Values of the sentence's quantities.
    """
    told = paces(text)
    found = [one for one in paces(claim.text) if not any(_alike(one, other) for other in told)]
    starts = [(q.char_start, q.char_end) for q in claim.quantities]
    starts += [(one.start, one.start + len(one.words)) for one in paces(claim.text)]
    values = _counted(text) | set(held)
    words = [
        match[0]
        for match in _COUNTING.finditer(claim.text)
        if _COUNTED[match[0].lower().removesuffix("s")] not in values
        and not any(start <= match.start() < end for start, end in starts)
    ]
    return (*(one.words for one in found), *words)


@lru_cache(maxsize=4_096)
def _counted(text: str) -> frozenset[float]:
    """What a text's number words and figures come to."""
    words = {_COUNTED[word.lower().removesuffix("s")] for word in _COUNTING.findall(text)}
    return frozenset(words | {float(one["figure"]) * (-1 if one["nth"] else 1) for one in _FIGURE.finditer(text)})


def _alike(one: Told, other: Told) -> bool:
    return max(one.value, other.value) <= _ALIKE * min(one.value, other.value)


def _number(words: str | None) -> float:
    try:
        return value_of(words)[0] if words else 1.0
    except ValueError:
        return 1.0
