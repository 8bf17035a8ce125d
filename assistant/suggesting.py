"""Questions to start with and to go on with, drawn from the documents' own index-time questions or their headings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from assistant.answers import Citation
from corpus.questions import PassageQuestion, load_questions, place_questions
from index.analysis import terms
from index.ingestion import Index

_CONCRETE = re.compile(r"£\s?\d|\b(?:spring|summer|autumn|winter|20\d\d)\b", re.IGNORECASE)
_LENGTHS = range(35, 91)
_READ_FOR_HEADINGS = 20
_NEAR = 2_500
"""Characters between a citation and what is near it."""
_ALIKE = 0.4
"""Share of words from which two questions are one."""
_CITED_READ = 4


def suggest(index: Index, *, n: int = 5) -> tuple[str, ...]:
    """Up to `n` questions, from as many documents as possible, each with a concrete answer.

    The choice is the same for the same documents, so that the page does not change from start to start.
    """
    folder = next(iter(index.documents.values())).source.path.parent
    file = load_questions(folder)
    # Only these are read: there may be thousands of documents.
    wanted = {line.document for line in file.lines}
    asked = {document_id: index.documents[document_id] for document_id in index.n_chunks_of if document_id in wanted}
    by_document: dict[str, list[str]] = {document_id: [] for document_id in asked}
    for placed in place_questions(file, list(asked.values())):
        answer = index.documents[placed.document_id].text[placed.char_start : placed.char_end]
        if (
            placed.answered
            and len(placed.question) in _LENGTHS
            and placed.question.endswith("?")
            and _CONCRETE.search(answer)
        ):
            by_document[placed.document_id].append(placed.question)
    if not any(by_document.values()):
        return _from_headings(index, n)
    pools = [
        sorted(questions, key=lambda q: (not q[0].isupper(), len(q), q))
        for questions in by_document.values()
        if questions
    ]
    chosen: list[str] = []
    position = 0
    while len(chosen) < n and any(position < len(pool) for pool in pools):
        chosen += [pool[(position * 7) % len(pool)] for pool in pools if position < len(pool)]
        position += 1
    return tuple(dict.fromkeys(chosen))[:n]


def _from_headings(index: Index, n: int) -> tuple[str, ...]:
    headings = {
        block.section[-1]: None
        for document in islice(index.documents.values(), _READ_FOR_HEADINGS)
        for block in document.blocks
        if block.section and block.kind == "paragraph" and 15 <= len(block.section[-1]) <= 70
    }
    return tuple(_about(heading) for heading in list(headings)[:n])


def _about(heading: str) -> str:
    """The question for what stands under a heading, without the date before it and the mark after it.

    >>> _about("2 May 2023 | Opening hours:")
    'What do the papers say about Opening hours?'
    """
    return f"What do the papers say about {heading.rsplit('|', maxsplit=1)[-1].strip(' :;.?')}?"


class FollowUps:
    """Questions that the papers answer near what an answer cited."""

    def __init__(self, index: Index) -> None:
        """Place the documents' questions, where they have any."""
        self._documents = index.documents
        self._asked: Mapping[str, Sequence[PassageQuestion]] = {}
        folder = next(iter(index.documents.values())).source.path.parent
        file = load_questions(folder)
        wanted = [index.documents[name] for name in {line.document for line in file.lines} if name in index.n_chunks_of]
        asked: dict[str, list[PassageQuestion]] = {}
        for placed in place_questions(file, wanted):
            if placed.answered and placed.question.endswith("?") and placed.question[0].isupper():
                asked.setdefault(placed.document_id, []).append(placed)
        self._asked = asked

    def after(self, question: str, citations: Sequence[Citation], *, n: int = 3) -> tuple[str, ...]:
        """Up to `n` questions about what stands near the citations, the nearest first; none that was just asked.

        A document without questions of its own gives the headings beside the one cited.
        """
        known = [set(terms(question))]
        chosen: list[str] = []
        for text in self._near(citations):
            words = set(terms(text))
            if words and all(len(words & other) / len(words | other) < _ALIKE for other in known):
                known.append(words)
                chosen.append(text)
            if len(chosen) == n:
                break
        return tuple(chosen)

    def _near(self, citations: Sequence[Citation]) -> list[str]:
        found: list[tuple[int, str]] = []
        for cited in citations[:_CITED_READ]:
            if cited.document_id in self._asked:
                for placed in self._asked[cited.document_id]:
                    away = max(placed.char_start - cited.char_end, cited.char_start - placed.char_end, 0)
                    if away <= _NEAR and len(placed.question) in _LENGTHS:
                        found.append((away, placed.question))
            elif cited.document_id in self._documents and cited.section:
                for heading in self._headings_beside(cited):
                    found.append((_NEAR, _about(heading)))
        return [text for _, text in sorted(found)]

    def _headings_beside(self, cited: Citation) -> list[str]:
        beside = {
            block.section[-1]: None
            for block in self._documents[cited.document_id].blocks
            if len(block.section) == len(cited.section)
            and block.section[:-1] == cited.section[:-1]
            and block.kind == "paragraph"
            and block.section != cited.section
            and 15 <= len(block.section[-1]) <= 70
        }
        return list(beside)
