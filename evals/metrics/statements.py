"""Does each statement rest on what it cites? Read off the words alone, so that it costs nothing and never wavers.

A quote carries a statement when it holds every figure and name of it and at least half of its other words; a writer
that paraphrases more freely than that is marked down, one that adds a figure always is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.documents import Document
from evals.cases import PlacedCase
from evals.metrics.answers import on_place, overlaps, plain
from index.analysis import terms

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;’'] )[A-Z][\w’'-]+")
"""A word with a capital inside a sentence; months, and so dates, are among them."""
_WORD = re.compile(r"\w[\w’'-]*")
_HELD_WORDS = 0.5

Pair = tuple[int, int]
"""So many of so many."""


def carried(text: str, quotes: Sequence[str]) -> bool:
    """Whether the quotes together hold the figures and names of a text, and half of its other words."""
    if not quotes:
        return False
    together = "\n".join(quotes)
    if not _held_exactly(text, together):
        return False
    words, held = set(terms(text)), set(terms(together))
    return not words or len(words & held) >= _HELD_WORDS * len(words)


def _held_exactly(text: str, quotes: str) -> bool:
    names = {_folded(name) for name in _NAME.findall(text)}
    # By the same letters as a name is read by: "Premium+," and "DfE/DHSC" hold "Premium" and "DfE".
    words = {_folded(word) for word in _WORD.findall(quotes)}
    return set(_FIGURE.findall(text)) <= set(_FIGURE.findall(quotes)) and names <= words


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'").rstrip("'-")


def citation_recall(answer: Mapping[str, Any]) -> Pair:
    """How many of how many statements are carried by their citations together."""
    quotes = _quotes(answer)
    told = [(s["text"], [quotes[n] for n in s["citations"] if n in quotes]) for s in answer["statements"]]
    return sum(carried(text, cited) for text, cited in told), len(told)


def citation_precision(answer: Mapping[str, Any]) -> Pair:
    """How many of how many citations does their statement need, or is carried by alone.

    A citation that resolves to nothing counts against it, and so does each one of a statement that all of them together
    do not carry. Source: Gao et al., Enabling Large Language Models to Generate Text with Citations, EMNLP 2023, with
    `carried` in place of their model of entailment.
    """
    quotes = _quotes(answer)
    right = total = 0
    for statement in answer["statements"]:
        numbers = statement["citations"]
        total += len(numbers)
        known = [number for number in numbers if number in quotes]
        if not carried(statement["text"], [quotes[number] for number in known]):
            continue
        for number in known:
            others = [quotes[other] for other in known if other != number]
            right += carried(statement["text"], [quotes[number]]) or not carried(statement["text"], others)
    return right, total


def faithful(answer: Mapping[str, Any], documents: Mapping[str, Document]) -> Pair:
    """How many of how many statements have every figure, date and name in quotes that are verbatim at their place."""
    quotes = {c["id"]: c["quote"] for c in answer["citations"] if _verbatim(c, documents)}
    told = [(s["text"], [quotes.get(number) for number in s["citations"]]) for s in answer["statements"]]
    right = sum(
        bool(cited) and None not in cited and _held_exactly(text, "\n".join(filter(None, cited)))
        for text, cited in told
    )
    return right, len(told)


def statements_on_place(case: PlacedCase, answer: Mapping[str, Any]) -> Pair:
    """How many of how many statements cite a known place; (0, 0) for a case without places or a refusal.

    The known places are those that hold the answer, not all that bears on it, so that this is a lower bound.
    """
    if not case.spans or answer["outcome"] == "abstained":
        return 0, 0
    citations = {c["id"]: c for c in answer["citations"]}
    on = [
        any(on_place(citations[number], case) for number in s["citations"] if number in citations)
        for s in answer["statements"]
    ]
    return sum(on), len(on)


def numbered_right(case: PlacedCase, answer: Mapping[str, Any], documents: Mapping[str, Document]) -> Pair:
    """How many of how many citations on a known place give the paragraph and the page that the case says.

    Words that stand more than once in a paper may have the number of where they were cited. A system that gives no
    paragraphs is not measured.
    """
    right = total = 0
    for citation in answer["citations"]:
        if "paragraph" not in citation:
            continue
        for place, spans in zip(case.case.places, case.spans, strict=True):
            on = [span for span in spans if overlaps(citation, span)]
            if not on:
                continue
            numbers = {place.paragraph} if len(spans) == 1 else {_paragraph(documents, span) for span in on}
            paged = place.page is None or len(spans) > 1 or citation.get("page_number") == place.page
            right, total = right + (citation["paragraph"] in numbers and paged), total + 1
            break
    return right, total


def standpoints_kept(answer: Mapping[str, Any], documents: Mapping[str, Document]) -> Pair:
    """How many of how many statements name whoever the paper says holds them, among those where it says so."""
    citations = {c["id"]: c for c in answer["citations"]}
    right = total = 0
    for statement in answer["statements"]:
        holders = {
            holder
            for number in statement["citations"]
            if number in citations and (holder := _holder(documents, citations[number]))
        }
        if not holders:
            continue
        told = plain(" ".join(str(statement.get(key) or "") for key in ("standpoint", "attribution", "text")))
        right, total = right + any(plain(holder) in told for holder in holders), total + 1
    return right, total


def _quotes(answer: Mapping[str, Any]) -> dict[int, str]:
    return {citation["id"]: citation["quote"] for citation in answer["citations"]}


def _verbatim(citation: Mapping[str, Any], documents: Mapping[str, Document]) -> bool:
    document = documents.get(citation["document_id"])
    return document is not None and (document.text[citation["char_start"] : citation["char_end"]] == citation["quote"])


def _paragraph(documents: Mapping[str, Document], span: tuple[str, int, int]) -> str | None:
    document = documents[span[0]]
    index = document.block_at(span[1])
    return None if index is None else document.blocks[index].paragraph


def _holder(documents: Mapping[str, Document], citation: Mapping[str, Any]) -> str:
    document = documents.get(citation["document_id"])
    index = None if document is None else document.block_at(citation["char_start"])
    return "" if document is None or index is None else document.blocks[index].standpoint.holder
