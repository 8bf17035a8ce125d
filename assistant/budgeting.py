"""Which sentences to quote when it is not clear which one answers: those likeliest to hold the answer, in few words.

A fact is one sentence, but on questions of development the best one by score is the right one in six of ten cases only
and among the first three in eight. So the best one is quoted, and beside it what adds chance enough for its words,
within the length of a short answer. Where the best one stands out, it stands alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

MOST = 4
"""Sentences of a short answer."""
FURTHER = 9
"""Sentences after the best one that are looked at."""
_WORDS = 72
"""Of a short answer at most; the best sentence may be longer by itself. Most are far shorter, because of the price."""
_PRICE = 0.0015
"""Chance that a further word must bring: 25 words are worth one in 27."""
_TEMPERATURE = 0.19
"""Of the scores; fitted on 531 kept-back questions whose sentence is known."""


def likelihoods(scores: Sequence[float]) -> list[float]:
    """How likely each sentence is the one that answers, given that one does; sums to 1.

    >>> [round(chance, 2) for chance in likelihoods([2.0, 2.0])]
    [0.5, 0.5]
    """
    best = max(scores, default=0.0)
    parts = [math.exp((score - best) / _TEMPERATURE) for score in scores]
    return [part / sum(parts) for part in parts]


def most_likely(chances: Sequence[float], n_words: Sequence[int], *, most: int = MOST) -> list[int]:
    """The first sentence and those of the others that add most chance for their words, in their order.

    Args:
        chances: Of each sentence, the best one first.
        n_words: Of each.
        most: Sentences at most.

    >>> most_likely([0.5, 0.2, 0.15, 0.1], [30, 40, 20, 15])
    [0, 2, 3]
    >>> most_likely([0.97, 0.03], [10, 25])
    [0]
    """
    best: tuple[int, ...] = (0,)
    highest = 0.0
    for size in range(1, most):
        for some in combinations(range(1, len(chances)), size):
            words = sum(n_words[number] for number in some)
            worth = sum(chances[number] for number in some) - _PRICE * words
            if worth > highest and n_words[0] + words <= _WORDS:
                best, highest = (0, *some), worth
    return list(best)
