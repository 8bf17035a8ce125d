"""Whether two facts of two papers are of the same thing: quantity, unit, subject, period, whose.

Nothing here knows a paper, a programme or a case. A fact's subject is told by the rarer words of its clause; what the
clause leans on (the sentence it points back to, its lead-in) counts less.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from assistant.quantities import Fact, Quantity, compatible, same_unit
from corpus.documents import Document
from index.analysis import terms

Rarity = Callable[[str], float]
"""Weight of a stem in [0, 1], from how few pieces of the library hold it."""

_AROUND = 0.5
_HEADING = 0.25
_MOST_APART, _MOST_APART_THERE = 5.0, 10.0
"""Sums and counts further apart than this many times are a whole and a part, or two things; more so where both are said
to be of one place, since a part is seldom told of where the whole is."""

_STAGE = re.compile(
    r"\b(?:first|second|third|fourth|initial|final|next|1st|2nd|3rd) (?:wave|tranche|phase|round|cohort|"
    r"stage|year|batch|group|step)s?\b|"
    r"\b(?:wave|tranche|phase|round|cohort|stage|year) (?:\d|one|two|three|four|i{1,3}v?)\b",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"\b(?:further|additional|more|extra|another|remaining|other)\s*\Z", re.IGNORECASE)
_FURTHER_NOUN = re.compile(r"(?:further|additional|more|extra|other)\b", re.IGNORECASE)
_OF_WHICH = re.compile(
    r"\b(?:of which|of this|of these|of that|within this|including|includes|comprising|this includes|"
    r"as part of (?:this|the)|"
    r"an initial|initially)\s*,?\s*\Z|\b(?:of which|within this|of this (?:sum|total|funding|money|amount))\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:should|ought to|would like|call(?:s|ed|ing)? (?:for|on)|demand\w*|recommend\w*|urg(?:e|es|ed|ing))\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:against|compared (?:to|with)|up from|down from|rather than|instead of|not(?: the)?|previously|formerly|"
    r"versus|than)(?: (?:the|a|an))?\s*\Z",
    re.IGNORECASE,
)
_PLACES_WORDS = "areas authorities councils boroughs districts regions las places"
_PLACES = frozenset(t for w in _PLACES_WORDS.split() for t in terms(w))
_EVENTS: tuple[tuple[str, str], ...] = (
    ("publish", r"publish\w*|publication|issu\w+|releas\w+|unveil\w*|set out|laid"),
    ("start", r"start\w*|beg[iau]n\w*|launch\w*|commenc\w+|go(?:es)? live|live|roll(?:ed)? out|kick\w* off|"
              r"open(?:s|ed|ing)?\b"),
    ("end", r"clos\w+|end(?:s|ed|ing)?\b|run(?:s|ning)? until|until|deadline|finish\w*|expir\w+|conclud\w+|complet\w+"),
    ("force", r"in(?:to)? force|take(?:s)? effect|in place|implement(?!ation (?:strategy|plan|team|board))\w*|"
              r"introduc\w+|compulsory|mandatory|statutory"),
    ("consult", r"consult\w*"),
    ("respond", r"respon\w+|reply|replies"),
    ("meet", r"me(?:et|ets|eting|t)\b|return\w*|next meeting"),
    ("appoint", r"appoint\w*|elect\w*|take up|join\w*"),
    ("report", r"report\w*|survey\w*|census"),
    ("change", r"increas\w+|rais\w+|rise\w*|ris(?:e|en|ing)|extend\w*|uplift\w*|reduc\w+|cut\b|double\w*"),
)  # fmt: skip
_ENDS = {"from": "start", "since": "start", "until": "end", "to": "end"}
_EVENT_PATTERNS = tuple((name, re.compile(rf"\b(?:{pattern})", re.IGNORECASE)) for name, pattern in _EVENTS)


class Subject(Protocol):
    """What two facts, or two statements, are compared by; see `Fact`."""

    @property
    def core(self) -> frozenset[str]:
        """Stems of its own clause."""

    @property
    def around(self) -> frozenset[str]:
        """Stems of what the clause leans on."""

    @property
    def headings(self) -> frozenset[str]:
        """Stems of the headings over it."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two facts share a subject.

    Attributes:
        shared: Summed weight of what both are about.
        share: That as a share of the subject of the one that says less, at most 1.
        own: The part of `shared` that both clauses hold themselves.
        stems: The stems both clauses hold, or one's clause and the other's surroundings.
    """

    shared: float
    share: float
    own: float
    stems: frozenset[str]


def likeness(a: Subject, b: Subject, rarity: Rarity) -> Likeness:
    """Compare two subjects by the weights of their words."""
    both = a.core & b.core
    half = ((a.core & b.around) | (b.core & a.around)) - both
    faint = ((a.core & b.headings) | (b.core & a.headings)) - both - half
    own = sum(map(rarity, both))
    weight = own + _AROUND * sum(map(rarity, half)) + _HEADING * sum(map(rarity, faint))
    least = min(sum(map(rarity, a.core)), sum(map(rarity, b.core)))
    return Likeness(weight, min(1.0, weight / least) if least else 0.0, own, both | half)


def comparable(a: Fact, b: Fact, documents: Mapping[str, Document]) -> bool:
    """Whether two facts could be two values of one thing at all, their subjects aside."""
    p, q = a.quantity, b.quantity
    if not same_unit(p, q) or not _roles_meet(p, q) or _periods_part(a, b) or not _same_owner(a, b, documents):
        return False
    if p.kind in {"money", "count"}:
        most = _MOST_APART_THERE if places_meet(a.places, b.places) else _MOST_APART
        if not 1 / most <= (p.high or 1) / (q.high or 1) <= most:
            return False
    if (p.kind == "count" and not _same_noun(a, b)) or (p.kind == "date" and not _same_event(a, b, documents)):
        return False
    if _set_against(a, documents) or _set_against(b, documents) or _wished(a, documents) != _wished(b, documents):
        return False
    return _step(a, documents) == _step(b, documents)


def differ(a: Fact, b: Fact) -> bool:
    """Whether their values cannot both be true."""
    return not compatible(a.quantity, b.quantity)


def same_place(a: Fact, b: Fact) -> bool:
    """Whether both hold for one place: a figure for the North East is none for everywhere, nor for another region."""
    return a.places == b.places or places_meet(a.places, b.places)


def places_meet(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether a place of one is that of the other, or its name begins with it ("the North East Regional Alliance").

    >>> places_meet(frozenset({"north east"}), frozenset({"north east regional alliance", "leeds"}))
    True
    >>> places_meet(frozenset({"north"}), frozenset({"northfield"}))
    False
    """
    return any(f"{p} ".startswith(f"{q} ") or f"{q} ".startswith(f"{p} ") for p in a for q in b)


def _roles_meet(p: Quantity, q: Quantity) -> bool:
    if p.kind == "date":
        first, second = _ENDS.get(p.role, ""), _ENDS.get(q.role, "")
        return not first or not second or first == second
    # "Raised to £3,000" and "£3,000" are the same end; where it came from, and by how much it rose, are others.
    plain = {"": "to"}
    return plain.get(p.role, p.role) == plain.get(q.role, q.role)


def _periods_part(a: Fact, b: Fact) -> bool:
    """Whether the values hold for different times ("in 2020/21", "on 31 March 2022")."""
    if a.quantity.kind == "date":
        return False
    pairs = [(p, q) for p in a.periods for q in b.periods if p.role == q.role]
    return bool(pairs) and not any(compatible(p, q) for p, q in pairs)


def _same_noun(a: Fact, b: Fact) -> bool:
    """Whether the same sort of thing is counted."""
    first, second = (frozenset(terms(fact.quantity.unit)) for fact in (a, b))
    if first & second or (first & _PLACES and second & _PLACES):
        return True
    return bool(first & b.core) or bool(second & a.core)


def _same_event(a: Fact, b: Fact, documents: Mapping[str, Document]) -> bool:
    """Whether the nearest words of doing to two dates tell of the same kind of event: one opens, the other closes."""
    first, second = _event(a, documents), _event(b, documents)
    return bool(first) and first == second


def _event(fact: Fact, documents: Mapping[str, Document]) -> str:
    """The event whose word stands nearest before the date, else after it, in its clause."""
    if fact.quantity.role in _ENDS:
        return _ENDS[fact.quantity.role]
    text, quantity = documents[fact.document_id].text, fact.quantity
    before = text[max(fact.char_start, quantity.value_start - 120) : quantity.value_start]
    after = text[quantity.char_end : min(fact.char_end, quantity.char_end + 110)]
    ends = [(m.end(), name) for name, pattern in _EVENT_PATTERNS for m in pattern.finditer(before)]
    if ends:
        return max(ends)[1]
    starts = [(m.start(), name) for name, pattern in _EVENT_PATTERNS for m in pattern.finditer(after)]
    return min(starts)[1] if starts else ""


def _step(fact: Fact, documents: Mapping[str, Document]) -> tuple[bool, bool, frozenset[str]]:
    """Whether it is one more on top, a part named as one, and of which stage."""
    text, quantity = documents[fact.document_id].text, fact.quantity
    before = text[max(fact.char_start, quantity.char_start - 60) : quantity.value_start]
    near = text[max(fact.char_start, quantity.char_start - 60) : min(fact.char_end, quantity.char_end + 50)]
    further = bool(_FURTHER.search(before) or _FURTHER_NOUN.match(quantity.noun))
    stages = frozenset(match[0].lower() for match in _STAGE.finditer(near))
    return further, bool(_OF_WHICH.search(before)), stages


def _set_against(fact: Fact, documents: Mapping[str, Document]) -> bool:
    """Whether a paper gives the value only to set its own against it ("£96 million, against £88 million before")."""
    text = documents[fact.document_id].text
    return bool(_AGAINST.search(text[max(fact.char_start, fact.quantity.char_start - 30) : fact.quantity.char_start]))


def _wished(fact: Fact, documents: Mapping[str, Document]) -> bool:
    """Whether somebody only asks for the value: what is recommended is no other account of what is planned."""
    return bool(_WISH.search(documents[fact.document_id].text[fact.char_start : fact.quantity.char_start]))


def _same_owner(a: Fact, b: Fact, documents: Mapping[str, Document]) -> bool:
    """Whether both speak of the world, or of what is one publisher's own."""
    return a.own == b.own and (not a.own or _publisher(a, documents) == _publisher(b, documents))


def _publisher(fact: Fact, documents: Mapping[str, Document]) -> str:
    return documents[fact.document_id].source.publisher
