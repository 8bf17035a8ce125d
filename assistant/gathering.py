"""Lists that no paper prints as one: "what is to be consulted on in Autumn 2023" stands in a sentence here and there.

Every sentence that holds all the words the question turns on is taken, once where several say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.asking import Asked
from assistant.evidence import Evidence, text_of
from corpus.documents import Document
from index.analysis import terms

_FEWEST, _MOST = 2, 14
"""Sentences that make a list; more say that the words turn on nothing."""
_DATED = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:spring|summer|autumn|winter|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b",
    re.IGNORECASE,
)
_ASKING_TERMS = frozenset(
    terms(
        "list lists name names all every everything things thing what which give set out happening due expected "
        "planned coming items documents papers paper report reports briefing say says government plan plans strategy "
        "tell kindly please show full complete whole different various main key"
    )
)
"""Words of the request itself, which no sentence need hold."""


def gathers(asked: Asked) -> bool:
    """Whether the answer may have to be gathered: of a question that wants no figure, date or name, nor a view."""
    return asked.surveyed is not None or asked.kind == "list" or (asked.kind == "fact" and asked.wants is None and not (asked.view or asked.yes_no))


def turns_on_a_date(question: str) -> bool:
    """Whether a question names a year, a season or a month: without one nothing is gathered."""
    return bool(_DATED.search(question))


def gathered(
    question: str,
    candidates: Sequence[Evidence],
    *,
    vocabulary: Callable[[Evidence], frozenset[str]],
    known: Callable[[str], bool],
    documents: Mapping[str, Document],
    repeats: Callable[[Evidence, Sequence[Evidence]], bool],
) -> list[Evidence] | None:
    """The sentences that share the date, and all else, that the question turns on; None where it turns on no date.

    Args:
        question: One that asks for a list.
        candidates: Sentences found, best first.
        vocabulary: Terms of a sentence with the glossary's for the same things.
        known: Whether any paper holds a term.
        documents: By id.
        repeats: Whether a piece says again what was chosen before.

    Returns:
        Two to fourteen pieces in order of place, each paper's together.
    """
    wanted = {term for term in terms(question) if term not in _ASKING_TERMS and known(term)}
    dated = {term for match in _DATED.findall(question) for term in terms(match)}
    if not dated & wanted or not wanted - dated:
        return None
    chosen: list[Evidence] = []
    for piece in candidates:
        own = set(terms(text_of(piece, documents)))
        if wanted <= vocabulary(piece) and dated <= own and not repeats(piece, chosen):
            chosen.append(piece)
    if not _FEWEST <= len(chosen) <= _MOST:
        return None
    first = {piece.document_id: position for position, piece in reversed(list(enumerate(chosen)))}
    chosen.sort(key=lambda piece: (first[piece.document_id], piece.char_start))
    return [replace(piece, role="item") for piece in chosen]
