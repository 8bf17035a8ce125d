"""What a question takes for granted, or asks whether it is so, against a sentence that says otherwise.

"When did they scrap the role?" has no date to find, yet the papers say that the role is kept. Such a sentence speaks of
the same things and turns one of the question's words round: by its opposite, by "not", or by another date, sum or pace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.checking.wording import LIGHT, NEGATION, NO_NEGATION
from assistant.quantities.periods import MONTHS, PACE_WORDS, SEASON_NAMES
from index.analysis import terms

_PAIRS = (
    (
        "increase increases increased rise rises rising rose risen raise raised raises raising grow grows growing grew "
        "growth uplift higher double doubled doubling expand expanded boost boosted inflation",
        "decrease decreased fall falls falling fell fallen decline declined cut cuts cutting reduce reduces reduced "
        "reduction lower lowered drop dropped shrink shrunk halve halved halving freeze frozen",
    ),
    (
        "keep keeps kept retain retained remain remains stay stays continue continues expand expanded extend extended "
        "strengthen strengthened",
        "scrap scraps scrapped abolish abolished axe axed remove removed removes replace replaced replaces drop "
        "dropped end ended ditch ditched lose losing stop stopped close closed cancel cancelled abandon abandoned "
        "abandonment withdraw withdrawn discontinue",
    ),
    (
        "welcome welcomes welcomed support supports supported back backs backed endorse endorsed pleased praise "
        "praised favour agree agrees agreed accept accepts accepted positive helpful happy approve approved commit "
        "committed",
        "oppose opposes opposed opposition reject rejects rejected refuse refused criticise criticises criticised "
        "condemn against disagree disagrees concern concerned concerns worry worried unclear object objects objected "
        "dislike unhappy unconvinced sceptical disappointed disappointing disappointingly",
    ),
    ("good outstanding strong excellent", "inadequate poor weak failing failed"),
    ("mandatory compulsory required statutory obligatory", "voluntary optional discretionary opt"),
    ("enough sufficient adequate fully full", "insufficient inadequate underfunded shortfall underfunding"),
    ("pass passed passes approve approved enact enacted adopt adopted", "abandon abandoned abandonment withdrawn"),
    ("ban bans banned prohibit prohibited forbid forbidden stop", "allow allows allowed permit permitted let"),
    ("quick quickly fast swift swiftly", "slow slowly delay delayed"),
)
"""Words of which a paper that says the one denies the other; wider than those by which a claim is checked, where a
false alarm costs more."""


def _stems(words: str) -> frozenset[str]:
    return frozenset(term for word in words.split() for term in terms(word))


PAIRS = tuple((_stems(one), _stems(other)) for one, other in _PAIRS)
_TURNING = frozenset().union(*(one | other for one, other in PAIRS))
_WORD = re.compile(r"[\w’'-]+")
_BEFORE = 4
"""Words before one within which "not" turns it round."""
_TURNS_ROUND = re.compile(
    r"\b(?:fail(?:s|ed|ing)? to|declin(?:e|es|ed) to|refus(?:e|es|ed|ing) to|decid(?:e|ed) (?:not|against)|not to|"
    r"stop(?:ped)?|far from)\W*\Z",
    re.IGNORECASE,
)
_GONE = re.compile(r"\b(?:go|goes|gone|going|went|come|comes|came|coming|put|putting)\W+\Z", re.IGNORECASE)
_MONTHS = (
    "|".join(month for month in MONTHS if month != "May")
    + rf"|{SEASON_NAMES}|(?<=in )may|(?<=by )may|(?<=\d )may|(?<=\dth )may"
)
_PACES = rf"{PACE_WORDS}|every (?:week|month|year)"
_VALUES = (
    re.compile(r"£\s?(?P<v>\d[\d,]*(?:\.\d+)?)", re.IGNORECASE),
    re.compile(rf"\b(?P<v>{_MONTHS})\b", re.IGNORECASE),
    re.compile(r"\b(?P<v>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<v>{_PACES})\b", re.IGNORECASE),
    re.compile(r"\b(?P<v>\d+(?:\.\d+)?)\s?(?:%|per ?cent)", re.IGNORECASE),
)
"""Sums, months, years, paces and shares."""
_TAG = re.compile(
    r",?\s*\b(?:is|are|was|were|do|does|did|has|have|will|would|can|could|should)n['’]?t "
    r"(?:it|they|he|she|we|there|that)\W*\Z",
    re.IGNORECASE,
)
_ASKS_OPENLY = re.compile(
    r"\A\W*(?:(?:and|so|but) )*(?:what|list|name|summari[sz]e|describe|explain|compare|tell me|"
    r"how (?:much|many|long|old)|(?:the )?(?:number|total|share|percentage|proportion|amount) of|"
    r"which \w+s (?:are|were|have))\b",
    re.IGNORECASE,
)
_OF_ASKING = _stems(
    "when why how which who whom whose where did does going really actually true correct already now yet still ever "
    "apparently happen happened decide decided plan planned want wants move moved choose chose reason council councils "
    "government ministry minister ministers department dfe go goes gone went come comes put start started begin"
)
_PLAINLY = (
    (re.compile(r"\b(?:take|takes|took|taken|taking)((?: [\w'-]+){1,6}?) (?:off|out of|away from)\b", re.IGNORECASE),
     r"remove\1 from"),
    (re.compile(r"\b(?:get|gets|getting|got|gotten) rid of|\b(?:do|does|did|done|doing) away with", re.IGNORECASE),
     "remove"),
    (re.compile(r"\bhow (?:many|much) (?:more|higher)\b", re.IGNORECASE), "increase"),
    (re.compile(r"\bhow (?:many|much) (?:fewer|less|lower)\b", re.IGNORECASE), "decrease"),
    (re.compile(r",? \b(?:than )?(?:\w+ ){1,2}years? ago\b|\bthan (?:before|last year|now|it was|there were)\b",
                re.IGNORECASE), ""),
)  # fmt: skip
"""What a question says in several words, in one that can be turned round; and the time it compares with, which a
sentence tells in words of its own."""
_HELD = 0.8
"""Share of the other words of the question, by rarity, that a sentence must hold to speak of the same."""


@dataclass(frozen=True, slots=True)
class Said:
    """What of a text may be turned round.

    Attributes:
        sides: Numbers of the pairs, each with whether its first side is said.
        values: Sums, months, years, paces and shares.
        negated: Stems near a "not".
    """

    sides: frozenset[tuple[int, bool]]
    values: tuple[frozenset[str], ...]
    negated: frozenset[str]


def read(text: str) -> Said:
    """What a text says that another could deny.

    >>> read("they will not replace it").sides == read("they will keep it").sides
    True
    """
    plain = text.replace("’", "'")
    turned = [match.end() for match in NEGATION.finditer(plain) if not NO_NEGATION.match(plain, match.start())]
    words = [(match.start(), match[0]) for match in _WORD.finditer(plain)]
    sides: set[tuple[int, bool]] = set()
    negated: set[str] = set()
    for number, (start, word) in enumerate(words):
        stems = terms(word)
        first = words[max(0, number - _BEFORE)][0]
        isnt = any(first < end <= start for end in turned) or bool(_TURNS_ROUND.search(plain[first:start]))
        if isnt:
            negated.update(stems)
        if _TURNS_ROUND.search(f"{word} to") and plain.startswith(" to ", start + len(word)):
            continue  # "refuse to raise" speaks of raising
        if word.lower() in ("up", "down") and _GONE.search(plain[:start]):
            sides.add((0, (word.lower() == "up") != isnt))
        for pair, (one, other) in enumerate(PAIRS):
            if one.intersection(stems):
                sides.add((pair, not isnt))
            elif other.intersection(stems):
                sides.add((pair, isnt))
    values = tuple(
        frozenset(match["v"].lower().replace(",", "") for match in pattern.finditer(plain)) for pattern in _VALUES
    )
    return Said(frozenset(sides), values, frozenset(negated))


def denies(asked: Said, said: Said, stems: frozenset[str]) -> bool:
    """Whether a sentence turns something of a question with these stems round, its values aside."""
    for pair in {number for number, _ in asked.sides}:
        mine = {side for number, side in asked.sides if number == pair}
        theirs = {side for number, side in said.sides if number == pair}
        if len(mine) == 1 and len(theirs) == 1 and mine != theirs:
            return True
    return not asked.negated and bool(stems & said.negated - LIGHT)


def differs(asked: Said, said: Said) -> bool:
    """Whether a sentence gives another sum, month, year, pace or share than the question."""
    return any(mine and theirs and not mine & theirs for mine, theirs in zip(asked.values, said.values, strict=True))


def against(
    question: str, sentences: Iterable[tuple[str, frozenset[str]]], *, rarity: Callable[[str], float]
) -> int | None:
    """Which sentence speaks of what a question takes for granted and says otherwise; None where none does.

    Args:
        question: Standing on its own.
        sentences: Each with the stems that it, its headings and whose it is hold; best first.
        rarity: Of a stem, in [0, 1].
    """
    plain = _TAG.sub("", question)
    for pattern, instead in _PLAINLY:
        plain = pattern.sub(instead, plain)
    if _ASKS_OPENLY.match(plain):
        return None
    asked = read(plain)
    stems = frozenset(terms(plain))
    values = frozenset(term for kind in asked.values for value in kind for term in terms(value))
    subject = stems - _TURNING - values - LIGHT - _OF_ASKING
    whole = subject | (stems & _TURNING)

    def holds(held: frozenset[str], wanted: frozenset[str]) -> bool:
        total = sum(map(rarity, wanted))
        return bool(total) and sum(rarity(stem) for stem in wanted & held) >= _HELD * total

    read_ = [(frozenset(terms(text)), held, read(text)) for text, held in sentences]
    for by_itself in (True, False):  # a sentence that names the subject itself before one whose heading does
        for number, (own, held, said) in enumerate(read_):
            near = own if by_itself else held
            if (holds(near, subject) and denies(asked, said, whole)) or (holds(near, whole) and differs(asked, said)):
                return number
    return None
