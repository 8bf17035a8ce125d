"""A part of what the papers tell the whole of: what each gets, how many of them are of one sort, one thing instead of
another.

Each is as near as can be to a sentence that answers something else, so that neither the cross-encoder nor the learnt
decision tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.asking import MONEY, SUM
from assistant.evidence import Evidence, text_of
from assistant.wordlists import word_set
from corpus.documents import Document
from index.analysis import terms

_ONES = r"(?:area|council|authority|site|pilot|pathfinder|school|region|family|child|carer|provider|project|scheme)"
_EACH_ASKED = re.compile(
    rf"\bhow much\b.*\b(?:each (?:of (?:the|them|these|those)|one|{_ONES})|apiece|per {_ONES})\b|"
    r"\bhow much (?:money |cash |funding )?(?:will|does|do|did|would|is|can|has) each\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|per|every|apiece|a (?:week|month|year|head|child|place|person))\b", re.IGNORECASE)
_OF_THEM_ASKED = re.compile(
    r"\bhow (?:many|much) of (?:the|them|these|those|this|that|its|their)\b.*?"
    r"\b(?:will|are|were|was|is|has|have|do|does|did|would|can|goes?|comes?)\b(?: be| been| going| go| come)* "
    r"(?P<sort>(?:in|for|from|to|at|with)\b.+)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?P<wanted>(?:[\w’'-]+ ){1,3})(?:instead of|rather than|as opposed to) (?P<other>[\w’'-]+(?: [\w’'-]+){0,3})",
    re.IGNORECASE,
)
_IN_CASH = re.compile(
    r"\b(?:budget|increase|rise|uplift|worth|funding|it|that)\b.* in (?:cash|(?:actual )?money|pounds)(?: terms)?\W*\Z|"
    r"\bwhat(?:['’]?s| is| are) (?:[\w’'-]+ ){1,8}?costing\W*\Z",
    re.IGNORECASE,
)
_IDLE = word_set("get gets got go goes going have has be the a an all any it them us we they who that which do does")


def gives_each(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a sum asked for "each" of several is told as one; the whole sum does not tell what each gets.

    True of any other question, as of each of the following.
    """
    if _EACH_ASKED.search(question) is None:
        return True
    texts = (text_of(piece, documents) for piece in pieces)
    return any(MONEY.search(text) and _EACH.search(text) for text in texts)


def gives_sum(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether what is asked for "in cash terms", or what something "is costing", is told in money; a share is none."""
    if _IN_CASH.search(question) is None:
        return True
    return any(SUM.search(text_of(piece, documents)) for piece in pieces)


def tells_sort(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether the sort that is asked for among some is spoken of: "how many of them will be in the public sector"."""
    asked = _OF_THEM_ASKED.search(question)
    sort = _telling(asked["sort"]) if asked else frozenset()
    return not sort or any(sort & frozenset(terms(text_of(piece, documents))) for piece in pieces)


def tells_wanted(question: str, pieces: Sequence[Evidence], documents: Mapping[str, Document]) -> bool:
    """Whether a sum is told of what is asked for and not only of what it stands instead of."""
    asked = _INSTEAD.search(question) if re.search(r"\bhow much\b", question, re.IGNORECASE) else None
    if asked is None:
        return True
    other = _telling(asked["other"])
    wanted = _telling(asked["wanted"]) - other
    told = [frozenset(terms(text_of(piece, documents))) for piece in pieces]
    return not (wanted and other) or not told or any(words & wanted or not words & other for words in told)


def _telling(text: str) -> frozenset[str]:
    return frozenset(terms(" ".join(word for word in text.lower().split() if word not in _IDLE)))
