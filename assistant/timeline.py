"""Dated commitments, consultations and sums, drawn from the papers by code: what, when, who says so and how firmly.

Every entry is a sentence of a paper as it stands, with the value it gives; nothing is summed, converted or inferred.
Where papers give different values for one thing, `assistant.disagreement` says so, as it does beside an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from assistant import citing, differing
from assistant.answers import Citation
from assistant.quantities.facts import Fact, all_facts
from corpus.documents import Document

if TYPE_CHECKING:
    from index.ingestion import Index

EntryKind = Literal["commitment", "consultation", "sum"]
Firmness = Literal["firm", "planned", "proposed", "possible", "called for", "stated"]
Place = tuple[str, int]
"""A document and where in it a value starts."""
Explain = Callable[[Fact], Iterable[tuple[str, frozenset[Place]]]]
"""What other papers give for a fact's thing: each difference in words, with the place of every value in it."""

_MOST_WORDS = 90

_STRENGTH: tuple[tuple[Firmness, str], ...] = (
    ("called for", r"calls? (?:on|for)|calling (?:on|for)|should|urges?|we (?:want|need|ask|recommend)|recommends?"),
    ("proposed", r"propos\w+|consult(?:s|ed|ing)? on|views on|recommended|suggest\w*|options?"),
    (
        "planned",
        r"plans?|planned|planning|intends?|intention|aims?|aiming|ambitions?|expects?|expected|hopes?|seeks?|"
        r"subject to|target|pathfinders? will",
    ),
    ("possible", r"may|might|could|would|whether|explor\w+|consider\w*|potential\w*|if"),
    (
        "firm",
        r"will|shall|must|commit\w*|pledg\w+|agreed|confirmed|guarantee\w*|is to|are to|has been|have been|announced|"
        r"is providing|are providing|invest(?:s|ed|ing)|provid(?:es|ed)",
    ),
)
_WORDS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _STRENGTH}
_MAY_MONTH = re.compile(r"\bMay(?: (?:19|20)\d\d|\b)")
_CONSULTATION = re.compile(r"\bconsult(?:ation|ations|ed|ing|s)?\b|\bcalls? for evidence\b|\bviews by\b", re.IGNORECASE)
_PROMISE = re.compile(
    r"\b(?:will|shall|must|commit\w*|plans?|planned|intends?|aims?|expect\w*|propos\w+|pledg\w+|is to|are to|to be|"
    r"due|deadline|by|until|from|starting|beginning|launch\w*|introduc\w*|publish\w*|roll\w* out|begin\w*|start\w*|"
    r"invest\w*|increas\w*|extend\w*|deliver\w*)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:published|launched|issued|held|was|were|had|became|entered|received|explained|noted|attended)\b",
    re.IGNORECASE,
)
_NO_PROMISE = re.compile(r"\A\W*(?:for example|for instance|e\.g\.)|\?\W*\Z", re.IGNORECASE)
_NAME = re.compile(r"(?:\b[A-Z]{3,}|\)|\w \() ?\Z")
"""What makes a bare year after it part of a name: "KCSIE 2025", "(final version) 2025", "Borthwick (2013"."""
_MONEY_SIGN = re.compile(r"[£$€]|\bpounds?\b|\bpence\b|\d\s?p\b(?! ?\d)")
_LOOKS_BACK_DAYS = 120
"""A consultation that ended longer before its paper is history."""
_FUTURE = re.compile(r"\b(?:will|shall|must|plans? to|intends?|aims? to|is to|are to|to be|commit\w*|due|deadline)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline or of the table of sums.

    Attributes:
        number: From 1, in order of paper and place; the citation's id.
        kind: What it is.
        value: The sum or date as printed.
        holder: Who says or decides it.
        voice: As of `Citation`.
        firm: How firmly, by the sentence's own words; "stated" where it has none of them.
        start: ISO date of the first day meant, for a date; of a sum, of the date its clause gives. None without one.
        end: Likewise the last day.
        amount: Pounds of a sum, its lower end; None for a date.
        citation: The sentence.
        differs: Where papers give something else for the same thing: one explanation each.
    """

    number: int
    kind: EntryKind
    value: str
    holder: str
    voice: str
    firm: Firmness
    start: str | None
    end: str | None
    amount: float | None
    citation: Citation
    differs: tuple[str, ...] = ()


def drawn_from(index: Index) -> tuple[Entry, ...]:
    """The entries of an index's documents, with their disagreements."""
    return draw(index.documents, explain=_Explainer(index))


def draw(documents: Mapping[str, Document], *, explain: Explain = lambda _: ()) -> tuple[Entry, ...]:
    """The entries of some documents, in order of document and place.

    Args:
        documents: By id.
        explain: Where papers differ from a fact, in words.
    """
    entries: list[tuple[Entry, tuple[Place, ...]]] = []
    told: dict[Place, dict[str, None]] = {}
    for document in documents.values():
        for kind, facts in _kept(document):
            entries.append((_entry(len(entries) + 1, kind, facts, document), tuple(_place(fact) for fact in facts)))
            for explanation, places in (one for fact in facts for one in explain(fact)):
                # One paper's sentence may tell of it where the other's, in other words, does not.
                for place in places:
                    told.setdefault(place, {})[explanation] = None
    return tuple(
        replace(entry, differs=tuple(dict.fromkeys(line for place in places for line in told.get(place, ()))))
        for entry, places in entries
    )


def _place(fact: Fact) -> Place:
    return fact.document_id, fact.quantity.value_start


def _kept(document: Document) -> list[tuple[EntryKind, tuple[Fact, ...]]]:
    """Facts worth a line, each with its kind, in order of place; the two ends of one change, or one time, are one."""
    facts = [
        fact
        for fact in all_facts(document)
        if len(document.text[fact.char_start : fact.char_end].split()) <= _MOST_WORDS
    ]
    kept = [*_sums(facts), *_dates(facts, document)]
    return sorted(kept, key=lambda one: one[1][0].quantity.char_start)


def _sums(facts: Iterable[Fact]) -> Iterator[tuple[EntryKind, tuple[Fact, ...]]]:
    begun: Fact | None = None
    for fact in facts:
        if fact.quantity.kind != "money" or not _MONEY_SIGN.search(fact.quantity.text):  # "SW1P 3HZ" is no penny
            continue
        if begun is not None and begun.char_start == fact.char_start and fact.quantity.role == "to":
            yield "sum", (begun, fact)
            begun = None
            continue
        if begun is not None:
            yield "sum", (begun,)
        begun = fact if fact.quantity.role == "from" else None
        if begun is None:
            yield "sum", (fact,)
    if begun is not None:
        yield "sum", (begun,)


def _dates(facts: Iterable[Fact], document: Document) -> Iterator[tuple[EntryKind, tuple[Fact, ...]]]:
    seen: set[tuple[int, str]] = set()
    begun: tuple[EntryKind, Fact] | None = None
    for fact in facts:
        if fact.quantity.kind != "date" or not fact.quantity.year_known:
            continue
        kind = _kind_of_date(document.text[fact.char_start : fact.char_end], document, fact)
        if kind is None or (key := (fact.char_start, fact.quantity.text)) in seen:
            continue
        seen.add(key)
        if begun is not None and kind == begun[0] and _is_one_time(begun[1], fact, document):
            yield kind, (begun[1], fact)
            begun = None
            continue
        if begun is not None:
            yield begun[0], (begun[1],)
        begun = kind, fact
    if begun is not None:
        yield begun[0], (begun[1],)


def _is_one_time(first: Fact, last: Fact, document: Document) -> bool:
    """Whether two dates of a sentence are the two ends of one time, as "from 1 April 2023 to 31 March 2024"."""
    start, end = first.quantity, last.quantity
    if first.char_start != last.char_start or not start.low < end.low:
        return False
    before = document.text[max(first.char_start, start.value_start - 12) : start.value_start].split()
    between = document.text[start.char_end : end.value_start].split()
    pairs = {"from": ("to", "until"), "between": ("and",)}
    return bool(before) and len(between) == 1 and between[0] in pairs.get(before[-1].lower(), ())


def _kind_of_date(sentence: str, document: Document, fact: Fact) -> EntryKind | None:
    """Whether a dated sentence promises something or tells of a consultation; None for one that only mentions a day."""
    published = _day(document.source.published)
    if _CONSULTATION.search(sentence):
        return "consultation" if published is None or fact.quantity.high >= published - _LOOKS_BACK_DAYS else None
    if len(sentence.split()) < 5 or not _PROMISE.search(sentence) or _NO_PROMISE.search(sentence):
        return None
    if _NAME.search(document.text[fact.char_start : fact.quantity.char_start]) and fact.quantity.text.isdigit():
        return None
    if _PAST.search(sentence) and not _FUTURE.search(sentence):
        return None
    later = fact.quantity.high > published if published is not None else _FUTURE.search(sentence)
    return "commitment" if later else None


def _entry(number: int, kind: EntryKind, facts: tuple[Fact, ...], document: Document) -> Entry:
    first, last = facts[0], facts[-1]
    text = document.text
    value = " ".join(text[first.quantity.char_start : last.quantity.char_end].split())
    when = first.quantity if first.quantity.kind == "date" else next(iter(first.periods), None)
    if when is not None and not when.year_known:
        when = None
    until = last.quantity if last.quantity.kind == "date" else when
    cited = citing.citation(number, document, first.block, first.char_start, first.char_end)
    return Entry(
        number=number,
        kind=kind,
        value=value,
        holder=cited.standpoint or cited.publisher or cited.title,
        voice=cited.voice,
        firm=_firmness(text[first.char_start : first.char_end], first.quantity.char_start - first.char_start, cited),
        start=_iso(when.low) if when is not None else None,
        end=_iso(until.high) if when is not None and until is not None else None,
        amount=first.quantity.low if first.quantity.kind == "money" else None,
        citation=cited,
    )


def _firmness(sentence: str, value: int, cited: Citation) -> Firmness:
    """By the strength word nearest before the value, else the first after it.

    >>> from types import SimpleNamespace as Said
    >>> _firmness("We plan to spend £3m, which could rise.", 17, Said(voice="states"))
    'planned'
    """
    plain = _MAY_MONTH.sub(lambda match: "#" * len(match[0]), sentence)
    met = [(match.start(), kind) for kind, words in _WORDS.items() for match in words.finditer(plain)]
    before = [one for one in met if one[0] < value]
    if before:
        found: Firmness = max(before, key=lambda one: one[0])[1]
    else:
        found = min(met, key=lambda one: one[0])[1] if met else "stated"
    return "called for" if cited.voice == "view" and found == "firm" and "will" not in plain else found


def _iso(day: float) -> str | None:
    try:
        return date.fromordinal(int(day)).isoformat()
    except (ValueError, OverflowError):
        return None


def _day(published: str | None) -> int | None:
    try:
        year, *rest = (int(part) for part in (published or "").split("-"))
        return date(year, *[*rest, 1, 1][:2]).toordinal()
    except (ValueError, TypeError):
        return None


class _Explainer:
    """Asks for each fact what other papers give for the same thing."""

    def __init__(self, index: Index) -> None:
        from assistant.disagreement import Comparer

        self._comparer, self._index = Comparer(index), index

    def __call__(self, fact: Fact) -> list[tuple[str, frozenset[Place]]]:
        from assistant.asking import classify
        from assistant.evidence import Evidence

        documents = self._index.documents
        sentence = " ".join(documents[fact.document_id].text[fact.char_start : fact.char_end].split())
        asked = replace(classify(sentence), kind="amount" if fact.quantity.kind == "money" else "date")
        piece = Evidence(fact.document_id, fact.block, fact.char_start, fact.char_end, 1.0)
        told = []
        for difference in self._comparer.find(sentence, asked, [piece], ()):
            sides = [side.facts for side in difference.sides]
            parts = [side.parts for side in difference.sides]
            places = frozenset(_place(one) for one in (*_flat(sides), *_flat(parts)))
            if _place(fact) in places:
                told.append((differing.explanation(sides, parts, documents), places))
        return told


def _flat(groups: Iterable[Iterable[Fact]]) -> Iterator[Fact]:
    return (fact for group in groups for fact in group)
