"""Questions to start with, drawn from the documents' own index-time questions or, without any, their headings."""

from __future__ import annotations

import re
from itertools import islice

from corpus.questions import load_questions, place_questions
from index.ingestion import Index

_CONCRETE = re.compile(r"£\s?\d|\b(?:spring|summer|autumn|winter|20\d\d)\b", re.IGNORECASE)
_LENGTHS = range(35, 91)
_READ_FOR_HEADINGS = 20


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
    return tuple(f"What do the papers say about {heading}?" for heading in list(headings)[:n])
