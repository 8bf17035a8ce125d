"""How much of a question a list's introduction and headings say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.asking import Asked
from assistant.enumerations import Enumeration
from assistant.wordlists import LABELS
from corpus.documents import Document
from index.analysis import terms

_AROUND, _WITHIN = 0.7, 0.2
"""What a word of the question counts that stands in the headings, or only in an item; in the introduction 1."""
_HEAD_NOUN = 2.0
"""How much more the noun counts that says what is listed ("rules")."""
_PHRASE_WORDS = 3
"""Of an everyday name for something."""
_UNKNOWN = 0.6
"""Weight of a word that no paper holds but whose other names they may."""
NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
        ],
        start=2,
    )
}
_IN_DOZENS = {"half a dozen": "six", "half dozen": "six", "a dozen": "twelve", "a couple of": "two", "a pair of": "two"}


def counted_in(text: str) -> set[int]:
    """How many of something a question or a sentence counts, in words.

    >>> counted_in("the half dozen headings"), counted_in("which 3 reports came out on 3 May 2023")
    ({6}, {3})
    """
    plain = text.lower()
    for words, number in _IN_DOZENS.items():
        plain = re.sub(rf"\b{words}\b", number, plain)
    in_words = {NUMBERS[word] for word in re.findall(r"\w+", plain) if word in NUMBERS}
    return in_words | {int(number) for number in _COUNTED_IN_DIGITS.findall(plain)}


_COUNTED_IN_DIGITS = re.compile(
    r"\b(?:which|what|the|these|those|name|list|all|other|are|give me) ([2-9]|1[0-5])\b"
    r"(?! ?(?:%|per ?cent|[mb]illion|m\b|bn|pounds|pence|years?|months?|weeks?|days?|hours?|to|or|and|of|in|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|[-–/.,:]))(?= [a-z])"
)
"""Typed for a word: "which 3 reports", "the 5 rules"."""

_REQUEST_TERMS = frozenset(
    terms(
        "list lists name names all every everything things thing what which give set out full complete different "
        "various main key point points say says said show kinds sorts types papers paper report reports document "
        "documents briefing include included including includes item items section heading headings must need needs "
        "please pls plan planned "
        "have has according acc other another any making make two three four five six seven eight nine ten"
    )
)
"""Words of the request itself, which no list need hold. Numbers are counted, not looked for."""
_HEAD = re.compile(
    r"(?:(?:the|all|list|name|what|which|who|are|were|main|other|different|various|"
    + "|".join(NUMBERS)
    + r"|things|did|does)\s+)*(?:[\w'-]+\s+){0,2}?(?P<noun>[\w'-]+s|people|children|criteria)\b",
    re.IGNORECASE,
)

_LABEL = re.compile(
    rf"\b(?:{LABELS}|goal|objective|theme) "
    r"(?:\d+|[a-z](?= |\W*\Z))(?![\w.])",
    re.IGNORECASE,
)


def label_in(question: str) -> str | None:
    """The numbered part of a paper that a question names, lower case.

    >>> label_in("What is the LGA's view on Pillar 3?")
    'pillar 3'
    """
    match = _LABEL.search(question)
    return match[0].lower() if match else None


def is_of(label: str, heading: str) -> bool:
    """Whether a heading opens with the label of a numbered part, after a number of its own.

    >>> is_of("pillar 3", "11. Pillar 3: Unlocking the potential"), is_of("pillar 3", "Chapter 3: Transitions")
    (True, False)
    """
    return re.match(rf"(?:[\d.]+\s+)?{re.escape(label)}\b", " ".join(heading.lower().split())) is not None


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the question: how much it weighs, and the terms of other words for it."""

    weight: float
    others: tuple[frozenset[str], ...] = ()

    def counts(self, term: str, *, among: frozenset[str]) -> bool:
        return term in among or any(other <= among for other in self.others)


Wanted = Mapping[str, Word]


def wanted_of(question: str, weights: Mapping[str, float], related: Callable[[str], Sequence[str]]) -> dict[str, Word]:
    head = _HEAD.match(question)
    nouns = set(terms(head["noun"])) if head else set()
    wanted: dict[str, Word] = {}
    numbers = {str(number) for number in counted_in(question)}
    for term, others in alternatives(question, related).items():
        weight = weights.get(term, _UNKNOWN if others else 0.0)
        if weight and term not in _REQUEST_TERMS and term not in numbers:
            wanted[term] = Word(weight * (_HEAD_NOUN if term in nouns else 1.0), others)
    return wanted


def alternatives(question: str, related: Callable[[str], Sequence[str]]) -> dict[str, tuple[frozenset[str], ...]]:
    """Each term of a question with the terms of other words for it, or for the phrase it is part of ("lib dems").

    Args:
        question: Standing on its own.
        related: Other words for what a text names.
    """
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", question)
    alone = {word: tuple(related(word)) for word in words}
    found: dict[str, tuple[frozenset[str], ...]] = {
        term: tuple(frozenset(terms(other)) for other in alone[word]) for word in words for term in terms(word)
    }
    for length in range(2, _PHRASE_WORDS + 1):
        for start in range(len(words) - length + 1):
            phrase = words[start : start + length]
            of_words = {other for word in phrase for other in alone[word]}
            others = tuple(frozenset(terms(one)) for one in related(" ".join(phrase)) if one not in of_words)
            if others:
                found |= {term: others for word in phrase for term in terms(word) if not found[term]}
    return found


def without_paper(wanted: Wanted, asked: Asked, document: Document, holder: str) -> Wanted:
    """The question's words without those that only name the paper, or who speaks in the list.

    Args:
        wanted: The question's words.
        asked: Whom and which papers it names.
        document: The list's.
        holder: Whose words the list is, as standpoints name it; a body that only is named in it is its subject.
    """
    if not (asked.papers or asked.holders):
        return wanted
    source = document.source
    naming = set(terms(" ".join((source.publisher, source.kind, holder if holder in asked.holders else ""))))
    return {term: word for term, word in wanted.items() if term not in naming}


def covered(wanted: Wanted, enumeration: Enumeration) -> float:
    """Share of the question that the list's introduction says, words that stand elsewhere in it for less."""
    places = ((1.0, enumeration.label), (_AROUND, enumeration.around), (_WITHIN, enumeration.within))
    total = sum(word.weight for word in wanted.values())
    held = sum(
        word.weight * next((credit for credit, among in places if word.counts(term, among=among)), 0.0)
        for term, word in wanted.items()
    )
    return held / total if total else 0.0


def named(wanted: Wanted, enumeration: Enumeration) -> float:
    """Share of the question that the introduction itself says."""
    total = sum(word.weight for word in wanted.values())
    held = sum(word.weight for term, word in wanted.items() if word.counts(term, among=enumeration.label))
    return held / total if total else 0.0


def of_items(wanted: Wanted, enumeration: Enumeration) -> float:
    """Share of the question that only the items say: one that is asked about by itself then."""
    total = sum(word.weight for word in wanted.values())
    said = enumeration.label | enumeration.around
    held = sum(
        word.weight
        for term, word in wanted.items()
        if not word.counts(term, among=said) and word.counts(term, among=enumeration.within)
    )
    return held / total if total else 0.0


def share(wanted: Wanted, enumeration: Enumeration) -> float:
    """Share of the introduction that the question says."""
    return len(enumeration.label & wanted.keys()) / len(enumeration.label) if enumeration.label else 0.0
