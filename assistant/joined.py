"""Two questions typed as one ("what is the dashboard and when will it be published?") → each standing on its own.

Each is searched for and answered for itself, since one search finds one of the two; where the papers do not answer
both, the question is left whole and answered as any other, and where that fails, the half that they do answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.answers import Question, Turn
from assistant.condensing import condense
from assistant.evidence import Evidence, Selection, overlap
from assistant.going_on import asks_for_the_rest
from assistant.holders import Holders
from index.analysis import terms

_WH = r"(?:what|how|who|whos|whose|when|where|why|which)(?:['’]s)?"
_AUX = r"(?:is|are|was|were|do|does|did|will|would|can|could|should|has|have)"
_SUBJECT = r"(?:the|it|its|they|that|this|these|those|we|he|she|there|any|all|[A-Z]\w+)"
_TWO = re.compile(
    rf"\A\W*(?:(?:so|hi|hello|please|ok)\b[ ,]*)*(?P<first>(?i:{_WH}|{_AUX}) [^?;]{{6,160}}?)"
    rf"(?:\s*\?\s+(?:and )?|\s*[,;]?\s+and )"
    rf"(?P<second>(?i:{_WH}) [^?;]{{4,160}}|(?i:{_AUX}) {_SUBJECT}\b[^?;]{{3,160}})\W*\Z"
)
_SHORTEST = 3
"""Words of either question; "and why" takes the rest along."""


def two_questions(question: Question, holders: Holders) -> tuple[str, ...]:
    """The two questions of one, each standing on its own; empty where it is one.

    >>> two_questions(Question("What is the dashboard and when will it be published?"), Holders())
    ('What is the dashboard', 'When will the dashboard be published?')
    """
    match = _TWO.match(" ".join(question.text.split()))
    if match is None:
        return ()
    first, second = match["first"].strip(" ,"), match["second"].strip(" ,")
    if min(len(first.split()), len(second.split())) < _SHORTEST or asks_for_the_rest(second):
        return ()  # what is for the rest stands beside what is not
    told = Turn(first, "")
    both = (
        condense(Question(first, question.history), holders),
        condense(Question(second, (*question.history, told)), holders),
    )
    one, other = (frozenset(terms(text)) for text in both)
    return both if one and other and one != other and first not in both[1] else ()


def merged(selections: Iterable[Selection]) -> Selection:
    """What two questions rest on, the first one's evidence first; no words twice."""
    of_each = tuple(selections)
    pieces: list[Evidence] = []
    for piece in (piece for one in of_each for piece in one.evidence):
        if not any(overlap(piece, known) for known in pieces):
            pieces.append(piece)
    return Selection(
        tuple(pieces),
        max(one.best_similarity for one in of_each),
        max(one.coverage for one in of_each),
        fits=all(one.fits for one in of_each),
    )
