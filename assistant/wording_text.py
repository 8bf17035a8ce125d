"""A difference in wording, put into a Disagreement: who words it how, and which is later.

The values are the papers' own words; what is said of them names no figure, date or name but those of the library's
records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import differing
from assistant.answers import Citation, Disagreement, Position
from assistant.disagreement import cite_fact
from assistant.leaning import ORDINALS
from assistant.plain import clean_line
from assistant.quantities.facts import Fact
from assistant.strength import in_words
from assistant.wordings import Told, Wording
from corpus.documents import Document

_LONGEST = 28
"""Words of a value; a longer statement is cut at its end."""


def put(
    wording: Wording, citations: Sequence[Citation], documents: Mapping[str, Document]
) -> tuple[Disagreement, tuple[Citation, ...]]:
    """The difference in words, and the answer's citations with those it adds."""
    made = list(citations)
    positions = []
    for side in _positions(wording):
        numbers = tuple(dict.fromkeys(cite_fact(one, made, documents) for one in side))
        positions.append(Position(_value(side[0], documents), numbers))
    told = Disagreement(
        _topic(wording, documents),
        _explanation(wording, documents),
        tuple(positions),
    )
    return told, tuple(made)


def _value(one: Told | Fact, documents: Mapping[str, Document]) -> str:
    if isinstance(one, Fact):
        return differing.value_text(one, documents)
    words = one.text.split()
    return " ".join(words[:_LONGEST]).strip(" ,;:.") if len(words) > _LONGEST else " ".join(words).rstrip(" ,;:")


def _explanation(wording: Wording, documents: Mapping[str, Document]) -> str:
    told = []
    for side, says in zip(wording.sides, _sayings(wording), strict=True):
        papers = differing.joined([_where(one, wording, documents) for one in side])
        told.append(f"{papers} {says}")
    if wording.further:
        papers = differing.joined([_where(one, wording, documents) for one in wording.further])
        told.append(f"{papers} bounds it differently")
    sentences = [differing.capital("; ".join(told)) + "."]
    if wording.kind == "limit":
        sentences.append("The number is the same, and only one of them leaves it open.")
    later = _later(wording, documents)
    return " ".join([*sentences, *([later] if later else [])])


def _sayings(wording: Wording) -> tuple[str, str]:
    first, second = wording.sides[0][0], wording.sides[1][0]
    if wording.kind == "scope":
        return "puts it more widely", "more narrowly"
    if wording.kind == "limit" or isinstance(first, Fact) or isinstance(second, Fact):
        return "gives it as a number", "as a limit"
    if first.strength and second.strength and first.strength.negated != second.strength.negated:
        return ("denies it", "does not") if first.strength.negated else ("says so", "denies it")
    return in_words(first.strength), in_words(second.strength)


def _topic(wording: Wording, documents: Mapping[str, Document]) -> str:
    """What it is about: the number itself with its noun, where that is what differs."""
    first = wording.sides[0][0]
    if wording.kind == "limit" and isinstance(first, Fact):
        return clean_line(first.quantity.text)
    return differing.topic([one for side in wording.sides for one in side], wording.stems, documents)


def _where(one: Told | Fact, wording: Wording, documents: Mapping[str, Document]) -> str:
    """The paper, with the heading where both sides stand in one paper."""
    document = documents[one.document_id]
    section = document.blocks[one.block].section
    in_both = all(any(other.document_id == one.document_id for other in side) for side in wording.sides)
    return differing.paper(document) + (f", under “{section[-1].split(':')[0]}”," if in_both and section else "")


def _later(wording: Wording, documents: Mapping[str, Document]) -> str:
    """Which wording is the later one, by date of publication."""
    newest = [
        max((differing.published(documents[one.document_id]) or "" for one in side), default="")
        for side in _positions(wording)
    ]
    width = min(map(len, newest))
    latest = max(date[:width] for date in newest)
    if not all(newest) or sum(date[:width] == latest for date in newest) != 1:
        return ""
    at = next(number for number, date in enumerate(newest) if date[:width] == latest)
    return f"The {ORDINALS[at]} is the {'later' if len(newest) == 2 else 'latest'}, by date of publication."


def _positions(wording: Wording) -> tuple[tuple[Told | Fact, ...], ...]:
    """All that stand against one another: the two sides, and each further paper by itself."""
    return (*wording.sides, *((one,) for one in wording.further))
