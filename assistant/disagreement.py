"""Statements, and what other papers say on the same thing → Disagreements.

Facts of the answer are compared with those of the passages found and of the sentences that lie near them in any other
paper. Two papers disagree on a thing when no value that one gives for it can be true beside any value of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Protocol

from assistant import differing, subjects
from assistant.answers import Citation, Disagreement, Position
from assistant.asking import MONEY, Asked
from assistant.citing import Place, citation
from assistant.evidence import Evidence
from assistant.neighbours import sentences_near
from assistant.quantities import Fact, Kind, Quantity, facts_of, read
from assistant.quantities.facts import WEAK
from assistant.rarity import Rarity
from assistant.subjects import Likeness
from corpus.documents import Document
from corpus.sentences import sentence_spans
from index.analysis import terms
from index.ingestion import Index
from index.passages import Passage

_BARE_SUM = re.compile(r"(?<![£\w.,])(\d[\d,]*(?:\.\d+)?) ?([mb]illion|m|bn)\b", re.IGNORECASE)
"""Typed without its pound sign."""
_ASKED_KINDS: Mapping[str, frozenset[Kind]] = {
    "amount": frozenset({"money", "percent"}),
    "count": frozenset({"count", "percent", "age", "duration"}),
    "date": frozenset({"date", "duration", "age"}),
    "who": frozenset(),
    "view": frozenset(),
}
_SHARE = re.compile(r"%|\bper ?cent(?:age)?\b|\bwhat (?:share|proportion)\b", re.IGNORECASE)
_RISES = re.compile(
    r"\b(?:go(?:ing|es)? (?:up|down)|ris(?:e|es|ing)|increas\w+|f[ae]ll\w*|drop\w*|uplift|cut)\b", re.IGNORECASE
)
"""A question for a change: sums that tell of none do not answer it."""
_YEAR = re.compile(r"\b(?:in|by|from) (?:which|what) (?:year|month|season)\b|^\W*when\b", re.IGNORECASE)
_HOW_LONG = re.compile(
    r"\bhow (?:many (?:years|months|weeks|days)|long)\b|\b(?:over|for) (?:what|which|how long a) (?:period|time)\b",
    re.I,
)
"""A question for the time itself, where a time that a sum is for is what is asked."""
_SIZE = re.compile(r"\b(?:size|worth|level of (?:funding|investment))\b", re.IGNORECASE)
_DATED = re.compile(r"\b(?:dates?|when|deadline|timing|timetable|which year|what year)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\b(?:numbers? of|how many)\b", re.IGNORECASE)
_SUMS = re.compile(r"\bhow many (?:[mb]illions?|pounds?|£|quid)\b", re.IGNORECASE)
_ANY: frozenset[Kind] = frozenset({"money", "percent", "count", "age", "duration", "date"})
_OF_MONEY = re.compile(
    r"\b(?:cash|funding|fund|budget|pot|price tag|spend\w*|"
    r"invest\w*|costs?|sums?|worth|amounts?|figure|money)\b",
    re.IGNORECASE,
)
"""Words of a question about a sum that is not put as one."""
_DIFFERENT = re.compile(r"\bdiffer\w*|\bdisagree\w*", re.IGNORECASE)
_DIRECT = frozenset({"amount", "count", "date"})
_EXPECTS = re.compile(
    r"\b(?:two|three|2|3|different|differing|conflicting|competing|contradictory|several|both) "
    r"(?:\w+ )?(?:numbers|figures|dates|sums|amounts|answers|totals|versions|things)\b|\bmixed (?:messages|signals)\b|"
    r"\b(?:the same|agree\w*|disagree\w*|differ\w*|consistent|contradict\w*|conflict\w*|at odds|match(?:es)?|"
    r"tall(?:y|ies)|which (?:one )?is (?:it|right|correct|true))\b",
    re.IGNORECASE,
)
"""Who has met two values already, or asks whether there are."""
_ANSWERS, _NEAR_THE_BEST = 0.5, 2.0
"""Logit from which a sentence is taken for an answer, if it comes this near the best one's."""

_LEAST_SHARED: Mapping[Kind, float] = {
    "money": 0.85, "percent": 1.0, "count": 0.9, "age": 1.0, "duration": 1.2, "date": 1.1,
}  # fmt: skip
"""Weight of the words two clauses must share, in rare words: a word that one piece of the library holds weighs one."""
_LEAST_SHARE: Mapping[Kind, float] = {
    "money": 0.6, "percent": 0.6, "count": 0.5, "age": 0.6, "duration": 0.7, "date": 0.6,
}  # fmt: skip
"""And the share they must be of the subject of the one that says less."""
_WHOLE, _LESS = 0.95, 0.85
"""Two dates of an event of few words need to share less, when all that one says of it the other says too."""
_LEAST_OWN = 0.7
"""Weight of what the two clauses themselves share; what they lean on cannot make up for it."""
_SHARE_OF_REPEAT = 0.3
_COVERED = 0.5
"""Share of the question's words that a fact and what stands around it must hold."""
_COVERED_TOLD = 0.25
"""The same for a figure, a date or a number that the answer gives when one is asked for: it was chosen by meaning."""
_COVERED_OTHER = 0.6
"""What another paper's fact must hold of the question, as a share of what the answer's own holds."""
_NEAR_BEST = 0.8
_ASKED_ABOUT = 0.2
"""Share of what two facts have in common that the question must name."""
_ASKED_BROADLY = 0.6
"""The same for a question that asks for no figure, date or number."""
_NARROW = re.compile(
    r"\b(?:where|which|why|how|whose|besides|apart from|other than|what kinds?|what sorts?)\b", re.IGNORECASE
)
"""A question for one thing that is neither figure, date nor number: a difference in these is not what it asks for."""
_NEIGHBOURS = 40
_NEAR = 0.4
"""Cosine from which another paper's sentence is read at all."""
_MOST_ANCHORS = 8
_MOST_SHOWN = 2
_KEPT_DOCUMENTS = 64
_KEPT_SENTENCES = 20_000
"""Kept decoded, or read, from question to question."""


@dataclass(frozen=True, slots=True)
class Side:
    """One value and the facts that give it, one a paper; `parts` are smaller sums of one paper that make it up."""

    facts: tuple[Fact, ...]
    parts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Papers that differ on one thing, before it is put into words.

    Attributes:
        sides: Each value once, by the date of its earliest paper.
        stems: What they have in common.
        weight: Rises with how surely the facts are of one thing.
    """

    sides: tuple[Side, ...]
    stems: frozenset[str]
    weight: float


class Cited(Place, Protocol):
    """What stands in a sentence of a block."""

    @property
    def block(self) -> int:
        """Index of the block."""


class Telling(Place, subjects.Subject, Protocol):
    """What stands in a sentence and has a subject: a fact, or a statement without one."""


class Comparer:
    """Finds differences between papers; a paper is read when a fact of it is compared, and nothing before."""

    def __init__(self, index: Index) -> None:
        """Take hold of the index; nothing is read yet."""
        self._index = index
        self._documents = _Papers(index.documents)
        self.rarity = Rarity.of_sentences(index)
        self._synonyms: dict[tuple[str, int, int], frozenset[str]] = {}
        self._facts: dict[tuple[str, int, int], tuple[Fact, ...]] = {}

    def find(
        self,
        question: str,
        asked: Asked,
        evidence: Sequence[Evidence],
        passages: Sequence[Passage],
        *,
        papers: frozenset[str] = frozenset(),
    ) -> tuple[Difference, ...]:
        """Differences that bear on what was asked, the surest first.

        Args:
            question: The standalone question.
            asked: What it asks for.
            evidence: What the answer rests on.
            passages: What was found for the question.
            papers: Ids of those that the question sets side by side, whose differences alone count; empty for all.
        """
        asked = _as_put(question, asked)
        wanted: frozenset[Kind] = (
            frozenset({"percent"})
            if _SHARE.search(question)
            else _ANY
            if asked.kind == "count" and _SUMS.search(question)
            else _ASKED_KINDS.get(asked.kind, _ANY)
        )
        if asked.kind in ("reason", "definition") or (asked.kind == "fact" and _NARROW.search(question)):
            return ()
        weights = self.asked_words(question)
        if not wanted or not weights or len(self._index.documents) < 2:
            return ()
        self._forget()
        told = [f for f in self._facts_in_evidence(evidence) if f.quantity.kind in wanted]
        found = [f for f in self._facts_in_passages(passages) if f.quantity.kind in wanted]
        places = frozenset(
            place
            for f in (*told, *found)
            for place in f.places
            if re.search(rf"\b{re.escape(place)}\b", question, re.I)
        )
        if places:
            told, found = ([f for f in facts if subjects.places_meet(f.places, places)] for facts in (told, found))
        if _RISES.search(question) and asked.kind in _DIRECT:
            told, found = (
                [f for f in facts if f.quantity.role or f.quantity.kind != "money"] for facts in (told, found)
            )
        answers = read_as_answers(passages)
        if _EXPECTS.search(question):
            answers |= {(f.document_id, f.char_start) for f in told}
        elif asked.kind in _DIRECT:
            answers |= _in_the_best(evidence, told)
        anchors = self._anchors(told, found, weights, asked, answers)
        differences: list[Difference] = []
        lasting = bool(_HOW_LONG.search(question))
        sums = {quantity.low for quantity in quantities_named(question) if quantity.kind == "money"}
        near = self._neighbours(anchors)
        for anchor in anchors:
            nearby = (*found, *near.get((anchor.document_id, anchor.char_start), ()))
            others = list({_key(f): f for f in nearby if f.quantity.kind == anchor.quantity.kind}.values())
            if anchor.quantity.kind == "duration" and differing.lasts(anchor) and not lasting:
                continue
            direct = asked.kind in _DIRECT | {"comparison"}
            difference = self._difference(anchor, others, weights, direct=direct, answers=answers)
            difference = _within(difference, papers) if difference and papers else difference
            if difference is not None and not _gives_one_of(difference, sums):
                continue
            if difference is not None and not any(_same(difference, known) for known in differences):
                differences.append(difference)
        return tuple(sorted(differences, key=lambda d: -d.weight)[:_MOST_SHOWN])

    def _forget(self) -> None:
        """Keep what was read within bounds; a question that is answered meanwhile reads its own again."""
        if len(self._documents) > _KEPT_DOCUMENTS:
            self._documents.clear()
        if max(len(self._facts), len(self._synonyms)) > _KEPT_SENTENCES:
            self._facts.clear()
            self._synonyms.clear()

    @cached_property
    def _papers(self) -> frozenset[str]:
        """Words that tell which paper is asked of, not what."""
        named = {(own.publisher, own.kind) for own in self._index.voices.values()}
        return frozenset(t for name, kind in named for t in terms(f"{name} {_initials(name)} {kind}"))

    def asked_words(self, question: str) -> dict[str, float]:
        """The question's words that tell its subject, by weight: not those of asking, nor which paper is asked of."""
        known = [
            term for term in dict.fromkeys(terms(question)) if term in self.rarity.counts and not term[0].isdigit()
        ]
        telling = [term for term in known if term not in differing.ASKING and term not in WEAK]
        subject = [term for term in telling if term not in self._papers]
        return {term: self.rarity(term) for term in subject or telling}

    def _facts_in_evidence(self, evidence: Iterable[Evidence]) -> list[Fact]:
        facts: list[Fact] = []
        for piece in evidence:
            document = self._documents[piece.document_id]
            for start, end in sentence_spans(document.text[piece.char_start : piece.char_end]):
                facts += self._read(piece.document_id, piece.block, piece.char_start + start, piece.char_start + end)
        return facts

    def _facts_in_passages(self, passages: Iterable[Passage]) -> list[Fact]:
        facts: list[Fact] = []
        for passage in passages:
            for hit in passage.sentences:
                facts += self.facts_at(passage.chunk.document_id, hit.char_start, hit.char_end)
        return facts

    @property
    def documents(self) -> Mapping[str, Document]:
        """By id, each decoded once."""
        return self._documents

    def near(self, document_id: str, start: int) -> tuple[tuple[str, int, int], ...]:
        """Sentences of any paper most like the one that starts there, itself among them."""
        return sentences_near(self._index, document_id, start, k=_NEIGHBOURS, least=_NEAR)

    def facts_at(self, document_id: str, start: int, end: int) -> tuple[Fact, ...]:
        """The facts of a sentence."""
        known = self._facts.get((document_id, start, end))
        if known is not None:
            return known
        block = self._documents[document_id].block_at(start)
        return () if block is None else self._read(document_id, block, start, end)

    def _read(self, document_id: str, block: int, start: int, end: int) -> tuple[Fact, ...]:
        key = document_id, start, end
        if key not in self._facts:
            self._facts[key] = facts_of(self._documents[document_id], block, start, end)
        return self._facts[key]

    def _anchors(
        self,
        told: Sequence[Fact],
        found: Sequence[Fact],
        weights: Mapping[str, float],
        asked: Asked,
        answers: Collection[tuple[str, int]],
    ) -> list[Fact]:
        """The facts that the question is about: those of the answer, and those found that say as much of it.

        What the cross-encoder reads as an answer in other words than the question's is about it too.
        """
        covers = {
            id(fact): max(self.cover(fact, weights), _COVERED if stands_at(fact, answers) else 0.0)
            for fact in (*told, *found)
        }
        best = max(covers.values(), default=0.0)
        least = max(_COVERED, _NEAR_BEST * best)
        direct = asked.kind in _DIRECT
        anchors = [fact for fact in told if covers[id(fact)] >= (_COVERED_TOLD if direct else _COVERED)]
        if direct or asked.kind == "comparison":
            anchors += [fact for fact in found if covers[id(fact)] >= least]
        unique = {_key(fact): fact for fact in anchors}.values()
        return sorted(unique, key=lambda fact: -covers[id(fact)])[:_MOST_ANCHORS]

    def cover(self, fact: Telling, weights: Mapping[str, float]) -> float:
        """Share of the question's words that the fact's clause holds, its surroundings counting less."""
        total = sum(weights.values())
        related = self._related(fact)
        held = sum(
            weight
            * (
                1.0
                if t in fact.core or t in related
                else 0.8
                if t in fact.around
                else 0.5
                if t in fact.headings
                else 0.0
            )
            for t, weight in weights.items()
        )
        return held / total if total else 0.0

    def _related(self, fact: Telling) -> frozenset[str]:
        key = fact.document_id, fact.char_start, fact.char_end
        known = self._synonyms.get(key)
        if known is None:
            sentence = self._documents[fact.document_id].text[fact.char_start : fact.char_end]
            phrases = self._index.glossary.related(sentence, everyday=False)
            known = self._synonyms[key] = frozenset(t for phrase in phrases for t in terms(phrase))
        return known

    def _neighbours(self, anchors: Sequence[Fact]) -> dict[tuple[str, int], list[Fact]]:
        """Facts of the sentences most like each anchor's own, in any paper, by the anchor's sentence."""
        keys = {(fact.document_id, fact.char_start) for fact in anchors}
        return {
            (document_id, start): [
                fact for sentence in self.near(document_id, start) for fact in self.facts_at(*sentence)
            ]
            for document_id, start in keys
        }

    def _difference(
        self,
        anchor: Fact,
        others: Sequence[Fact],
        weights: Mapping[str, float],
        *,
        direct: bool,
        answers: Collection[tuple[str, int]],
    ) -> Difference | None:
        """What the papers give for the anchor's thing, if they differ."""
        alike = self._alike(anchor, others)
        if all(fact.document_id == anchor.document_id for fact in alike):
            return None
        if direct:
            least = _COVERED_OTHER * min(self.cover(anchor, weights), _COVERED)
            others = [fact for fact in others if self.cover(fact, weights) >= least or stands_at(fact, answers)]
            alike = [fact for fact in alike if fact in others]
        thing = {_key(fact): fact for fact in (anchor, *alike)}
        for fact in alike:  # what agrees with either side, in other words
            thing |= {_key(one): one for one in self._alike(fact, others)}
        by_paper: dict[str, list[Fact]] = defaultdict(list)
        for fact in thing.values():
            by_paper[fact.document_id].append(fact)
        best: tuple[float, Fact, Fact, Likeness] | None = None
        for one, other in combinations(thing.values(), 2):
            if one.document_id == other.document_id or not subjects.differ(one, other):
                continue
            if any(not subjects.differ(p, q) for p in by_paper[one.document_id] for q in by_paper[other.document_id]):
                continue  # the two papers have a value in common: the rest are parts of it, or other things
            like = subjects.likeness(one, other, self.rarity)
            weight = like.shared * like.share
            if self._one_thing(one, other, like) and (best is None or weight > best[0]):
                best = weight, one, other, like
        if best is None or (
            anchor.document_id not in {best[1].document_id, best[2].document_id}
            and not any(not subjects.differ(anchor, fact) for fact in best[1:3])
        ):
            return None
        weight, one, other, like = best
        named = sum(self.rarity(t) for t in like.stems if t in weights) / (sum(map(self.rarity, like.stems)) or 1.0)
        answered = sum(weight for t, weight in weights.items() if t in like.stems) / sum(weights.values())
        as_answer = direct and (stands_at(one, answers) or stands_at(other, answers))
        if not as_answer and max(named, 0.0 if direct else answered) < (_ASKED_ABOUT if direct else _ASKED_BROADLY):
            return None
        sides = differing.sides((one, other), list(thing.values()), self._documents)
        return Difference(
            tuple(Side(facts, differing.parts(facts, others, self._documents)) for facts in sides), like.stems, weight
        )

    def _alike(self, fact: Fact, others: Iterable[Fact]) -> list[Fact]:
        """Facts of the same thing as one fact, whatever their values."""
        return [
            other
            for other in others
            if _key(other) != _key(fact)
            and subjects.comparable(fact, other, self._documents)
            and self._one_thing(fact, other, subjects.likeness(fact, other, self.rarity))
        ]

    def _one_thing(self, a: Fact, b: Fact, like: Likeness) -> bool:
        kind = a.quantity.kind
        if kind == "duration" and differing.lasts(a) != differing.lasts(b):
            return False  # how long a sum is for is no other account of how long a thing takes
        exactly = (a.quantity.low, a.quantity.high) == (b.quantity.low, b.quantity.high)
        if not exactly and not subjects.same_place(a, b):
            return False
        if kind == "duration" and differing.lasts(a):
            kind = "money"  # one time for one sum: what tells two sums to be one tells their times too
        # The same value of much the same subject is a repeat, and told in other words more often than not.
        least = _SHARE_OF_REPEAT if not subjects.differ(a, b) else _LEAST_SHARE[kind]
        shared = _LEAST_SHARED[kind]
        if kind == "date" and like.share >= _WHOLE:
            shared *= _LESS
        return like.own >= _LEAST_OWN and like.shared >= shared and like.share >= least


class _Papers(dict[str, Document]):
    """Documents by id, each decoded once however often it is looked at."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        super().__init__()
        self._of = documents

    def __missing__(self, document_id: str) -> Document:
        self[document_id] = document = self._of[document_id]
        return document


def put(
    differences: Sequence[Difference], citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[tuple[Disagreement, ...], tuple[Citation, ...]]:
    """Differences in words, and the answer's citations with those they add; a quote that is cited already is not
    cited again.
    """
    known, made = _Papers(documents), list(citations)

    def cited(fact: Fact) -> int:
        return cite_fact(fact, made, known)

    told = []
    for difference in differences:
        sides = [side.facts for side in difference.sides]
        parts = [side.parts for side in difference.sides]
        with_duration = differing.durations_differ(sides)
        positions = []
        for side in difference.sides:
            value = differing.value_text(side.facts[0], known, with_duration=with_duration)
            positions.append(Position(value, tuple(dict.fromkeys(cited(fact) for fact in side.facts))))
            if side.parts:
                listed = " + ".join(differing.value_text(part, known) for part in side.parts)
                positions.append(Position(listed, tuple(dict.fromkeys(cited(part) for part in side.parts))))
        facts = [fact for side in sides for fact in side]
        told.append(
            Disagreement(
                differing.topic(facts, difference.stems, known),
                differing.explanation(sides, parts, known),
                tuple(positions),
            )
        )
    return tuple(told), tuple(made)


def cite_fact(one: Cited, made: list[Citation], documents: Mapping[str, Document]) -> int:
    """The number of a citation that holds a fact or a statement; one is added to `made` where there is none."""
    quantity = one.quantity if isinstance(one, Fact) else None
    start, end = (one.char_start, one.char_end) if quantity is None else (quantity.char_start, quantity.char_end)
    for known in made:
        if known.document_id == one.document_id and known.char_start <= start and end <= known.char_end:
            return known.id
    number = max((known.id for known in made), default=0) + 1
    made.append(citation(number, documents[one.document_id], one.block, one.char_start, one.char_end))
    return number


def _within(difference: Difference, papers: frozenset[str]) -> Difference | None:
    """A difference as far as some papers have it; None where they do not stand on different sides of it."""
    sides = [
        replace(side, facts=own, parts=tuple(part for part in side.parts if part.document_id in papers))
        for side in difference.sides
        if (own := tuple(fact for fact in side.facts if fact.document_id in papers))
    ]
    return replace(difference, sides=tuple(sides)) if len(sides) > 1 else None


def _as_put(question: str, asked: Asked) -> Asked:
    """What a question asks for, where its wording asks for a sum, a number or a date in other words."""
    compares = asked.kind == "comparison"
    if _YEAR.search(question) or (compares and _DATED.search(question)):
        asked = replace(asked, kind="date")
    elif compares and _NUMBERED.search(question):
        asked = replace(asked, kind="count")
    elif compares and (_SIZE.search(question) or _OF_MONEY.search(question)):
        asked = replace(asked, kind="amount")
    elif (asked.kind in ("fact", "count") or _DIFFERENT.search(question)) and (
        MONEY.search(question) or _OF_MONEY.search(question)
    ):
        asked = replace(asked, kind="amount")  # "25m or 27m, which is it", "the cash for fostering"
    return asked


def quantities_named(question: str) -> tuple[Quantity, ...]:
    """The figures that a question gives itself.

    >>> [quantity.low for quantity in quantities_named("is it 2.6bn or 2 billion")]
    [2600000000.0, 2000000000.0]
    """
    return read(_BARE_SUM.sub(r"£\1 \2", question))


def read_as_answers(passages: Iterable[Passage]) -> set[tuple[str, int]]:
    """Where the sentences stand that the cross-encoder reads as answers, in whatever words."""
    logits = {
        (passage.chunk.document_id, hit.char_start): hit.logit
        for passage in passages
        for hit in passage.sentences
        if hit.logit is not None
    }
    least = max(_ANSWERS, max(logits.values(), default=0.0) - _NEAR_THE_BEST)
    return {place for place, logit in logits.items() if logit >= least}


def _in_the_best(evidence: Sequence[Evidence], told: Iterable[Fact]) -> set[tuple[str, int]]:
    """Where those facts stand that the best piece of an answer tells: it was chosen, whatever words it shares."""
    best = max(evidence, key=lambda piece: piece.score, default=None)
    return {
        (fact.document_id, fact.char_start)
        for fact in told
        if best is not None
        and best.document_id == fact.document_id
        and best.char_start <= fact.char_start < best.char_end
    }


def stands_at(one: Telling, places: Collection[tuple[str, int]]) -> bool:
    """Whether the sentence of a fact or a statement is one of those that start at some places."""
    return (one.document_id, one.char_start) in places


def _gives_one_of(difference: Difference, sums: Collection[float | None]) -> bool:
    """Whether a difference over money is one over a sum that the question names, if it names any; parts are others."""
    told = [fact.quantity for side in difference.sides for fact in side.facts]
    return not sums or all(one.kind != "money" for one in told) or any(one.low in sums for one in told)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _key(fact: Fact) -> tuple[str, int, int]:
    return fact.document_id, fact.quantity.value_start, fact.quantity.value_end


def _same(a: Difference, b: Difference) -> bool:
    """Whether two differences are one, met from two ends."""
    first, second = ({_key(f) for side in d.sides for f in side.facts} for d in (a, b))
    return len(first & second) >= 2 or (bool(a.stems & b.stems) and bool(first & second))
