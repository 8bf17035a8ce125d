"""What a question asks for, as far as its wording tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["fact", "amount", "date", "count", "who", "list", "view", "summary", "comparison"]

_VIEW = re.compile(
    r"\b(?:think|thinks|thought|views?|opinion|position on|stance|concerns?|concerned|worr\w+|welcom\w+|happy|unhappy|"
    r"feels?|felt|reckons?|keen|oppos\w+|critici[sz]\w+|praise\w*|believes?|attitude|make of|makes of|reservations?|"
    r"calling for|call for|like about|dislike|against|in favour|backs?|support(?:s|ive)?(?= (?:the|this|these|"
    r"plans?|it)\b)|"
    r"disappoint\w+|complain\w*|gripes?)\b",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\b(?:summar\w+|overview|in brief|in a nutshell|main (?:points|messages|themes)|key points|tell me about|explain|"
    r"what(?:'s| is) (?:the )?\w+(?: \w+){0,3} (?:about|all about)|gist|outline|describe|briefing on|background to)\b",
    re.IGNORECASE,
)
_COMPARISON = re.compile(
    r"\b(?:compar\w+|differ(?:s|ent|ence|ences)?|versus|vs|disagree\w*|say the same|the same (?:as|figure|"
    r"amount|date|thing)|"
    r"each (?:say|give|put|report)|both (?:papers|reports|documents)|contradict\w*|consistent with|agree (?:on|"
    r"about|with))\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:how much|what (?:sum|amount|figure|budget|funding)|costs?|£|funding|money|cash|budget|worth|price|paid|pay|"
    r"allowance|bursary|grant|spend\w*|invest\w*|pot)\b",
    re.IGNORECASE,
)
_STRONG_AMOUNT = re.compile(
    r"how much (?:money|cash|funding|is|are|will|do|does|did|has|have|would|was|were|more|extra)|£|what (?:sum|amount)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:when|what (?:date|day|month|year|time)|by what|which (?:year|month|date)|deadline|how soon|how long|"
    r"until when|"
    r"closing date|timetable|timescale)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?:how many|what (?:number|share|proportion|percentage|per ?cent|fraction)|number of|how often|how old|"
    r"what age|"
    r"what rate|how big|how far|by how much)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:who|whose|whom|which (?:person|people|body|bodies|organisation|council|councillor|minister|"
    r"department|officer|"
    r"group|charity|agency|cllr)|what(?:'s| is| was) the name)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\b(?:list|what are (?:the|all)|which (?:are|things|areas|measures|groups|consultations|bodies)|name (?:the|all)|"
    r"what (?:\w+ )?(?:things|measures|rules|steps|points|priorities|pillars|missions|outcomes|principles|challenges|"
    r"problems|issues|ways|options|changes|proposals|consultations|reviews|reports|recommendations|commitments|"
    r"questions|"
    r"elements|themes|topics|items|areas|groups|reasons|barriers|benefits|risks|actions|decisions|documents|papers|"
    r"factors|causes|kinds|types|examples)|all the|every one of|full list|what (?:two|three|four|five|six|seven|eight|"
    r"nine|ten|\d+)|the (?:two|three|four|five|six|seven|eight|nine|ten) \w+)\b",
    re.IGNORECASE,
)
_TODAY = re.compile(
    r"\b(?:now|currently|at the moment|today|latest|so far|already|yet|still|this (?:year|month|week)|"
    r"these days|to date|"
    r"right now|at present)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")

MONEY = re.compile(
    r"£\s?\d|\b\d[\d,.]*\s?(?:million|billion|m|bn|k)\b|\bper cent\b|\d\s?%|\bpence\b|\b\d+p\b", re.IGNORECASE
)
DATE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer|autumn|"
    r"winter|(?:19|20)\d\d|end of (?:the|this) (?:year|parliament)|next (?:year|month|spending review))\b|"
    r"\b\d{1,2}(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|half|third|quarter|"
    r"double[sd]?|twice|"
    r"hundred|thousand|all|none|every)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<![.!?]\s)(?<!\A)\b[A-Z][\w'’&.-]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for.

    Attributes:
        kind: The main thing.
        wants: What a sentence that answers would hold, or None when the wording does not tell.
        assumes_today: Whether the wording takes for granted that the papers are of today.
    """

    kind: Kind
    wants: re.Pattern[str] | None
    assumes_today: bool


def classify(question: str) -> Asked:
    """Read a question's wording.

    >>> classify("how much will care leavers get").kind
    'amount'
    >>> classify("What are the six pillars?").kind
    'list'
    """
    return Asked(*_kind(question), assumes_today=bool(_TODAY.search(question)))


def _kind(question: str) -> tuple[Kind, re.Pattern[str] | None]:
    for pattern, kind, wants in (
        (_COMPARISON, "comparison", None),
        (_STRONG_AMOUNT, "amount", MONEY),
        (_COUNT, "count", NUMBER),
        (_VIEW, "view", None),
        (_DATE, "date", DATE),
        (_SUMMARY, "summary", None),
        (_LIST, "list", None),
        (_WHO, "who", NAME),
        (_AMOUNT, "amount", MONEY),
    ):
        if pattern.search(question):
            return kind, wants  # type: ignore[return-value]
    return "fact", None
