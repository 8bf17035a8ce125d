"""Two right values in each other's place: "boats for £700, ropes for £4,000" of "boats for £4,000, ropes for £700".

Each value is compared by the words of its own stretch of the sentence: where a claim's stretch shares more with the
stretch of the other value, the two are exchanged.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.answers import Difference
from assistant.checking.saying import Saying
from assistant.checking.values import bears_out
from assistant.checking.wording import LIGHT
from assistant.quantities import Quantity
from index.analysis import terms

_BETWEEN = re.compile(
    r"[,;|–—]|\b(?:and|or|with|while|but|against|whereas|then|followed|leading|compared|which|than|up to)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:|]")
_SAID_OF_BOTH = re.compile(
    r"(?<=\s)(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|gets?|got|goes|went|reach(?:es|ed)?|"
    r"achieved?|achieves|makes?|made)\s",
    re.IGNORECASE,
)
"""Where what "5 per cent of boats" are ends and what is said of them begins: the other value's things share that."""
_OF = re.compile(r"\s*(?:of|in|for|with|among)\s", re.IGNORECASE)
_OF_THOSE = re.compile(r"\s*(?:of|for|among) (?:[\w'’-]+ ){1,3}with", re.IGNORECASE)
"""Here "with" separates nothing ("5 per cent of boats with sails")."""
_STEM = 6
"""Letters by which "registered" and "registration" are one word."""
_TIMES = 2
"""So many times more must be shared across than in place."""


def exchanged(claim: Saying, found: Saying) -> Difference | None:
    """The first value of a claim that the paper gives to something else, where it gives another of its values instead.

    >>> from assistant.checking.saying import saying
    >>> paper = saying("Boats will be bought for £4,000 and ropes for £700.")
    >>> exchanged(saying("£700 goes to boats, and £4,000 to ropes."), paper).found
    '£4,000'
    >>> exchanged(saying("£700 goes to ropes, and £4,000 to boats."), paper)
    """
    for things_only in (False, True):
        difference = _exchanged(_stretches(claim, things_only), _stretches(found, things_only))
        if difference is not None:
            return difference
    return None


_Stretches = list[tuple[Quantity, frozenset[str]]]


def _exchanged(ours: _Stretches, theirs: _Stretches) -> Difference | None:
    for (one, words), (other, further) in pairwise(ours):
        if one.kind != other.kind:
            continue
        for place, said in theirs:
            for second, told in theirs:
                if place is second or not (bears_out(one, place) and bears_out(other, second)):
                    continue
                if bears_out(one, second) or bears_out(other, place):
                    continue
                first, last = words - further, further - words
                straight = len(first & (said - told)) + len(last & (told - said))
                across = len(first & (told - said)) + len(last & (said - told))
                if across > _TIMES * straight:
                    return Difference("date" if one.kind == "date" else "figure", one.text, second.text)
    return None


def _stretches(said: Saying, things_only: bool) -> _Stretches:
    """Each quantity with the stems, cut short, of the words that belong to it; of "5 per cent of boats have holes"
    with those of what it is a share of alone, where only things count.
    """
    quantities = sorted(said.quantities, key=lambda q: q.char_start)
    if len(quantities) < 2:
        return []
    bounds = []
    for one, other in pairwise(quantities):
        separators = _BETWEEN.finditer(said.text, one.value_end, max(one.value_end, other.char_start))
        between = (at.start() for at in separators if not _OF_THOSE.fullmatch(said.text, one.value_end, at.end()))
        bounds.append(next(between, one.value_end))
    before = [match.end() for match in _CLAUSE.finditer(said.text, 0, quantities[0].char_start)]
    after = _CLAUSE.search(said.text, quantities[-1].value_end)
    starts = [before[-1] if before else 0, *bounds]
    ends = [*bounds, after.start() if after else len(said.text)]
    found = []
    for quantity, start, end in zip(quantities, starts, ends, strict=True):
        behind = said.text[max(start, quantity.value_end) : end]
        if things_only and _OF.match(behind) and (verb := _SAID_OF_BOTH.search(behind)):
            behind = behind[: verb.start()]
        words = f"{said.text[start : quantity.char_start]} {behind}"
        stems = {t[:_STEM] for t in terms(words) if t not in LIGHT and not t[0].isdigit()}
        found.append((quantity, frozenset(stems)))
    return found
