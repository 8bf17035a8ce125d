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
    r"[,;|–—]|\b(?:and|or|with|while|but|against|whereas|then|followed|leading|compared|up to)\b", re.IGNORECASE
)
_CLAUSE = re.compile(r"[;:|]")
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
    ours, theirs = _stretches(claim), _stretches(found)
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


def _stretches(said: Saying) -> list[tuple[Quantity, frozenset[str]]]:
    """Each quantity with the stems, cut short, of the words that belong to it."""
    quantities = sorted(said.quantities, key=lambda q: q.char_start)
    if len(quantities) < 2:
        return []
    bounds = []
    for one, other in pairwise(quantities):
        between = _BETWEEN.search(said.text, one.value_end, max(one.value_end, other.char_start))
        bounds.append(between.start() if between else one.value_end)
    before = [match.end() for match in _CLAUSE.finditer(said.text, 0, quantities[0].char_start)]
    after = _CLAUSE.search(said.text, quantities[-1].value_end)
    starts = [before[-1] if before else 0, *bounds]
    ends = [*bounds, after.start() if after else len(said.text)]
    found = []
    for quantity, start, end in zip(quantities, starts, ends, strict=True):
        words = f"{said.text[start : quantity.char_start]} {said.text[max(start, quantity.value_end) : end]}"
        stems = {t[:_STEM] for t in terms(words) if t not in LIGHT and not t[0].isdigit()}
        found.append((quantity, frozenset(stems)))
    return found
